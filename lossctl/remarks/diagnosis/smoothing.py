"""Label smoothing that was left out, added, or done by another convention than PyTorch's."""

from collections.abc import Iterator

import numpy as np

from lossctl.problem import Problem
from lossctl.remarks.diagnosis.class_targets import is_counted, one_hot, target_weights, with_soft_targets
from lossctl.remarks.diagnosis.problem_kind import class_count, has_option, is_binary, is_ce, is_indexed
from lossctl.remarks.diagnosis.variant import Variant
from lossctl.remarks.diagnosis.views import in_float64

SMOOTHINGS = {0.1: 1.0, 0.2: 0.25, 0.05: 0.12, 0.01: 0.05}  # tried where none was stated, and how common each is


def smoothing(problem: Problem) -> Iterator[Variant]:
    """Label smoothing of classes and of single elements."""
    if is_binary(problem):
        yield from _of_elements(problem)
    if not has_option(problem, "label_smoothing"):
        return
    epsilon = problem.settings.label_smoothing
    if epsilon:
        clause = f"the label smoothing of {epsilon:g} was left out"
        plain = problem.but(label_smoothing=0.0)
        yield Variant(plain, clause, goes_with=("weights left out",), cause="smoothing left out")
        yield from _unlike_pytorch(problem, epsilon, 1.0)
        return
    for each, factor in SMOOTHINGS.items():
        clause = f"the labels were smoothed by {each:g}; PyTorch smooths none by default"
        yield Variant(problem.but(label_smoothing=each), clause, factor=0.16 * factor, cause="label smoothing")
        yield from _unlike_pytorch(problem, each, 0.08 * factor)


def _of_elements(problem: Problem) -> Iterator[Variant]:
    """Keras' smoothing of binary targets, and one that spreads ε over the labels of a sample."""
    y, labels = in_float64(problem, "target"), problem.arrays["target"].shape[-1:]
    for each, factor in SMOOTHINGS.items():
        clause = f"the labels were smoothed by {each:g}: y · (1 − ε) + ε / 2 (Keras' label_smoothing)"
        smoothed = problem.given(target=y * (1 - each) + each / 2)
        yield Variant(smoothed, clause, factor=0.15 * factor, cause="label smoothing")
        if labels and labels[0] > 2:
            clause = f"the labels were smoothed by {each:g}: y · (1 − ε) + ε / {labels[0]}, the number of labels"
            smoothed = problem.given(target=y * (1 - each) + each / labels[0])
            yield Variant(smoothed, clause, factor=0.08 * factor, cause="label smoothing")


def _unlike_pytorch(problem: Problem, epsilon: float, factor: float) -> Iterator[Variant]:
    """Other conventions for class indices: ε over K or over K − 1, with the class weights or the target's."""
    if not is_ce(problem) or not is_indexed(problem):
        return
    plain, count = problem.but(label_smoothing=0.0), class_count(problem)
    if count > 1:
        others = with_soft_targets(plain, one_hot(problem, 1 - epsilon, epsilon / (count - 1)))
        clause = f"ε = {epsilon:g} was spread over the K − 1 other classes; PyTorch spreads it over all K"
        yield Variant(others, clause, factor=factor, goes_with=("kl for ce",), cause="smoothing over K-1")
    lower = with_soft_targets(plain, one_hot(problem, 1 - epsilon, epsilon / count))
    clause = f"the target got 1 − ε alone, the others ε / K, with ε = {epsilon:g}; PyTorch adds ε / K to the target too"
    yield Variant(lower, clause, factor=0.3 * factor, cause="smoothing not added to the target")
    more = with_soft_targets(plain, one_hot(problem, 1.0, epsilon / count))
    clause = f"ε / K was added to the other classes, the target kept 1, with ε = {epsilon:g}; PyTorch's rows sum to 1"
    yield Variant(more, clause, factor=0.15 * factor, cause="smoothing not taken from the target")
    if count > 1:
        both = with_soft_targets(plain, one_hot(problem, 1 - epsilon + epsilon / (count - 1), epsilon / (count - 1)))
        clause = f"ε / (K − 1) was added to every class, the target too, with ε = {epsilon:g}; PyTorch adds ε / K"
        yield Variant(both, clause, factor=0.2 * factor, cause="smoothing added to every class")
    yield from _under_one_weight(problem, epsilon, factor)


def _under_one_weight(problem: Problem, epsilon: float, factor: float) -> Iterator[Variant]:
    """One weight for the whole smoothed loss of a sample, in place of each class's own."""
    if "weight" not in problem.arrays or "sample_weight" in problem.arrays:
        return
    whole = problem.but(label_smoothing=epsilon).without("weight").given(sample_weight=target_weights(problem))
    clause = "the target's weight multiplied the whole smoothed loss; PyTorch weighs each class's part by its own"
    yield Variant(whole, clause, factor=factor, cause="smoothing under the target's weight")
    uniform = np.where(is_counted(problem), in_float64(problem, "weight").mean(), 0.0)
    mixed = (1 - epsilon) * target_weights(problem) + epsilon * uniform
    clause = "the smoothed target's weight multiplied the whole loss, and divides it (Paddle's soft_label)"
    yield Variant(whole.given(sample_weight=mixed), clause, factor=0.4 * factor, cause="smoothing under mixed weights")
