"""Sums that do not depend on the order of their terms.

Every float64 is a whole number of 2^-1074, so a sum of floats is a whole number too: adding is exact, has a neutral
element and no order. Rounding happens once, at the end.
"""

import math
import struct
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lossctl.sums.arrays import Array, Floats

UNIT = 1074  # the smallest positive float64 is 2^-UNIT
PIECE = 16_384  # numbers a piece: 38 bits of each are left for the exact float sum, so two passes are the rule
FEW = 64  # so few numbers are added one by one, sooner than split
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
        return quotient if dtype == "float64" else _single(quotient, Fraction(self.units, other.units))

    def times(self, factor: Fraction) -> "Exact":
        """The sum times a small ratio that divides it evenly: the divisor of kl's batchmean."""
        return Exact(self.units * factor.numerator // factor.denominator, self.special)

    def __str__(self) -> str:
        """Hexadecimal digits and a binary exponent, `1a2bp-1074`: exact, short, and read back by `parse`."""
        if self.special:
            return repr(self.special)
        zeros = (self.units & -self.units).bit_length() - 1 if self.units else UNIT
        return f"{self.units >> zeros:x}p{zeros - UNIT}"

    @classmethod
    def parse(cls, text: str) -> "Exact":
        """The inverse of `str`; ValueError for anything else."""
        if text in ("nan", "inf", "-inf"):
            return cls(0, float(text))
        digits, exponent = text.split("p")
        return cls(int(digits, 16) << (int(exponent) + UNIT))


def exact_sum(values: Array) -> Exact:
    """The exact sum of an array of floats: infinities and NaN are added apart, in the way of floats."""
    flat = np.ascontiguousarray(values, dtype=np.float64).ravel()
    if flat.size <= FEW and np.isfinite(flat).all():
        return Exact(sum(map(_units, flat.tolist())))
    units = 0
    special = 0.0
    for start in range(0, flat.size, PIECE):
        piece = flat[start : start + PIECE]
        top = float(max(piece.max(), -piece.min()))
        if not top < HUGE:
            finite = np.isfinite(piece)
            with np.errstate(invalid="ignore"):
                special += float(piece[~finite].sum())
            units += sum(_units(float(value)) for value in piece[finite & (np.abs(piece) >= HUGE)])
            piece = piece[np.abs(piece) < HUGE]
            top = float(np.abs(piece).max(initial=0.0))
        units += _piece_units(piece, top)
    return Exact(units, special)


def _piece_units(piece: Floats, top: float) -> int:
    """Split the leading bits off all numbers until nothing is left (Rump, Ogita, Oishi 2008: AccSum's extraction).

    `(split + x) - split` rounds x to a multiple of split · 2^-53. With split at 2^k ≥ (n + 2) · max|x|, the sum of n
    such multiples is less than split, so NumPy adds them without an error in whatever order. What is left over is
    exact too, and at most split · 2^-53.
    """
    units = 0
    room = 2.0 ** (piece.size + 2).bit_length()
    left = np.empty_like(piece)
    leading = np.empty_like(piece)
    while top > 0.0:
        split = math.ldexp(room, math.frexp(top)[1])
        np.add(piece, split, out=leading)
        np.subtract(leading, split, out=leading)
        units += _units(float(leading.sum()))
        piece = np.subtract(piece, leading, out=left)
        top = split * 2.0**-53 if piece.any() else 0.0
    return units


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


def _single(rounded: float, exact: Fraction) -> float:
    """Round to float32 once: a float64 rounded to odd keeps what decides a tie (Boldo, Melquiond 2008)."""
    if math.isfinite(rounded) and Fraction(rounded) != exact and not _is_odd(rounded):
        rounded = math.nextafter(rounded, math.inf if exact > Fraction(rounded) else -math.inf)
    try:
        return float(struct.unpack("<f", struct.pack("<f", rounded))[0])
    except OverflowError:
        return math.copysign(math.inf, rounded)


def _is_odd(value: float) -> bool:
    return bool(struct.pack("<d", value)[0] & 1)
