"""Accuracy and error rate in place of the loss: how many predictions are right, not how likely the targets were."""

from collections.abc import Iterator

import numpy as np

from lossctl.engine.scan import ask
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import has_hard_targets, is_binary, is_ce
from lossctl.remarks.diagnosis.variant import Variant, with_terms
from lossctl.remarks.diagnosis.views import in_memory
from lossctl.settings import Settings
from lossctl.sums.arrays import Array, Mask


def accuracy(problem: Problem) -> Iterator[Variant]:
    """The share of right predictions, and of wrong ones. Of a single prediction either says too little."""
    if is_ce(problem):
        threshold, test = 0.0, "their largest input at the target"
    elif is_binary(problem) and has_hard_targets(problem):
        threshold = 0.5 if problem.loss.name == "bce" else 0.0
        test = f"their input on the target's side of {threshold:g}"
    else:
        return
    if in_memory(problem, "target").size < 2:
        return

    def hits(x: Array, target: Array, settings: Settings) -> Array:  # noqa: ARG001 - no setting changes the order
        return _hits(x, target, threshold).astype(np.float64)

    def errors(x: Array, target: Array, settings: Settings) -> Array:
        return 1 - hits(x, target, settings)

    of_hits, percent = with_terms(problem, hits), ("times 100",)
    share = ask(of_hits.but(reduction="mean"))
    part = "number" if problem.settings.reduction == "sum" else "share"
    words, why = f"the {part} of predictions that have {test}", "the loss asks how likely the targets were"
    if share == 0.5:
        yield Variant(of_hits, f"the accuracy or the error rate, {words} or not; {why}", goes_with=percent)
        return
    if share > 0:
        yield Variant(of_hits, f"the accuracy, {words}; {why}", goes_with=percent)
    if share < 1:
        clause = f"the error rate, {words.replace('have', 'do not have')}; {why}"
        yield Variant(with_terms(problem, errors), clause, factor=0.6, goes_with=percent, cause="error rate")


def _hits(x: Array, target: Array, threshold: float) -> Mask:
    """Which predictions are right; of rows of classes the first of the largest is predicted."""
    if x.ndim == 1:
        return np.asarray((x > threshold) == (target == 1))
    return np.asarray(x.argmax(axis=1) == (target if target.ndim == 1 else target.argmax(axis=1)))
