"""Accuracy and error rate in place of the loss: how many predictions are right, not how likely the targets were."""

from collections.abc import Iterator

import numpy as np

from lossctl.engine.scan import ask
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import class_count, has_hard_targets, is_binary, is_ce
from lossctl.remarks.diagnosis.variant import Variant, with_terms
from lossctl.remarks.diagnosis.views import in_memory
from lossctl.settings import Settings
from lossctl.sums.arrays import Array, Mask

PERCENT = ("times 100",)  # as rates are often written


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

    def hits(x: Array, target: Array, _: Settings) -> Array:
        return _hits(x, target, threshold).astype(np.float64)

    def errors(x: Array, target: Array, settings: Settings) -> Array:
        return 1 - hits(x, target, settings)

    of_hits = with_terms(problem, hits)
    share = ask(of_hits.but(reduction="mean"))
    part = "number" if problem.settings.reduction == "sum" else "share"
    words, why = f"the {part} of predictions that have {test}", "the loss asks how likely the targets were"
    if share == 0.5:
        yield Variant(
            of_hits, f"the accuracy or the error rate, {words} or not; {why}", goes_with=PERCENT, of_logs=False
        )
        return
    if share > 0:
        yield Variant(of_hits, f"the accuracy, {words}; {why}", goes_with=PERCENT, of_logs=False)
    if share < 1:
        clause = f"the error rate, {words.replace('have', 'do not have')}; {why}"
        wrong = with_terms(problem, errors)
        yield Variant(wrong, clause, factor=0.6, goes_with=PERCENT, cause="error rate", of_logs=False)
    if is_ce(problem):
        yield from _among_the_largest(problem, part, why)


def _among_the_largest(problem: Problem, part: str, why: str) -> Iterator[Variant]:
    """Top-5 and top-3 accuracy, where there are more classes."""
    for k in (5, 3):
        if class_count(problem) > k:

            def hits(x: Array, target: Array, _: Settings, k: int = k) -> Array:
                of_target = np.take_along_axis(x, _indices(target)[:, None], axis=1)
                return ((x > of_target).sum(axis=1) < k).astype(np.float64)

            clause = f"the top-{k} accuracy, the {part} of predictions with the target among their {k} largest inputs"
            changed, cause = with_terms(problem, hits), f"top-{k} accuracy"
            yield Variant(changed, f"{clause}; {why}", factor=0.35, goes_with=PERCENT, cause=cause, of_logs=False)


def _hits(x: Array, target: Array, threshold: float) -> Mask:
    """Which predictions are right; of rows of classes the first of the largest is predicted."""
    if x.ndim == 1:
        return np.asarray((x > threshold) == (target == 1))
    return np.asarray(x.argmax(axis=1) == _indices(target))


def _indices(target: Array) -> Array:
    """Class indices; of rows of probabilities the first of the largest."""
    return target if target.ndim == 1 else target.argmax(axis=1)
