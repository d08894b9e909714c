"""Conventions of label smoothing."""

from collections.abc import Iterator

import numpy as np

from lossctl.problem import Problem
from lossctl.remarks.diagnosis.reading import (
    Way,
    class_count,
    counts,
    is_binary,
    is_ce,
    is_indexed,
    one_hot,
    soft,
    target_weights,
)
from lossctl.remarks.diagnosis.views import floats

SMOOTHINGS = {0.1: 1.0, 0.2: 0.4, 0.05: 0.3, 0.01: 0.2}  # where none was stated


def smoothing(problem: Problem) -> Iterator[Way]:
    """Conventions of label smoothing: ε over K or over K − 1, weighted or not."""
    epsilon = problem.settings.label_smoothing
    if is_binary(problem):
        for each, likely in SMOOTHINGS.items():
            y = floats(problem, "target") * (1 - each) + each / 2
            done = f"the labels were smoothed by {each:g}: y · (1 − ε) + ε / 2 (Keras' label_smoothing)"
            yield Way(problem.given(target=y), done, "", 0.15 * likely, id="label smoothing")
            labels = problem.arrays["target"].shape[-1:]
            if labels and labels[0] > 2:
                y = floats(problem, "target") * (1 - each) + each / labels[0]
                done = f"the labels were smoothed by {each:g}: y · (1 − ε) + ε / {labels[0]}, the number of labels"
                yield Way(problem.given(target=y), done, "", 0.08 * likely, id="label smoothing")
    if not is_ce(problem):
        return
    if epsilon:
        yield Way(
            problem.but(label_smoothing=0.0),
            f"the label smoothing of {epsilon:g} was left out",
            id="smoothing left out",
        )
    for each, likely in {epsilon: 1.0}.items() if epsilon else SMOOTHINGS.items():
        share = likely if epsilon else 0.08 * likely
        if not epsilon:
            yield Way(
                problem.but(label_smoothing=each),
                f"the labels were smoothed by {each:g}; PyTorch smooths none by default",
                "",
                2 * share,
                id="label smoothing",
            )
        if is_indexed(problem):
            yield from _unlike_pytorch(problem, each, share)


def _unlike_pytorch(problem: Problem, epsilon: float, share: float) -> Iterator[Way]:
    plain, count = problem.but(label_smoothing=0.0), class_count(problem)
    if count > 1:
        others = soft(plain, one_hot(problem, 1 - epsilon, epsilon / (count - 1)))
        done = f"ε = {epsilon:g} was spread over the K − 1 other classes; PyTorch spreads it over all K"
        yield Way(others, done, "", share, id="smoothing over K-1")
    lower = soft(plain, one_hot(problem, 1 - epsilon, epsilon / count))
    done = f"the target got 1 − ε alone, the others ε / K, with ε = {epsilon:g}; PyTorch adds ε / K to the target too"
    yield Way(lower, done, "", 0.3 * share, id="smoothing not added to the target")
    more = soft(plain, one_hot(problem, 1.0, epsilon / count))
    done = f"ε / K was added to the other classes, the target kept 1, with ε = {epsilon:g}; PyTorch's rows sum to 1"
    yield Way(more, done, "", 0.15 * share, id="smoothing not taken from the target")
    if count > 1:
        both = soft(plain, one_hot(problem, 1 - epsilon + epsilon / (count - 1), epsilon / (count - 1)))
        done = f"ε / (K − 1) was added to every class, the target too, with ε = {epsilon:g}; PyTorch adds ε / K"
        yield Way(both, done, "", 0.2 * share, id="smoothing added to every class")
    if "weight" in problem.arrays and "sample_weight" not in problem.arrays:
        whole = problem.but(label_smoothing=epsilon).without("weight").given(sample_weight=target_weights(problem))
        done = "the target's weight multiplied the whole smoothed loss; PyTorch weighs each class's part by its own"
        yield Way(whole, done, "", share, id="smoothing under the target's weight")
        uniform = np.where(counts(problem), floats(problem, "weight").mean(), 0.0)
        mixed = (1 - epsilon) * target_weights(problem) + epsilon * uniform
        done = "the smoothed target's weight multiplied the whole loss, and divides it (Paddle's soft_label)"
        yield Way(whole.given(sample_weight=mixed), done, "", 0.4 * share, id="smoothing under mixed weights")
