"""The same question of an input that holds probabilities, for what is done to those."""

import numpy as np

from lossctl.losses import class_axis, numerics
from lossctl.losses.bce import BCE
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.reading import another, is_binary, is_hard, is_kl
from lossctl.remarks.diagnosis.views import array, floats, softmax
from lossctl.sums.arrays import Array


def probabilities(problem: Problem, name: str = "input") -> Array:
    """What the input (or the target) of ce and kl says of the classes, as probabilities."""
    settings = problem.settings
    form = settings.from_ if name == "input" else settings.target_from
    values = class_axis.tempered(floats(problem, name), form, settings.temperature)
    if form == "logits":
        return softmax(values, class_axis.class_axis(problem))
    return np.exp(values) if form == "log-probs" else values


def of_probabilities(problem: Problem, probs: Array) -> Problem:
    """The same question of an input that holds these probabilities."""
    return _softened(problem).given(input=probs).but(from_="probs")


def of_log_probs(problem: Problem, values: Array) -> Problem:
    """The same question of an input of these log-probabilities: nothing is done to them any more."""
    return _softened(problem).given(input=values).but(from_="log-probs")


def _softened(problem: Problem) -> Problem:
    """Without a temperature, which has been applied to the input, and here to kl's target."""
    if problem.settings.temperature != 1 and is_kl(problem) and problem.settings.target_from == "logits":
        problem = problem.given(target=probabilities(problem, "target")).but(target_from="probs")
    return problem.but(temperature=1.0) if problem.settings.temperature != 1 else problem


def without_pos_weight(problem: Problem) -> Problem | None:
    """The same weights for a loss that has no pos_weight: it can stand in weight where the targets are 0 or 1."""
    if "pos_weight" not in problem.arrays:
        return problem
    if not is_hard(problem):
        return None
    weight = np.where(array(problem, "target") == 1, floats(problem, "pos_weight"), 1.0)
    if "weight" in problem.arrays:
        weight = weight * floats(problem, "weight")
    return problem.without("pos_weight").given(weight=weight)


def as_probabilities(problem: Problem) -> Problem | None:
    """The same question of an input that holds probabilities, for what is done to those; None where there is none."""
    if problem.loss.name == "bce":
        return problem
    if is_binary(problem):
        plain = without_pos_weight(problem)
        return plain and another(plain, BCE, input=numerics.sigmoid(floats(problem, "input")))
    if problem.settings.from_ == "probs":
        return problem
    return of_probabilities(problem, np.minimum(probabilities(problem), 1.0))
