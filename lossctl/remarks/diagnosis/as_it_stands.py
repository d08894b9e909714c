"""A formula calculated as it stands, by hand or in NumPy, where PyTorch takes care of ln 0, 0 · ln 0 and exp of much.

Its number is inf or NaN, where PyTorch's is not.
"""

from collections.abc import Iterator

import numpy as np

from lossctl.problem import Problem
from lossctl.remarks.diagnosis.probabilities import as_probabilities
from lossctl.remarks.diagnosis.problem_kind import has_hard_targets, is_binary, is_ce, is_indexed, is_kl
from lossctl.remarks.diagnosis.variant import Variant, with_terms
from lossctl.remarks.diagnosis.views import in_float64, in_memory
from lossctl.settings import Settings
from lossctl.sums.arrays import Array

OVERFLOW = float(np.log(np.finfo(np.float32).max))  # float32's exp is infinite beyond it


def as_it_stands(problem: Problem) -> Iterator[Variant]:
    """Those that are possible for the values of the problem."""
    if is_binary(problem) and has_hard_targets(problem):
        yield from _binary(problem)
    if is_kl(problem) and problem.settings.target_from == "probs" and (in_memory(problem, "target") == 0).any():
        plain = as_probabilities(problem)
        clause = "0 · ln 0 of the target was calculated as it stands, which is NaN; kl_div takes it for 0"
        yield from [Variant(with_terms(plain, _divergence), clause)] if plain else []
    if is_ce(problem) and is_indexed(problem) and problem.settings.from_ == "logits":
        clause = (
            f"softmax was calculated as it stands, whose exp is infinite in float32 beyond {OVERFLOW:.1f}, and "
            "inf / inf NaN; cross_entropy takes the largest logit away first"
        )
        overflows = in_memory(problem, "input").max(initial=0) > OVERFLOW
        yield from [Variant(with_terms(problem, _softmax), clause)] if overflows else []


def _binary(problem: Problem) -> Iterator[Variant]:
    plain = as_probabilities(problem)
    if plain is None:
        return
    p, y = in_float64(plain, "input"), in_float64(plain, "target")
    kept = "binary_cross_entropy cuts off the log at −100"
    if np.isin(p, (0, 1)).any():
        clause = f"ln 0 was taken as it is, −inf, as by NumPy's log; {kept}"
        yield Variant(with_terms(plain, _log_of_target), clause)
    if ((p == y) & np.isin(p, (0, 1))).any():
        clause = f"0 · ln 0 was calculated as it stands, which is NaN; {kept}"
        yield Variant(with_terms(plain, _both_terms), clause)


def _log_of_target(p: Array, y: Array, _: Settings) -> Array:
    return -np.log(np.where(y == 1, p, 1 - p))


def _both_terms(p: Array, y: Array, _: Settings) -> Array:
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def _divergence(q: Array, p: Array, _: Settings) -> Array:
    return p * (np.log(p) - np.log(q))


def _softmax(x: Array, target: Array, _: Settings) -> Array:
    e = np.exp(x.astype(np.float32))
    return -np.log(np.take_along_axis(e / e.sum(axis=1, keepdims=True), target[:, None], axis=1)[:, 0])
