"""Which loss a problem asks for, which options that loss has, and what its targets are.

A slip asks for the family of the loss, for an option or for a shape where it can, so that it works for every loss of
that kind; it asks for the loss itself only where its maths is that of one loss.
"""

from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.views import in_memory, some_row_off_one


def is_ce(problem: Problem) -> bool:
    """Whether the loss is cross entropy of classes."""
    return problem.loss.name == "ce"


def is_kl(problem: Problem) -> bool:
    """Whether the loss is the Kullback-Leibler divergence."""
    return problem.loss.name == "kl"


def is_ce_or_kl(problem: Problem) -> bool:
    """Whether the loss takes softmax over the classes and its log: only for these is either forgotten or doubled."""
    return problem.loss.name in ("ce", "kl")


def is_binary(problem: Problem) -> bool:
    """Whether the loss is binary cross entropy, of probabilities or of logits."""
    return problem.loss.name in ("bce", "bce-logits")


def is_of_elements(problem: Problem) -> bool:
    """Whether the loss compares single elements."""
    return problem.loss.criterion.family == "elements"


def has_option(problem: Problem, name: str) -> bool:
    """Whether the loss has an option of this name."""
    return name in problem.loss.criterion.options


def is_indexed(problem: Problem) -> bool:
    """Whether the targets are class indices, one a sample."""
    if is_of_elements(problem):
        return False
    shape, target = problem.arrays["input"].shape, problem.arrays["target"]
    return target.shape != shape and target.size * class_count(problem) == problem.arrays["input"].size


def is_soft(problem: Problem) -> bool:
    """Whether the targets of ce are probabilities of all classes."""
    return is_ce(problem) and problem.arrays["target"].shape == problem.arrays["input"].shape


def is_one_hot(problem: Problem) -> bool:
    """Whether each target of ce is the probability 1 of one class."""
    return is_soft(problem) and has_hard_targets(problem) and not some_row_off_one(problem, "target")


def has_hard_targets(problem: Problem) -> bool:
    """Whether all targets of single elements are 0 or 1."""
    target = in_memory(problem, "target")
    return bool(((target == 0) | (target == 1)).all())


def class_count(problem: Problem) -> int:
    """How many classes there are."""
    return problem.arrays["input"].shape[class_axis.class_axis(problem)]
