"""What rounding on the way leaves open: float32's arithmetic, and an input that was printed with few decimals."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from lossctl.engine.scan import Map
from lossctl.errors import InputError
from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.reading import is_binary
from lossctl.remarks.diagnosis.totals import solved
from lossctl.remarks.diagnosis.views import floats
from lossctl.remarks.expected import Expected
from lossctl.sums.arrays import Array

DECIMALS = range(2, 7)  # of a print: 4 of PyTorch's; numbers with fewer were meant, those with more are whole
CLASSES, NUMBERS = 64, 4096  # the classes and numbers of an input that people paste
DEVIATIONS = 3  # of the sum of many small errors


class Slack(NamedTuple):
    """How far a number may be off for one reason; `common` as for a Reading, beside the causes that it goes with."""

    id: str
    done: str
    allowed: Any
    common: float


def slacks(problem: Problem, expected: Expected, map: Map) -> Iterator[Slack]:
    """Those that leave more room than the number's own digits."""
    if np.any(expected.in_float32 > expected.allowed):
        done = "it was calculated in float32, which keeps 7 digits"
        yield Slack("float32", done, expected.in_float32, 0.012)
    decimals = _decimals(floats(problem, "input")) if math.prod(problem.arrays["input"].shape) <= NUMBERS else None
    if decimals and not np.ndim(expected.value):
        room = _room(problem, 0.5 * 10.0**-decimals, map)
        if room > expected.allowed:
            done = f"the input is rounded to {decimals} decimals, which leaves the loss open by {room:.1e}"
            yield Slack("input rounded", done, room, 0.05)


def _decimals(values: Array) -> int | None:
    """With how many decimals these numbers were printed, if with few."""
    finite = values[np.isfinite(values)]
    fits = (each for each in DECIMALS if np.all(np.abs(np.round(finite, each) - finite) <= 1e-15 * np.abs(finite)))
    decimals = next(fits, None)
    return None if decimals is None or np.array_equal(np.round(finite, 1), finite) else decimals


def _room(problem: Problem, half: float, map: Map) -> float:
    """How far the loss moves if each number of the input moves by up to `half`, all by chance: Σ of squares."""
    x = floats(problem, "input")
    axis = None if is_binary(problem) else class_axis.class_axis(problem)
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
    """One class's numbers moved, towards 0.5 where they could be probabilities, so that they stay some."""
    by = np.where((x > 0.5) & (x <= 1), -half, half)
    if axis is None:
        return x + by
    moved = np.moveaxis(x.copy(), axis, 0)
    moved[class_] += np.moveaxis(by, axis, 0)[class_]
    return np.moveaxis(moved, 0, axis)
