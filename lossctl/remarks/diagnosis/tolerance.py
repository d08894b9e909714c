"""How far a number may be off because of rounding: of the calculation in float32, or of an input that was printed."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from lossctl.engine.scan import Map
from lossctl.errors import InputError
from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import is_of_elements
from lossctl.remarks.diagnosis.totals import solved
from lossctl.remarks.diagnosis.views import in_float64
from lossctl.remarks.expected import Expected
from lossctl.remarks.float32_error import float32_error
from lossctl.sums.arrays import Array

DECIMALS = range(2, 9)  # of a print, 4 in PyTorch; an input with fewer decimals is exact, one with more is not cut
PRINTED = (4, 8)  # decimals that PyTorch and NumPy print; others are rather somebody's own
CLASSES, NUMBERS = 64, 4096  # the most classes and numbers of an input that people paste
DEVIATIONS = 3  # so many standard deviations of the summed rounding errors are allowed


class Slack(NamedTuple):
    """How far a number may be off for one reason. `frequency` multiplies that of the cause that it is beside."""

    cause: str
    clause: str
    allowed: Any
    frequency: float


def slacks(problem: Problem, expected: Expected, map: Map) -> Iterator[Slack]:
    """Those that allow more than the digits of the expected number do, the narrowest first.

    A number that is within the narrower is seldom that near by the wider one.
    """
    yield from sorted(_slacks(problem, expected, map), key=lambda slack: slack.allowed)


def _slacks(problem: Problem, expected: Expected, map: Map) -> Iterator[Slack]:
    if not np.any(expected.in_float32) and (error := _error_of_float32(problem, map)) > np.max(expected.allowed):
        clause = "each loss was calculated in float32, and the losses reduced in float64"
        yield Slack(cause="float32 losses", clause=clause, allowed=error, frequency=0.012)
    decimals = _decimals(in_float64(problem, "input")) if math.prod(problem.arrays["input"].shape) <= NUMBERS else None
    if decimals and not np.ndim(expected.value):
        room = _room(problem, 0.5 * 10.0**-decimals, map)
        if room > expected.allowed:
            clause = f"the input is rounded to {decimals} decimals, which leaves the loss open by {room:.1e}"
            yield Slack(cause="input rounded", clause=clause, allowed=room, frequency=0.05)


def open_by_print(problem: Problem, map: Map) -> tuple[int, float]:
    """With how many decimals a library printed the input, 4 or 8, and how far that leaves the loss open; else 0, 0."""
    if math.prod(problem.arrays["input"].shape) > NUMBERS:
        return 0, 0.0
    decimals = _decimals(in_float64(problem, "input"))
    return (decimals, _room(problem, 0.5 * 10.0**-decimals, map)) if decimals in PRINTED else (0, 0.0)


def _error_of_float32(problem: Problem, map: Map) -> float:
    """How far float32 leaves the loss open; 0 where it cannot be said, and for losses that are not reduced."""
    try:
        return float(float32_error(problem.prepared(), map)) if problem.settings.reduction != "none" else 0.0
    except InputError:
        return 0.0


def _decimals(values: Array) -> int | None:
    """The number of decimals that these numbers were printed with; None if it is not in DECIMALS."""
    finite = values[np.isfinite(values)]
    fits = (each for each in DECIMALS if np.all(np.abs(np.round(finite, each) - finite) <= 1e-15 * np.abs(finite)))
    decimals = next(fits, None)
    return None if decimals is None or np.array_equal(np.round(finite, 1), finite) else decimals


def _room(problem: Problem, half: float, map: Map) -> float:
    """How far the loss moves if each number of the input moves by up to `half`, independently of the others.

    The squares of the moves add up. A uniform error of up to h has the variance h²/3. 0 if it cannot be said.
    """
    x = in_float64(problem, "input")
    axis = None if is_of_elements(problem) else class_axis.class_axis(problem)
    if axis is not None and x.shape[axis] > CLASSES:
        return 0.0
    try:
        before = solved(problem, map)
        total = 0.0
        for class_ in range(x.shape[axis]) if axis is not None else (None,):
            after = solved(problem.given(input=_moved(x, axis, class_, half)), map)
            if before.losses is None or after.losses is None or before.losses.ndim == 2:
                return 0.0
            total += float(((after.losses - before.losses) ** 2).sum())
    except InputError:
        return 0.0
    divisor = 1.0 if problem.settings.reduction == "none" else before.divisor
    return DEVIATIONS * math.sqrt(total / 3) / divisor if math.isfinite(total) and divisor else 0.0


def _moved(x: Array, axis: int | None, class_: int | None, half: float) -> Array:
    """The numbers of one class moved; those that could be probabilities towards 0.5, so that they stay in [0, 1]."""
    by = np.where((x > 0.5) & (x <= 1), -half, half)
    if axis is None:
        return np.asarray(x + by)
    moved = np.moveaxis(x.copy(), axis, 0)
    moved[class_] += np.moveaxis(by, axis, 0)[class_]
    return np.moveaxis(moved, 0, axis)
