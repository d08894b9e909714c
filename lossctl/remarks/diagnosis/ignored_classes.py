"""Targets that were ignored or not, and classes that were left out."""

from collections.abc import Iterator

import numpy as np

from lossctl.criterion import IGNORE_INDEX
from lossctl.losses.class_axis import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.class_targets import class_indices, is_counted
from lossctl.remarks.diagnosis.problem_kind import class_count, has_option, is_ce, is_indexed, is_of_elements
from lossctl.remarks.diagnosis.variant import Variant
from lossctl.remarks.diagnosis.views import in_memory

NEVER = -(2**31)  # an ignore_index that no target has


def ignored_counted(problem: Problem) -> Iterator[Variant]:
    """Targets that are ignored here and were counted elsewhere."""
    stated, counted = problem.settings.ignore_index, is_counted(problem) if is_indexed(problem) else None
    if counted is not None and not counted.all():
        ignored = IGNORE_INDEX if stated is None else stated
        if 0 <= ignored < class_count(problem):
            clause = f"targets of {ignored} were not ignored; ignore_index leaves them out of the sum and the mean"
            yield Variant(problem.but(ignore_index=NEVER), clause, goes_with=("perplexity",))
        if ignored < 0:
            last = np.where(counted, class_indices(problem), class_count(problem) - 1)
            clause = f"targets of {ignored} were not ignored: as a Python index, -1 is the last class"
            yield Variant(problem.given(target=last), clause, factor=0.3)
            clause = f"targets of {ignored} were taken for class 0; PyTorch leaves them out"
            first = np.where(counted, class_indices(problem), 0)
            yield Variant(problem.given(target=first), clause, factor=0.4)
    elif is_of_elements(problem) and stated is not None:
        clause = f"targets of {stated} were not ignored; --ignore-index leaves them out"
        yield Variant(problem.but(ignore_index=NEVER), clause)


def class_ignored(problem: Problem) -> Iterator[Variant]:
    """A class for padding or background that was ignored elsewhere and is counted here."""
    if not is_indexed(problem) or not has_option(problem, "ignore_index") or "ignore_index" in problem.settings.stated:
        return
    t, last = class_indices(problem), class_count(problem) - 1
    counted = is_counted(problem)
    present = [int(value) for value in np.unique(t[counted])]
    if len(present) < 2 or not counted.all():  # ignore_index has one value, which the ignored targets need
        return
    factors = {0: 1.0, last: 0.35, 1: 0.1}
    for value in present[:20]:
        padding = ", as padding" if value == 0 else ""
        clause = f"targets of {value} were ignored{padding}; PyTorch ignores none but ignore_index"
        changed, factor = problem.but(ignore_index=value), factors.get(value, 0.08)
        yield Variant(changed, clause, factor=factor, goes_with=("perplexity",), cause=f"{value} ignored")


def class_left_out(problem: Problem) -> Iterator[Variant]:
    """A class whose column was left out of softmax."""
    count = class_count(problem) if is_ce(problem) and is_indexed(problem) else 0
    if count < 3 or "weight" in problem.arrays:
        return
    x, axis, t = in_memory(problem, "input"), class_axis(problem), class_indices(problem)
    counted = t[is_counted(problem)]
    if counted.size and counted.max() < count - 1:
        clause = f"the last class, {count - 1}, was left out of softmax"
        yield Variant(problem.given(input=np.take(x, range(count - 1), axis)), clause)
    if counted.size and counted.min() > 0:
        clause = "class 0 was left out of softmax, and the labels moved"
        moved = np.where(is_counted(problem), t - 1, t)
        yield Variant(problem.given(input=np.take(x, range(1, count), axis), target=moved), clause)
