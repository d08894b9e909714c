"""Elements of binary cross entropy whose axes a library takes for samples and classes."""

from collections.abc import Iterator

import numpy as np

from lossctl.problem import Problem
from lossctl.remarks.diagnosis.variant import Variant, with_loss
from lossctl.remarks.diagnosis.views import in_float64, in_memory
from lossctl.sums.arrays import Array

RESCALED = "each divided by its sum (older scikit-learn's log_loss, Keras' categorical_crossentropy)"
AS_THEY_ARE = "as they are (scikit-learn's log_loss)"


def columns_as_classes(problem: Problem) -> Iterator[Variant]:
    """`log_loss` of arrays with several columns: −Σ y · ln p of each row, which it may divide by its sum.

    The rows that (n, C) has, those of its transpose (C, n), or a column (n, 1) or numbers (n,) as one row.
    Without rescaling, the rows of (n, C) are softmax cross entropy, which has a cause of its own.
    """
    if problem.loss.name != "bce" or not {"weight", "sample_weight"}.isdisjoint(problem.arrays):
        return
    p, y = in_float64(problem, "input"), in_memory(problem, "target")
    if p.shape != y.shape or p.size < 2:
        return
    columns = p.shape[1] if p.ndim == 2 else 1
    if p.ndim == 1 or (p.ndim == 2 and columns == 1):
        row = p.reshape(1, -1), y.reshape(1, -1)
        yield from _of_rows(problem, *row, f"all {p.size} elements were taken for the classes of one sample,", 0.5)
    elif p.ndim == 2:
        told = f"the {columns} columns were taken for classes, and the rows,"
        yield from list(_of_rows(problem, p, y, told, 1.0))[:1]
        if len(p) > 1:
            told = f"the {len(p)} rows were taken for classes, and the columns,"
            yield from _of_rows(problem, p.T, y.T, told, 0.4)


def _of_rows(problem: Problem, p: Array, y: Array, told: str, factor: float) -> Iterator[Variant]:
    only = "only the terms −y · ln p count, and not the others"
    for rows, how, formula in (
        (p / p.sum(axis=1, keepdims=True), RESCALED, "ce(p / Σ p, y)"),
        (p, AS_THEY_ARE, "ce(p, y)"),
    ):
        changed = with_loss(problem, "ce", input=rows, target=np.asarray(y, dtype=np.float64))
        yield Variant(changed.but(from_="probs", class_axis=1), f"{told} {how}: {only}", formula=formula, factor=factor)
