"""The same problem with an input that holds probabilities, for slips that change probabilities or their logs."""

import numpy as np

from lossctl import numerics
from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import has_hard_targets, is_binary, is_ce_or_kl, is_kl
from lossctl.remarks.diagnosis.variant import with_loss
from lossctl.remarks.diagnosis.views import in_float64, in_memory, softmax
from lossctl.sums.arrays import Array


def probabilities(problem: Problem, name: str = "input") -> Array:
    """The probabilities of the classes that the input of ce or kl stands for, or the target of kl."""
    settings = problem.settings
    form = settings.from_ if name == "input" else settings.target_from
    values = class_axis.tempered(in_float64(problem, name), form, settings.temperature)
    if form == "logits":
        return softmax(values, class_axis.class_axis(problem))
    return np.exp(values) if form == "log-probs" else values


def with_probabilities(problem: Problem, probs: Array) -> Problem:
    """The same problem with an input that holds these probabilities."""
    return _without_temperature(problem).given(input=probs).but(from_="probs")


def with_log_probs(problem: Problem, values: Array) -> Problem:
    """The same problem with an input that holds these log-probabilities, which ce and kl take as they are."""
    return _without_temperature(problem).given(input=values).but(from_="log-probs")


def _without_temperature(problem: Problem) -> Problem:
    """The same problem without a temperature, for an input that has it applied. Here it is applied to kl's target."""
    if problem.settings.temperature != 1 and is_kl(problem) and problem.settings.target_from == "logits":
        problem = problem.given(target=probabilities(problem, "target")).but(target_from="probs")
    return problem.but(temperature=1.0) if problem.settings.temperature != 1 else problem


def pos_weight_as_weight(problem: Problem) -> Problem | None:
    """The same problem for a loss without pos_weight: where the target is 1, `weight` holds it.

    None if some targets are neither 0 nor 1: then no weight stands for it.
    """
    if "pos_weight" not in problem.arrays:
        return problem
    if not has_hard_targets(problem):
        return None
    weight = np.where(in_memory(problem, "target") == 1, in_float64(problem, "pos_weight"), 1.0)
    if "weight" in problem.arrays:
        weight = weight * in_float64(problem, "weight")
    return problem.without("pos_weight").given(weight=weight)


def as_probabilities(problem: Problem) -> Problem | None:
    """The same problem with an input that holds probabilities, whose log is the loss; None where there is none."""
    if problem.loss.name == "bce":
        return problem
    if is_binary(problem):
        plain = pos_weight_as_weight(problem)
        return plain and with_loss(plain, "bce", input=numerics.sigmoid(in_float64(problem, "input")))
    if not is_ce_or_kl(problem):
        return None
    if problem.settings.from_ == "probs":
        return problem
    return with_probabilities(problem, np.minimum(probabilities(problem), 1.0))
