"""A number from elsewhere: how it was written tells how near is equal."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.sums.arrays import Array

PRINTED = re.compile(r"[\w.]+\(\s*([^\s,()]+)\s*(?:,.*)?\)", re.DOTALL)  # tensor(1.6557, grad_fn=<NllLossBackward>)
FLOAT32 = 1.3e-6  # relative: how far PyTorch's float32 may be from the truth
FLOAT32_DIGITS = 9  # as many tell one float32 from another; a number with more that is one was printed from one
SEVEN_DIGITS = 2.5e-7  # relative: a number that allows less has more digits than float32 is good for
LAST_PLACES = 2  # of float32: by so much a print of all its digits may be off
SHORTEST_DIGITS = 8  # from here on NumPy, TensorFlow and JAX print as few digits as tell a float32 from others
FLOAT64 = 1e-14  # relative: the last digits of a float64 depend on the order of adding
EXACT = 4 * 2.0**-52  # relative: a whole number is meant exactly, but for float64's own rounding


@dataclass(frozen=True)
class Expected:
    """A number from elsewhere, or an array of them, and how far from it is still equal."""

    value: Any  # float, or an array
    allowed: Any  # float, or an array of the same shape
    written: str = ""  # a number as it was written

    @property
    def in_float32(self) -> Any:
        """What float32 would be allowed, for numbers with more digits than it has."""
        return np.maximum(self.allowed, FLOAT32 * np.abs(self.value)) if np.all(self._many) else self.allowed

    @property
    def _many(self) -> Any:
        return np.asarray(self.allowed) < SEVEN_DIGITS * np.abs(self.value)

    def off(self, loss: Any) -> Any:
        """The distance; 0 between infinities of one sign and between NaNs."""
        if isinstance(loss, float) and isinstance(self.value, float):  # a diagnosis asks thousands of times
            return 0.0 if loss == self.value or (loss != loss and self.value != self.value) else abs(loss - self.value)
        value, loss = np.asarray(self.value, dtype=np.float64), np.asarray(loss, dtype=np.float64)
        same = (value == loss) | (np.isnan(value) & np.isnan(loss))
        with np.errstate(invalid="ignore"):
            off = np.where(same, 0.0, np.abs(loss - value))
        return float(off) if not off.ndim else off

    def near(self, loss: Any, allowed: Any = None) -> Any:
        """Which are equal. Exactly one unit of the last digit still counts, though floats hold it only nearly."""
        return self.off(loss) <= (self.allowed if allowed is None else allowed) * (1 + 1e-9)

    def matches(self, loss: Any) -> bool:
        """Whether all are equal."""
        return bool(np.all(self.near(loss)))


def expectation(value: Any, rtol: float | None = None, atol: float | None = None) -> Expected:
    """What is expected: a number, as it was written or not, or an array of them; InputError for a tolerance below 0."""
    for flag, tolerance in (("--rtol", rtol), ("--atol", atol)):
        if tolerance is not None and not tolerance >= 0:
            raise InputError(f"{tolerance:g} is no tolerance: 0 or more is", flag)
    if isinstance(value, str):
        return of_text(value, rtol, atol)
    if isinstance(value, int | float):
        return of_text(repr(value), rtol, atol)
    return of_array(np.asarray(value), rtol, atol)


def of_text(text: str, rtol: float | None = None, atol: float | None = None) -> Expected:
    """A number as it was written: `1.6557`, `tensor(1.6557, grad_fn=…)`; InputError where it is none."""
    number = _number(text)
    if number is None:
        raise InputError(f"{text!r} is not a number", "--expect", remedy="1.6557, tensor(1.6557), or an array")
    value = float(number)
    stated = rtol is not None or atol is not None
    return Expected(value, _stated(value, rtol, atol) if stated else _allowed(number), _bare(text))


def is_number(text: str) -> bool:
    """Whether it is one number, and no array nor a file."""
    return _number(text) is not None


def of_array(values: Array, rtol: float | None = None, atol: float | None = None) -> Expected:
    """An array: its numbers have as many decimals as the one with the most, since a print gives all of them alike."""
    value = np.asarray(values, dtype=np.float64)
    if rtol is not None or atol is not None:
        return Expected(value, _stated(value, rtol, atol))
    finite = value[np.isfinite(value)]
    numbers = [Decimal(repr(each)) for each in finite.ravel().tolist()]
    digits = max(map(_digits, numbers), default=0)
    if values.dtype == np.float32 or (digits > FLOAT32_DIGITS and all(map(_is_float32, numbers))):
        return Expected(value, np.where(np.isfinite(value), FLOAT32 * np.abs(value), 0.0))
    unit = float(min((_unit(each) for each in numbers if not _is_whole(each)), default=Decimal(0)))
    allowed = np.maximum(unit, FLOAT64 * np.abs(value))
    if digits >= SHORTEST_DIGITS and all(str(np.float32(each)) == str(each) for each in finite.ravel().tolist()):
        allowed = np.maximum(allowed, LAST_PLACES * np.spacing(np.abs(value).astype(np.float32)))
    return Expected(value, np.where(np.isfinite(value), allowed, 0.0))


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(_bare(text))
    except InvalidOperation:
        return None


def _bare(text: str) -> str:
    """`1.6557` of `tensor(1.6557)`."""
    text = text.strip().replace("−", "-")
    printed = PRINTED.fullmatch(text)
    return printed[1] if printed else text


def _stated(value: Any, rtol: float | None, atol: float | None) -> Any:
    allowed = (atol or 0.0) + (rtol or 0.0) * np.abs(np.where(np.isfinite(value), value, 0.0))
    return float(allowed) if not np.ndim(value) else allowed


def _allowed(number: Decimal) -> float:
    value = float(number)
    if not math.isfinite(value):
        return 0.0
    if _is_whole(number):
        return EXACT * abs(value)
    if _digits(number) > FLOAT32_DIGITS and _is_float32(number):
        return FLOAT32 * abs(value)
    last = LAST_PLACES * float(np.spacing(np.float32(abs(value)))) if _is_shortest_float32(number) else 0.0
    return max(float(_unit(number)), FLOAT64 * abs(value), last)


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _unit(number: Decimal) -> Decimal:
    """One unit of the last digit that is written."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)


def _digits(number: Decimal) -> int:
    """How many digits are significant."""
    return len(number.as_tuple().digits)


def _is_float32(number: Decimal) -> bool:
    """Whether a float32, written with as many digits, is this number."""
    with np.errstate(over="ignore"):
        nearest = float(np.float32(float(number)))
    return nearest == float(number) or bool(nearest and Decimal(nearest).quantize(_unit(number)) == number)


def _is_shortest_float32(number: Decimal) -> bool:
    """Whether it has as many digits as tell a float32 from others, no more: NumPy, TensorFlow and JAX print so."""
    with np.errstate(over="ignore"):
        return _digits(number) >= SHORTEST_DIGITS and str(np.float32(float(number))) == str(float(number))
