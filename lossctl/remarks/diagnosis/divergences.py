"""Other divergences of the same two distributions, in place of kl: the samples and what they are divided by stay."""

import math
from collections.abc import Iterator

import numpy as np

from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import is_kl
from lossctl.remarks.diagnosis.variant import Variant, with_terms
from lossctl.settings import Settings
from lossctl.sums.arrays import Array


def both_directions(problem: Problem) -> Iterator[Variant]:
    """Jensen-Shannon, its square root, and the sum and the mean of both directions."""
    if not is_kl(problem):
        return
    clause = "Jensen-Shannon divergence, half the KL of each to their mean; kl_div gives KL(target ‖ input)"
    formula, cause = "js(p, q)", "jensen-shannon"
    yield Variant(with_terms(problem, jensen_shannon), clause, formula=formula, factor=0.4, cause=cause)
    clause = "Jensen-Shannon distance, the square root of the divergence (SciPy's jensenshannon)"
    of_rows = with_terms(problem, jensen_shannon_distance)
    yield Variant(of_rows, clause, formula="√js(p, q)", factor=0.3, cause="jensen-shannon distance")
    clause = f"{clause} with base=2"
    in_bits = with_terms(problem, distance_in_bits)
    yield Variant(in_bits, clause, formula="√(js(p, q) / ln 2)", factor=0.1, cause="jensen-shannon distance in bits")
    clause = "both directions added, KL(p ‖ q) + KL(q ‖ p); kl_div gives KL(target ‖ input)"
    both = with_terms(problem, jeffreys)
    yield Variant(both, clause, formula="kl(p, q) + kl(q, p)", factor=0.4, cause="both directions")
    clause = "the mean of both directions, (KL(p ‖ q) + KL(q ‖ p)) / 2; kl_div gives KL(target ‖ input)"
    half = with_terms(problem, mean_of_both)
    yield Variant(half, clause, formula="(kl(p, q) + kl(q, p)) / 2", factor=0.2, cause="mean of both directions")


def jensen_shannon(x: Array, y: Array, settings: Settings) -> Array:
    """`½ p · ln(p / m) + ½ q · ln(q / m)` of each class, with m = (p + q) / 2; 0 · ln 0 = 0."""
    p, q = _probabilities(x, y, settings)
    middle = (p + q) / 2
    return (_relative(p, middle) + _relative(q, middle)) / 2


def jensen_shannon_distance(x: Array, y: Array, settings: Settings) -> Array:
    """The square root of the divergence of each row, which stands in its first class: a row is divided as before."""
    divergence = jensen_shannon(x, y, settings)
    distance = np.zeros_like(divergence)
    distance[:, 0] = np.sqrt(np.maximum(divergence.sum(axis=1), 0))
    return distance


def distance_in_bits(x: Array, y: Array, settings: Settings) -> Array:
    """The same with the logarithm to base 2 below the root."""
    return jensen_shannon_distance(x, y, settings) / math.sqrt(math.log(2))


def jeffreys(x: Array, y: Array, settings: Settings) -> Array:
    """`p · ln(p / q) + q · ln(q / p)` of each class."""
    p, q = _probabilities(x, y, settings)
    return _relative(p, q) + _relative(q, p)


def mean_of_both(x: Array, y: Array, settings: Settings) -> Array:
    """Half of Jeffreys' divergence."""
    return jeffreys(x, y, settings) / 2


def _relative(p: Array, q: Array) -> Array:
    return np.where(p == 0, 0.0, p * (np.log(p) - np.log(q)))


def _probabilities(x: Array, y: Array, settings: Settings) -> tuple[Array, Array]:
    x = class_axis.tempered(x, settings.from_, settings.temperature)
    y = class_axis.tempered(y, settings.target_from, settings.temperature)
    return class_axis.probs_and_logs(y, settings.target_from)[0], class_axis.probs_and_logs(x, settings.from_)[0]
