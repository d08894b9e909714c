"""Margin losses in place of cross entropy: the hinge loss of one score, and those of support vector machines."""

from collections.abc import Iterator

import numpy as np

from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import has_hard_targets, is_binary, is_ce, is_indexed
from lossctl.remarks.diagnosis.variant import Variant, with_terms
from lossctl.settings import Settings
from lossctl.sums.arrays import Array

WHY = "cross entropy has no margin, beyond which a score no longer counts"


def margins(problem: Problem) -> Iterator[Variant]:
    """A score has to be above the others by a margin of 1, or beyond it on its side of 0."""
    if not {"weight", "pos_weight"}.isdisjoint(problem.arrays):
        return
    if is_binary(problem) and problem.loss.name == "bce-logits" and has_hard_targets(problem):
        clause = f"the hinge loss, max(0, 1 − x) where y is 1 and max(0, 1 + x) where it is 0; {WHY}"
        yield Variant(with_terms(problem, _hinge), clause, cause="hinge", of_logs=False)
    elif is_ce(problem) and is_indexed(problem) and problem.settings.from_ == "logits":
        clause = "the margin of each other class, max(0, 1 − x[t] + x[k]),"
        changed, words = with_terms(problem, _multi_margin), "summed and divided by all classes (MultiMarginLoss)"
        yield Variant(changed, f"{clause} {words}; {WHY}", cause="multi-margin", of_logs=False)
        changed, words = with_terms(problem, _margins_of_classes), "summed (a support vector machine's loss)"
        yield Variant(changed, f"{clause} {words}; {WHY}", cause="multi-margin", of_logs=False)


def _hinge(x: Array, target: Array, _: Settings) -> Array:
    return np.maximum(0, 1 - (2 * target - 1) * x)


def _margins_of_classes(x: Array, target: Array, _: Settings) -> Array:
    """Without the target's own, which is 1."""
    of_target = np.take_along_axis(x, target[:, None], axis=1)
    total: Array = np.maximum(0, 1 - of_target + x).sum(axis=1) - 1
    return total


def _multi_margin(x: Array, target: Array, settings: Settings) -> Array:
    return _margins_of_classes(x, target, settings) / x.shape[1]
