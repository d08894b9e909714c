"""Whole numbers times powers of ten, rounded correctly to floats, many at once."""

from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REACH = 250  # largest power of ten up or down: all products below, and what rounding took from them, are normal floats
_EXACT = 22  # 10^22 is the last power of ten that is a float
_SPLIT = 2.0**27 + 1
_ERROR = 2.0**-98  # bound of a product's relative error: a dozen roundings of its lower half, 2^-106 each


def nearest_floats(whole: NDArray[np.uint64], power: NDArray[np.intp]) -> tuple[Floats, NDArray[np.bool_]]:
    """The floats nearest to whole · 10^power, and where that is uncertain: close to a tie, or out of reach.

    A whole number below 2^53 and a power of ten up to 10^22 are floats themselves, so their quotient is rounded once,
    correctly (Clinger 1990). Other factors are sums of two floats, exact to 106 bits, and so is their product (Dekker
    1971). Where adding its lower float to the upper one gives the same with the error bound added and taken away, that
    is the nearest float.
    """
    tens, rests = _powers()
    if whole.max() < 1 << 53 and power.max() <= 0 and power.min() >= -_EXACT:
        return whole / tens.take(-power), np.zeros(len(whole), np.bool_)
    reached = np.clip(power, -REACH, REACH)
    ten, rest = tens.take(reached), rests.take(reached)
    high = whole.astype(np.float64)
    low = (whole - high.astype(np.uint64)).view(np.int64).astype(np.float64)
    upper = high * ten
    lower = _lost(high, ten, upper) + (high * rest + low * ten)
    error = upper * _ERROR
    numbers = upper + (lower - error)
    return numbers, (numbers != upper + (lower + error)) | (reached != power)


def _lost(one: Floats, other: Floats, product: Floats) -> Floats:
    """What rounding took from a product, exactly: Dekker's sum of the products of halves."""
    (a, b), (c, d) = _halves(one), _halves(other)
    return ((a * c - product) + a * d + b * c) + b * d


def _halves(numbers: Floats) -> tuple[Floats, Floats]:
    """Two floats of half the digits that add up to each number."""
    wide = numbers * _SPLIT
    upper = wide - (wide - numbers)
    return upper, numbers - upper


@cache
def _powers() -> tuple[Floats, Floats]:
    """10^0 … 10^REACH, then 10^-REACH … 10^-1, so that a power is its own index; and each power less its float."""
    powers = [Fraction(10) ** power for power in (*range(REACH + 1), *range(-REACH, 0))]
    tens = [float(power) for power in powers]
    return np.array(tens), np.array([float(power - Fraction(ten)) for power, ten in zip(powers, tens, strict=True)])
