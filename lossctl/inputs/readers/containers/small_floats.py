"""Floating-point types that NumPy does not have, from their bits to float32, which holds all of their values."""

from functools import cache

import numpy as np

from lossctl.inputs.lazy_array import Array


def float32_of_bfloat16(bits: Array) -> Array:
    """A bfloat16 is the upper half of a float32."""
    return (bits.astype(np.uint32) << 16).view(np.float32)


def float32_of_e4m3fn(bits: Array) -> Array:
    """Eight bits with four of exponent: 0x7f and 0xff are NaN, and nothing is infinite."""
    return _looked_up(_e4m3fn_values(), bits)


def float32_of_e5m2(bits: Array) -> Array:
    """Eight bits with five of exponent: the upper half of a float16."""
    return _looked_up(_e5m2_values(), bits)


def _looked_up(values: Array, bits: Array) -> Array:
    """`mode` spares a check of each index, which takes three times as long as all the rest."""
    return np.asarray(values.take(bits, mode="clip"))


@cache
def _e4m3fn_values() -> Array:
    """The value of each of the 256 bytes: below 2⁻⁶ there is no leading one."""
    bits = np.arange(128)
    exponent, mantissa = bits >> 3, bits & 7
    values = np.ldexp(np.where(exponent > 0, 8 + mantissa, mantissa), np.maximum(exponent, 1) - 10)
    values[0x7F] = np.nan
    return np.concatenate((values, -values)).astype(np.float32)


@cache
def _e5m2_values() -> Array:
    return (np.arange(256, dtype=np.uint16) << 8).view(np.float16).astype(np.float32)
