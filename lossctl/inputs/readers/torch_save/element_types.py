"""The types of numbers in a tensor: how they are stored, and what makes arrays of NumPy of them."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from lossctl.inputs.lazy_array import Array
from lossctl.inputs.readers.containers.small_floats import float32_of_bfloat16, float32_of_e4m3fn, float32_of_e5m2


class ElementType(NamedTuple):
    stored: np.dtype[Any]
    convert: Callable[[Array], Array]


def _native(stored: Array) -> Array:
    return stored.astype(stored.dtype.newbyteorder("="), copy=False)


def _truth(stored: Array) -> Array:
    return stored != 0


def _bfloat16(bits: Array) -> Array:
    return float32_of_bfloat16(_native(bits))


def _e4m3fnuz(bits: Array) -> Array:
    return np.asarray(_fnuz_values(4, 3).take(bits, mode="clip"))


def _e5m2fnuz(bits: Array) -> Array:
    return np.asarray(_fnuz_values(5, 2).take(bits, mode="clip"))


def _e8m0fnu(bits: Array) -> Array:
    """Powers of two from 2⁻¹²⁷ on; 0xff is NaN."""
    return np.asarray(_e8m0fnu_values().take(bits, mode="clip"))


@cache
def _e8m0fnu_values() -> Array:
    values = np.ldexp(1.0, np.arange(256) - 127)
    values[0xFF] = np.nan
    return values.astype(np.float32)


@cache
def _fnuz_values(exponent_bits: int, mantissa_bits: int) -> Array:
    """Floats of one byte without infinity and negative zero, in whose place the only NaN stands."""
    bits, one = np.arange(128), 1 << mantissa_bits
    exponent, mantissa = bits >> mantissa_bits, bits & (one - 1)
    least = 1 - (1 << (exponent_bits - 1)) - mantissa_bits  # the exponent of the smallest number
    values = np.ldexp(np.where(exponent > 0, one + mantissa, mantissa), np.maximum(exponent, 1) - 1 + least)
    negative = -values
    negative[0] = np.nan
    return np.concatenate((values, negative)).astype(np.float32)


def _plain(code: str) -> ElementType:
    return ElementType(np.dtype(code), _native)


ELEMENT_TYPES = {
    "float64": _plain("<f8"),
    "float32": _plain("<f4"),
    "float16": _plain("<f2"),
    "bfloat16": ElementType(np.dtype("<u2"), _bfloat16),
    "float8_e4m3fn": ElementType(np.dtype("u1"), float32_of_e4m3fn),
    "float8_e5m2": ElementType(np.dtype("u1"), float32_of_e5m2),
    "float8_e4m3fnuz": ElementType(np.dtype("u1"), _e4m3fnuz),
    "float8_e5m2fnuz": ElementType(np.dtype("u1"), _e5m2fnuz),
    "float8_e8m0fnu": ElementType(np.dtype("u1"), _e8m0fnu),
    "int64": _plain("<i8"),
    "int32": _plain("<i4"),
    "int16": _plain("<i2"),
    "int8": _plain("i1"),
    "uint64": _plain("<u8"),
    "uint32": _plain("<u4"),
    "uint16": _plain("<u2"),
    "uint8": _plain("u1"),
    "bool": ElementType(np.dtype("u1"), _truth),
}

# The bytes of one number of the types that are never read: a file may hold them beside others.
UNREAD_SIZES = {
    "complex32": 4,
    "complex64": 8,
    "complex128": 16,
    "float4_e2m1fn_x2": 1,
    **dict.fromkeys(("qint8", "quint8", "quint4x2", "quint2x4", "bits8", "bits1x8", "bits2x4", "bits4x2"), 1),
    "bits16": 2,
    "qint32": 4,
}

# The classes of typed storages, which stand for a type in the pickle.
STORAGES = {
    "DoubleStorage": "float64",
    "FloatStorage": "float32",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
    "ComplexFloatStorage": "complex64",
    "ComplexDoubleStorage": "complex128",
    "QInt8Storage": "qint8",
    "QUInt8Storage": "quint8",
    "QInt32Storage": "qint32",
    "QUInt4x2Storage": "quint4x2",
    "QUInt2x4Storage": "quint2x4",
}


def item_size(dtype: str) -> int:
    """The bytes of one number."""
    return ELEMENT_TYPES[dtype].stored.itemsize if dtype in ELEMENT_TYPES else UNREAD_SIZES[dtype]
