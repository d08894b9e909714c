"""Whole numbers times powers of ten as the nearest floats, in bulk."""

from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

REACH = 250  # powers of ten to either side whose products, and what these lack, are well within float64
_EXACT = 22  # 10^22 is the last power of ten that is a float
_SPLIT = 2.0**27 + 1
_DOUBT = 2.0**-98  # what a product may be off by, in parts of it: a dozen roundings of its lower half, 2^-106 each


def rounded(whole: NDArray[np.uint64], power: NDArray[np.intp]) -> tuple[Floats, NDArray[np.bool_]]:
    """The floats nearest to whole · 10^power, and where that is not sure: near a tie, or out of reach.

    A whole number below 2^53 and a power of ten up to 10^22 are floats, so their quotient is rounded once (Clinger
    1990). Others are pairs of floats, as exact as 106 bits (Dekker 1971): their product's lower half rounds the upper.
    """
    if whole.max() < 1 << 53 and power.max() <= 0 and power.min() >= -_EXACT:
        return whole / _powers()[0].take(-power), np.zeros(len(whole), np.bool_)
    tens, rests = _powers()
    reached = np.clip(power, -REACH, REACH)
    ten, rest = tens.take(reached), rests.take(reached)
    high = whole.astype(np.float64)
    low = (whole - high.astype(np.uint64)).view(np.int64).astype(np.float64)
    upper = high * ten
    lower = _lost(high, ten, upper) + (high * rest + low * ten)
    doubt = upper * _DOUBT
    numbers = upper + (lower - doubt)
    return numbers, (numbers != upper + (lower + doubt)) | (reached != power)


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
    """10^0 … 10^REACH, then 10^-REACH … 10^-1, so that a power is its own index; and what each float lacks."""
    powers = [Fraction(10) ** power for power in (*range(REACH + 1), *range(-REACH, 0))]
    tens = [float(power) for power in powers]
    return np.array(tens), np.array([float(power - Fraction(ten)) for power, ten in zip(powers, tens, strict=True)])
