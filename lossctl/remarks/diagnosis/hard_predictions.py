"""Predicted classes given to a loss in place of probabilities: `predict` for `predict_proba`."""

from collections.abc import Iterator

import numpy as np

from lossctl.engine.scan import ask
from lossctl.losses.class_axis import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.probabilities import as_probabilities
from lossctl.remarks.diagnosis.problem_kind import has_hard_targets, is_binary, is_ce, is_indexed, is_one_hot
from lossctl.remarks.diagnosis.variant import Variant
from lossctl.remarks.diagnosis.views import in_float64, in_memory


def hard_predictions(problem: Problem) -> Iterator[Variant]:
    """1 for the class that was predicted, 0 for all others: a wrong one costs the log that 0 is cut off at."""
    of_elements = is_binary(problem) and has_hard_targets(problem)
    if not of_elements and not (is_ce(problem) and (is_indexed(problem) or is_one_hot(problem))):
        return
    plain = as_probabilities(problem)
    if plain is None or in_memory(problem, "target").size < 2:
        return
    p = in_float64(plain, "input")
    hard = p > 0.5 if of_elements else p == p.max(axis=class_axis(plain), keepdims=True)
    changed = plain.given(input=hard.astype(np.float64))
    if not np.array_equal(hard, p) and ask(changed.but(reduction="sum")) != 0:
        clause = "the predicted classes, 1 and 0, were taken for the probabilities (predict for predict_proba)"
        yield Variant(changed, clause, goes_with=("clipped", "epsilon in the log"))
