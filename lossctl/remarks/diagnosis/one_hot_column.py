"""A column of one-hot targets taken for class indices: argmax is missing."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.class_targets import class_indices, is_counted
from lossctl.remarks.diagnosis.problem_kind import class_count, is_ce, is_indexed, is_soft
from lossctl.remarks.diagnosis.variant import Variant
from lossctl.remarks.diagnosis.views import in_memory

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
    for k, column in enumerate(columns):
        clause = f"column {k} of the one-hot targets was taken for class indices, 1 for class {k} and 0 for all others"
        clause += "; argmax(1) of the one-hot rows gives the classes"
        changed = problem.given(target=column)
        yield Variant(changed, clause, formula=f"{{}}(x, one_hot[:, {k}])", factor=1.0 if k == 0 else 0.5)
