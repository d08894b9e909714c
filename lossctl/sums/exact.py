"""Sums that do not depend on the order of their terms.

Every float64 is a whole number of 2^-1074, so a sum of floats is a whole number too: adding is exact, has a neutral
element and no order. Rounding happens once, at the end.
"""

import math
import re
import struct
from dataclasses import dataclass

import numpy as np

from lossctl.sums.arrays import Array, Floats

UNIT = 1074  # the smallest positive float64 is 2^-UNIT
PIECE = 32_768  # numbers a piece, 2^15: few enough for the cache
BITS = 47  # of each split off at a time, so that a piece of them adds up below 2^63; two passes are the rule
FEW = 32  # so few numbers are added one by one, sooner than split
LARGEST = 1024 + 60  # 2^60 of the largest floats add up to 2^LARGEST
_WRITTEN = re.compile(f"(-?[0-9a-f]{{1,{(LARGEST + UNIT) // 4 + 1}}})p(-?[0-9]{{1,4}})")
HUGE = 2.0**960  # from here on the splitting constant itself could overflow


@dataclass(frozen=True)
class Exact:
    """A sum: `units` · 2^-1074, exactly; `special` is 0, or the infinity or NaN that the sum has become."""

    units: int = 0
    special: float = 0.0

    def __add__(self, other: "Exact") -> "Exact":
        return Exact(self.units + other.units, self.special + other.special)

    def __float__(self) -> float:
        return self.ratio(Exact(1 << UNIT))

    def ratio(self, other: "Exact", dtype: str = "float64") -> float:
        """`self / other`, rounded once to float64 or float32; 0/0 is NaN and x/0 infinite, as in PyTorch."""
        if self.special or other.special:
            return _float(self) / _float(other) if other.special or other.units else _by_zero(self.special)
        if not other.units:
            return _by_zero(float((self.units > 0) - (self.units < 0)))
        quotient = _quotient(self.units, other.units)
        return quotient if dtype == "float64" else _single(quotient, self.units, other.units)

    def times(self, numerator: int, denominator: int) -> "Exact":
        """The sum times a small ratio that divides it evenly: the divisor of kl's batchmean."""
        return Exact(self.units * numerator // denominator, self.special)

    def __str__(self) -> str:
        """Hexadecimal digits and a binary exponent, `1a2bp-1074`: exact, short, and read back by `parse`."""
        if self.special:
            return repr(self.special)
        zeros = (self.units & -self.units).bit_length() - 1 if self.units else UNIT
        return f"{self.units >> zeros:x}p{zeros - UNIT}"

    @classmethod
    def parse(cls, text: str) -> "Exact":
        """The inverse of `str`; ValueError for anything else, and for more than 2^60 floats can add up to."""
        if text in ("nan", "inf", "-inf"):
            return cls(0, float(text))
        found = _WRITTEN.fullmatch(text)
        if not found or not -UNIT <= int(found[2]) <= LARGEST:
            raise ValueError(f"no exact sum: {text[:40]!r}")
        return cls(int(found[1], 16) << (int(found[2]) + UNIT))


ZERO = Exact()


def exact_sum(values: Array) -> Exact:
    """The exact sum of an array of floats: infinities and NaN are added apart, in the way of floats."""
    flat = np.ascontiguousarray(values, dtype=np.float64).ravel()
    if flat.size <= FEW and np.isfinite(flat).all():
        return Exact(sum(map(_units, flat.tolist())))
    units = 0
    special = 0.0
    for start in range(0, flat.size, PIECE):
        piece = flat[start : start + PIECE]
        low, high = float(piece.min()), float(piece.max())
        if not (low > -HUGE and high < HUGE):
            finite = np.isfinite(piece)
            with np.errstate(invalid="ignore"):
                special += float(piece[~finite].sum())
            units += sum(_units(float(value)) for value in piece[finite & (np.abs(piece) >= HUGE)])
            piece = piece[np.abs(piece) < HUGE]
            low, high = float(piece.min(initial=0.0)), float(piece.max(initial=0.0))
        units += _piece_units(piece, low, high)
    return Exact(units, special)


def _piece_units(piece: Floats, low: float, high: float) -> int:
    """Split the leading bits off all numbers until nothing is left (after Rump, Ogita, Oishi 2008: AccSum).

    With split at 1.5 · 2^k and |x| at most 2^(k − 52 + BITS), `split + x` rounds x to a multiple of 2^(k − 52), and its
    bits, read as an integer, are those of split plus this multiple. Integers add without an error in whatever order,
    and where their sum wraps around at 2^64, the sum of the multiples does not. What is left of x is exact too.
    """
    units = 0
    exponent = math.frexp(max(high, -low))[1]
    end = math.ulp(low) if low > 0 else 0.0  # of which all numbers are multiples, if none is below 0
    while True:
        exponent = max(exponent, BITS - UNIT)  # nothing is smaller than 2^-UNIT
        unit = math.ldexp(1.0, exponent - BITS)
        split = math.ldexp(1.5, exponent - BITS + 52)
        leading = piece + split
        bits = leading.view(np.int64)
        multiple = (int(bits.sum()) - piece.size * _bits(split) + 2**63) % 2**64 - 2**63
        units += multiple << exponent - BITS + UNIT
        if unit <= end:
            return units
        piece = piece - (leading - split)
        if not end and not piece.any():
            return units
        exponent -= BITS


def _bits(value: float) -> int:
    return int(np.float64(value).view(np.int64))


def _units(value: float) -> int:
    mantissa, exponent = math.frexp(value)
    shift = exponent - 53 + UNIT
    whole = int(mantissa * 2.0**53)
    return whole << shift if shift >= 0 else whole >> -shift  # a subnormal has zeros there


def _float(sum_: Exact) -> float:
    return sum_.special or _quotient(sum_.units, 1 << UNIT)


def _quotient(numerator: int, denominator: int) -> float:
    """Python rounds a ratio of integers correctly; past the largest float it raises, where a float is infinite."""
    try:
        return numerator / denominator
    except OverflowError:
        return math.inf if (numerator > 0) == (denominator > 0) else -math.inf


def _by_zero(numerator: float) -> float:
    return math.copysign(math.inf, numerator) if numerator and not math.isnan(numerator) else math.nan


def _single(rounded: float, numerator: int, denominator: int) -> float:
    """Round to float32 once: a float64 rounded to odd keeps what decides a tie (Boldo, Melquiond 2008)."""
    from fractions import Fraction  # here, as it takes milliseconds to import, decimal and all

    exact = Fraction(numerator, denominator)
    if math.isfinite(rounded) and Fraction(rounded) != exact and not _is_odd(rounded):
        rounded = math.nextafter(rounded, math.inf if exact > Fraction(rounded) else -math.inf)
    try:
        return float(struct.unpack("<f", struct.pack("<f", rounded))[0])
    except OverflowError:
        return math.copysign(math.inf, rounded)


def _is_odd(value: float) -> bool:
    return bool(struct.pack("<d", value)[0] & 1)
