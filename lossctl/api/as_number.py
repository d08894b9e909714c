"""A result compared and calculated with as the number that it is, so that nothing is silently False."""

import operator
from collections.abc import Callable
from numbers import Number
from typing import Any

import numpy as np

from lossctl.result import Result


class AsNumber(Result):
    """Comparison and arithmetic by `float(self)`, with numbers, with arrays of one number and with other results.

    What has axes, such as an array, calculates by its own rules. A result of reduction `none` is no one number: it
    equals another, or a list, if all its losses do, and to calculate with it is a TypeError that names `.loss`.
    """

    __hash__ = None  # type: ignore[assignment] # it equals numbers and results of other questions

    def __eq__(self, other: object) -> bool:
        """Whether it is this very number; for one near it give `expect`, or ask `math.isclose`."""
        if isinstance(other, AsNumber):
            return np.array_equal(self.loss, other.loss)
        if isinstance(other, list | tuple):
            return np.asarray(self.loss).tolist() == [*other]
        return _answer(operator.eq, self, other)

    def __lt__(self, other: Any) -> bool:
        return _answer(operator.lt, self, other)

    def __le__(self, other: Any) -> bool:
        return _answer(operator.le, self, other)

    def __gt__(self, other: Any) -> bool:
        return _answer(operator.gt, self, other)

    def __ge__(self, other: Any) -> bool:
        return _answer(operator.ge, self, other)

    def __add__(self, other: Any) -> Any:
        return _answer(operator.add, self, other)

    def __sub__(self, other: Any) -> Any:
        return _answer(operator.sub, self, other)

    def __mul__(self, other: Any) -> Any:
        return _answer(operator.mul, self, other)

    def __truediv__(self, other: Any) -> Any:
        return _answer(operator.truediv, self, other)

    def __pow__(self, other: Any) -> Any:
        return _answer(operator.pow, self, other)

    def __radd__(self, other: Any) -> Any:
        return _answer(operator.add, self, other, turned=True)

    def __rsub__(self, other: Any) -> Any:
        return _answer(operator.sub, self, other, turned=True)

    def __rmul__(self, other: Any) -> Any:
        return _answer(operator.mul, self, other, turned=True)

    def __rtruediv__(self, other: Any) -> Any:
        return _answer(operator.truediv, self, other, turned=True)

    def __rpow__(self, other: Any) -> Any:
        return _answer(operator.pow, self, other, turned=True)

    def __neg__(self) -> float:
        return -float(self)

    def __abs__(self) -> float:
        return abs(float(self))

    def __round__(self, digits: int | None = None) -> float:
        return round(float(self), digits)


def _answer(operation: Callable[[Any, Any], Any], mine: AsNumber, other: Any, *, turned: bool = False) -> Any:
    """What the operation makes of the two numbers, in turned order or not; NotImplemented leaves it to the other."""
    if not _is_number(other):
        return NotImplemented
    pair = (float(mine), _number(other))
    return operation(*(pair[::-1] if turned else pair))


def _is_number(value: object) -> bool:
    """Whether it is one number: Python's, NumPy's, a result, or an array without axes, such as PyTorch's of a loss."""
    return isinstance(value, Number | AsNumber) or getattr(value, "shape", None) == ()


def _number(value: Any) -> Any:
    """A float, but for Python's own numbers, which know how to stand beside one."""
    if isinstance(value, int | float | complex):
        return value
    return float(value.item() if hasattr(value, "item") else value)  # PyTorch warns of float() where it needs gradients
