"""A sigmoid that was applied once too often, forgotten, or taken in place of softmax; and softmax in its place."""

from collections.abc import Iterator

import numpy as np

from lossctl import numerics
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.probabilities import pos_weight_as_weight, with_log_probs
from lossctl.remarks.diagnosis.problem_kind import is_ce
from lossctl.remarks.diagnosis.variant import Variant, with_loss
from lossctl.remarks.diagnosis.views import in_float64, softmax


def sigmoid_twice(problem: Problem) -> Iterator[Variant]:
    """Binary cross entropy of logits, given probabilities."""
    if problem.loss.name == "bce-logits":
        sigmoid = numerics.sigmoid(in_float64(problem, "input"))
        clause = "a sigmoid was applied twice: to the input, and again by the loss, which expects logits"
        changed, alone = problem.given(input=sigmoid), "a sigmoid was applied to the input"
        yield Variant(changed, clause, formula="bce-logits(sigmoid(x))", before_loss=alone)
    if problem.loss.name == "bce":
        clause = "the probabilities were taken for logits: binary_cross_entropy_with_logits was used, with its sigmoid"
        yield Variant(with_loss(problem, "bce-logits"), clause, formula="bce-logits(p)")


def sigmoid_missing(problem: Problem) -> Iterator[Variant]:
    """Binary cross entropy of probabilities, given logits."""
    if problem.loss.name == "bce-logits" and (plain := pos_weight_as_weight(problem)):
        clause = "the input was taken for probabilities: binary_cross_entropy, without a sigmoid (lossctl bce)"
        yield Variant(with_loss(plain, "bce"), clause, formula="bce(x)")


def softmax_for_sigmoid(problem: Problem) -> Iterator[Variant]:
    """Softmax over the labels, whose probabilities then sum to 1."""
    x = in_float64(problem, "input")
    if problem.loss.name != "bce-logits" or x.ndim < 2 or x.shape[-1] < 2:
        return
    if plain := pos_weight_as_weight(problem):
        clause = "softmax over the labels was used; binary cross entropy takes a sigmoid of each"
        yield Variant(with_loss(plain, "bce", input=softmax(x, x.ndim - 1)), clause, formula="bce(softmax(x))")


def sigmoid_before_softmax(problem: Problem) -> Iterator[Variant]:
    """A network that ends in a sigmoid."""
    if is_ce(problem) and problem.settings.from_ == "logits":
        sigmoid = numerics.sigmoid(in_float64(problem, "input"))
        clause, alone = "a sigmoid was applied before softmax; cross_entropy expects logits", "a sigmoid was applied"
        changed = problem.given(input=sigmoid)
        yield Variant(changed, clause, formula="ce(sigmoid(x))", before_loss=f"{alone} to the input")


def sigmoid_for_softmax(problem: Problem) -> Iterator[Variant]:
    """A sigmoid of each logit by itself: −ln sigmoid(x[t])."""
    if is_ce(problem) and problem.settings.from_ == "logits":
        log_p = np.log(numerics.sigmoid(in_float64(problem, "input")))
        clause = "a sigmoid of each logit was used in place of softmax, and only the target's log counted"
        yield Variant(with_log_probs(problem, log_p), clause, formula="nll_loss(log_sigmoid(x))")
