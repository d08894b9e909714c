"""Values written otherwise than PyTorch expects: percentages, −1 or 1 for 0, marks, samples for classes.

`guesses` say where they are likely. Arrays that lie in files stay there, because notes try these readings, too.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from lossctl.inputs.lazy_array import LazyArray
from lossctl.losses.target_codes import codes_of_targets
from lossctl.problem import Problem
from lossctl.remarks import guesses
from lossctl.remarks.diagnosis.variant import Variant, with_loss
from lossctl.sums.arrays import Array
from lossctl.sums.layout import StoredArray


def percentages(problem: Problem) -> Iterator[Variant]:
    """Rows that sum to 100, divided by 100."""
    sides = guesses.sides_in_percent(problem, problem.prepared().samples)
    if sides:
        changed = problem.given(**{side: _changed(problem.arrays[side], _hundredth) for side in sides})
        if "input" in sides:
            changed = changed.but(from_="probs")
        yield Variant(changed, "the rows, which sum to 100, were divided by 100", formula="{}(x / 100)")


def two_codes(problem: Problem) -> Iterator[Variant]:
    """Targets of two other values for 0 and 1."""
    codes = codes_of_targets(problem.prepared().samples)
    if codes:
        low, high = codes
        changed = problem.given(target=_changed(problem.arrays["target"], partial(_zeros_and_ones, low, high)))
        clause = f"the targets {low:g} and {high:g} were taken for 0 and 1; PyTorch takes them as they are"
        yield Variant(changed, clause, formula="{}(x, 0 or 1)")


def mark_ignored(problem: Problem) -> Iterator[Variant]:
    """One value outside [0, 1] that marks targets to leave out."""
    mark = guesses.mark_among_unstated(problem, problem.prepared().samples)
    if mark is not None:
        clause = f"targets of {mark} were left out; PyTorch's binary cross entropy ignores none"
        yield Variant(problem.but(ignore_index=mark), clause)


def samples_for_classes(problem: Problem) -> Iterator[Variant]:
    """Numbers that are one sample's classes for PyTorch, each taken for a sample."""
    samples = problem.prepared().samples
    if guesses.classes_may_be_samples(problem, samples):
        name = guesses.loss_of_elements(samples)
        clause = "each number was taken for a sample of its own: binary cross entropy"
        yield Variant(with_loss(problem, name), clause, formula=f"{name}(x, t)")


def _changed(array: Array | StoredArray, function: Callable[[Array], Array]) -> Array | StoredArray:
    """The array with other elements; one that stays in its file is changed as it is read."""
    if isinstance(array, np.ndarray):
        return function(array)
    return LazyArray(array.shape, np.dtype(np.float64), partial(_read_changed, array, function))


def _read_changed(array: StoredArray, function: Callable[[Array], Array], start: int, stop: int) -> Array:
    return function(array.read(start, stop))


def _hundredth(values: Array) -> Array:
    return np.asarray(values, np.float64) / 100


def _zeros_and_ones(low: float, high: float, values: Array) -> Array:
    """0 for the one and 1 for the other; what is neither, as it is ignored, stays."""
    return np.where(values == high, 1.0, np.where(values == low, 0.0, values))
