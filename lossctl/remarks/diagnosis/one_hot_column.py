"""One-hot targets taken for class indices, a column of them or all: argmax is missing."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.class_targets import class_indices, is_counted
from lossctl.remarks.diagnosis.problem_kind import class_count, is_ce, is_indexed, is_soft
from lossctl.remarks.diagnosis.variant import Variant, with_terms
from lossctl.remarks.diagnosis.views import in_memory
from lossctl.settings import Settings
from lossctl.sums.arrays import Array

MOST_CLASSES = 10


def one_hot_column(problem: Problem) -> Iterator[Variant]:
    """`one_hot[:, k]` as the targets: 1 where the class is k, which then means class 1, and class 0 elsewhere."""
    if not is_ce(problem) or not 2 < class_count(problem) <= MOST_CLASSES:
        return
    if is_soft(problem):
        y = in_memory(problem, "target")
        if not ((y == 0) | (y == 1)).all():
            return
        axis = class_axis.class_axis(problem)
        columns = np.moveaxis(y, axis, 0).astype(np.intp)
    elif is_indexed(problem):
        t, counted = class_indices(problem), is_counted(problem)
        columns = np.array([np.where(counted, t == k, t) for k in range(class_count(problem))])
    else:
        return
    yield _gathered(problem)
    for k, column in enumerate(columns):
        clause = f"column {k} of the one-hot targets was taken for class indices, 1 for class {k} and 0 for all others"
        clause += "; argmax(1) of the one-hot rows gives the classes"
        changed = problem.given(target=column)
        yield Variant(changed, clause, formula=f"{{}}(x, one_hot[:, {k}])", factor=1.0 if k == 0 else 0.5)


def _gathered(problem: Problem) -> Variant:
    """`log_p.gather(1, one_hot)`: of each row log p[1] once, where the one is, and log p[0] for all other classes."""

    def of(x: Array, target: Array, settings: Settings) -> Array:  # noqa: ARG001 - which class it is has no part in it
        tempered = class_axis.tempered(x, settings.from_, settings.temperature)
        log_p = class_axis.probs_and_logs(tempered, settings.from_)[1]
        classes = x.shape[1]
        loss: Array = -((classes - 1) * log_p[:, 0] + log_p[:, 1]) / classes
        return loss

    clause = "each 0 and 1 of the one-hot targets was taken for a class index, and the mean divided by all of them"
    clause += "; argmax(1) of the one-hot rows gives the classes"
    return Variant(with_terms(problem, of), clause, formula="−log_p.gather(1, one_hot)", factor=0.5)
