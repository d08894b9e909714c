"""A number from elsewhere: how it was written tells how near is equal."""

import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.sums.arrays import Array

PRINTED = re.compile(r"[\w.]+\(\s*([^\s,()]+)\s*(?:,.*)?\)", re.DOTALL)  # tensor(1.6557, grad_fn=<NllLossBackward>)
FLOAT32 = 1.3e-6  # relative: how far PyTorch's float32 may be from the truth, however large it is
HALF = {"bfloat16": 2.0**-7, "float16": 2.0**-10, "half": 2.0**-10}  # relative: two units of a stated type's last bit
FLOAT64 = 1e-14  # relative: the last digits of a float64 depend on the order of adding
LARGE = 2**20  # from here on float32 has hardly a decimal left: its prints are whole numbers
FEW = 3  # digits
_FAR = 400  # a power of ten beyond which float64 has only infinity, and 0
EXACT = 4 * 2.0**-52  # relative: a whole number is meant exactly, but for float64's own rounding


@dataclass(frozen=True)
class Expected:
    """A number from elsewhere, or an array of them, and how far from it is still equal."""

    value: Any  # float, or an array
    allowed: Any  # float, or an array of the same shape
    written: str = ""  # a number as it was written
    in_float32: Any = False  # whether float32 may have printed it; for an array, all of it
    word: str = ""  # that an array was read from

    @property
    def few_digits(self) -> bool:
        """Whether it is one number of three digits or fewer, which many things give: 0.72, 1.39, 12."""
        number = _number(self.written)
        return number is not None and number.is_finite() and len(_digits(self.written)) <= FEW

    def allowing(self, error: Any) -> "Expected":
        """The same, if float32 may have printed it, with room for an absolute error of its calculation."""
        if not self.in_float32:
            return self
        room = np.fmax(FLOAT32 * np.abs(self.value), error)  # of what is empty the error is NaN
        allowed = np.where(np.isfinite(self.value), np.maximum(self.allowed, room), self.allowed)
        return replace(self, allowed=allowed if np.ndim(self.value) else float(allowed))

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

    def matches(self, loss: Any, allowed: Any = None) -> bool:
        """Whether all are equal."""
        near = self.near(loss, allowed)
        return bool(near.all() if isinstance(near, np.ndarray) else near)


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


def calculated(value: Any, dtype: str, rtol: float | None = None, atol: float | None = None) -> Expected:
    """A number or an array that was not printed but calculated, in `float32`, `float16` or `bfloat16`.

    It may be off by what that type does, even where it is whole; '' stands for any other type.
    """
    if not dtype or not isinstance(value, int | float):
        found = expectation(value, rtol, atol)
        return found if not dtype or rtol is not None or atol is not None else _rounded_to(found, dtype)
    text = str(np.float32(value)) if dtype == "float32" else f"tensor({value!r}, dtype={dtype})"
    found = of_text(text, rtol, atol)
    stated = rtol is not None or atol is not None
    in_float32 = dtype == "float32" and not stated and math.isfinite(value)
    return replace(found, value=value, written=f"{found.written} ({dtype})", in_float32=in_float32)


def of_text(text: str, rtol: float | None = None, atol: float | None = None) -> Expected:
    """A number as it was written: `1.6557`, `tensor(1.6557, grad_fn=…)`; InputError where it is none."""
    number = _number(text)
    if number is None:
        raise InputError(f"{text!r} is not a number", "--expect", remedy="1.6557, tensor(1.6557), or an array")
    value = float(number)
    stated = rtol is not None or atol is not None
    if stated:
        return Expected(value, _stated(value, rtol, atol), _bare(text))
    is_print = not _is_whole(number) or (not value and "." in text)  # 0.0 may be a loss that float32 lost
    allowed = max(_allowed(number), _precision_stated(text) * abs(value)) if math.isfinite(value) else 0.0
    return Expected(value, allowed, _bare(text), is_print and _is_float32(number))


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
    unit = float(min((_unit(each) for each in numbers if not _is_whole(each)), default=Decimal(0)))
    allowed = np.maximum(unit, FLOAT64 * np.abs(value))
    in_float32 = values.dtype == np.float32 or (unit > 0 and all(map(_is_float32, numbers)))
    return Expected(value, np.where(np.isfinite(value), allowed, 0.0), in_float32=in_float32)


def _rounded_to(expected: Expected, dtype: str) -> Expected:
    """The same array, each number of which may be off by two units of the last bit of this type."""
    room = HALF.get(dtype, 0.0) * np.abs(np.where(np.isfinite(expected.value), expected.value, 0.0))
    return replace(expected, allowed=np.maximum(expected.allowed, room))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(_bare(text).replace("_", "no sign of a number"))  # Python's 1_000: in a print it is none
    except InvalidOperation:
        return None
    if number and number.is_finite() and abs(number.adjusted()) > _FAR:  # Decimal's own arithmetic ends there
        return Decimal(float(number)) if number.adjusted() > 0 else Decimal(f"0e-{_FAR}")
    return number


def _bare(text: str) -> str:
    """`1.6557` of `tensor(1.6557)`."""
    text = text.strip().replace("−", "-")
    printed = PRINTED.fullmatch(text)
    return printed[1] if printed else text


def _precision_stated(text: str) -> float:
    """How far off a number may be, relatively, that says that it is of half precision: dtype=torch.bfloat16."""
    dtype = re.search(r"dtype=\s*(?:\w+\.)?(\w+)", text)
    return HALF.get(dtype[1], 0.0) if dtype else 0.0


def _digits(text: str) -> str:
    """The digits that are written, without the zeros that only say where the point is."""
    return re.sub(r"[^0-9]", "", re.split("[eE]", text)[0]).lstrip("0")


def _stated(value: Any, rtol: float | None, atol: float | None) -> Any:
    allowed = (atol or 0.0) + (rtol or 0.0) * np.abs(np.where(np.isfinite(value), value, 0.0))
    return float(allowed) if not np.ndim(value) else allowed


def _allowed(number: Decimal) -> float:
    value = float(number)
    if not math.isfinite(value):
        return 0.0
    if _is_whole(number):
        return EXACT * abs(value)
    # Of 1e39 the last digit is the first: a unit of it would let any small number match.
    unit = float(_unit(number))
    return max(unit if unit <= 1 else min(unit, abs(value) / 2), FLOAT64 * abs(value))


def _is_whole(number: Decimal) -> bool:
    """Whether it is meant exactly: 2, 2. and 2.0 are; 2.0000 is a print, and so is what float32 prints whole."""
    exponent = number.as_tuple().exponent
    is_short = isinstance(exponent, int) and exponent >= -1
    return number == number.to_integral_value() and is_short and abs(number) < LARGE


def _unit(number: Decimal) -> Decimal:
    """One unit of the last digit that is written."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)


def _is_float32(number: Decimal) -> bool:
    """Whether a float32, written with as many digits, is this number."""
    with np.errstate(over="ignore"):
        nearest = float(np.float32(float(number)))
    if nearest == float(number):
        return True
    try:
        return nearest != 0 and Decimal(nearest).quantize(_unit(number)) == number
    except InvalidOperation:  # infinity: float32 ends below it; or more digits than float32 has
        return False
