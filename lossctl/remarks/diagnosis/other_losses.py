"""Another loss in place of the one asked."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.class_targets import class_indices, is_counted, one_hot, with_soft_targets
from lossctl.remarks.diagnosis.probabilities import as_probabilities, probabilities, with_log_probs, with_probabilities
from lossctl.remarks.diagnosis.problem_kind import (
    class_count,
    has_hard_targets,
    is_binary,
    is_ce,
    is_indexed,
    is_kl,
    is_soft,
)
from lossctl.remarks.diagnosis.variant import Variant, unchecked, with_loss
from lossctl.remarks.diagnosis.views import along_classes, in_float64, in_memory, some_row_off_one, within_0_and_1
from lossctl.sums.arrays import Array

ALPHA = 0.25  # of focal loss, as its paper has it


def _has(problem: Problem, *names: str) -> bool:
    """Whether it has one of these arrays."""
    return not set(names).isdisjoint(problem.arrays)


def binary_of_every_class(problem: Problem) -> Iterator[Variant]:
    """Binary cross entropy of one-hot targets: −ln(1 − p) of the other classes counts too."""
    if not is_ce(problem) or _has(problem, "sample_weight"):
        return
    if is_indexed(problem) and not is_counted(problem).all():
        return
    target = one_hot(problem) if is_indexed(problem) else in_float64(problem, "target")
    probs = np.minimum(probabilities(problem), 1.0)
    if not within_0_and_1(target):
        return
    plain, name = problem.without("weight"), "binary cross entropy of every class"
    goes_with, cause = ("batchmean", "mean over each sample"), "binary cross entropy"
    factor = 2.5 if is_soft(problem) and some_row_off_one(problem, "target") else 1.0
    of_probs = with_loss(plain, "bce", input=probs, target=target)
    if problem.settings.from_ == "logits":
        of_logits = with_loss(plain, "bce-logits", target=target)
        clause, formula = f"{name}: BCEWithLogitsLoss on one-hot targets", "bce-logits(x, one_hot(t))"
        yield Variant(of_logits, clause, formula=formula, factor=factor, goes_with=goes_with, cause=cause)
        clause = f"{name}, after softmax (Keras' binary_crossentropy on a softmax output)"
        formula = "bce(softmax(x), one_hot(t))"
        yield Variant(of_probs, clause, formula=formula, factor=0.8 * factor, goes_with=goes_with)
    elif within_0_and_1(probs):
        formula = "bce(p, one_hot(t))"
        yield Variant(of_probs, name, formula=formula, factor=1.3 * factor, goes_with=goes_with, cause=cause)


def binary_of_second_class(problem: Problem) -> Iterator[Variant]:
    """Binary cross entropy of two classes, of which only the second's number was used."""
    if not is_ce(problem) or not is_indexed(problem) or problem.settings.from_ != "logits":
        return
    if class_count(problem) == 2 and is_counted(problem).all() and not _has(problem, "sample_weight"):
        second = np.take(in_float64(problem, "input"), 1, class_axis.class_axis(problem))
        binary = with_loss(problem.without("weight"), "bce-logits", input=second, target=class_indices(problem))
        clause = "binary cross entropy of the second class's logit alone; cross_entropy compares both"
        yield Variant(binary, clause, formula="bce-logits(x[:, 1], t)")


def classes_for_binary(problem: Problem) -> Iterator[Variant]:
    """Cross entropy of rows in place of binary cross entropy of elements."""
    shape = problem.arrays["input"].shape
    if not is_binary(problem) or len(shape) < 2 or shape[-1] < 2:
        return
    if _has(problem, "weight", "pos_weight", "sample_weight"):
        return
    rows = with_loss(problem, "ce").but(class_axis=len(shape) - 1)
    if problem.loss.name == "bce":
        clause = "cross entropy of each row: only the terms −y · ln p count"
        yield Variant(rows.but(from_="probs"), clause, formula="ce(p, y)")
        clause = "softmax cross entropy of each row; binary_cross_entropy takes each element by itself"
        yield Variant(rows, clause, formula="ce(p as logits, y)", factor=0.4)
    else:
        clause = "softmax cross entropy of each row; binary cross entropy takes each element by itself"
        yield Variant(rows, clause, formula="ce(x, y)")


def focal(problem: Problem) -> Iterator[Variant]:
    """Focal loss, Lin et al. 2017: (1 − p)^γ before the log, γ = 2, also with α = 0.25."""
    for gamma, factor in {2: 1.0, 1: 0.2, 3: 0.1}.items():
        clause = f"focal loss: (1 − p[t])^{gamma} was multiplied with each loss (γ = {gamma})"
        if is_ce(problem) and is_indexed(problem) and is_counted(problem).all():
            yield Variant(_focal_of_classes(problem, gamma), clause, factor=factor)
            quarter = _focal_of_classes(problem, gamma, alpha=ALPHA)
            yield Variant(quarter, f"{clause[:-1]}, α = {ALPHA:g})", factor=0.3 * factor)
        elif is_binary(problem) and has_hard_targets(problem) and not _has(problem, "weight", "pos_weight"):
            plain = as_probabilities(problem) or problem
            p, y = in_float64(plain, "input"), in_memory(problem, "target")
            focus = np.abs(y - p) ** gamma
            loss = plain.given(input=np.where(focus > 0, p, 0.5))  # where it is 0, the log may be infinite: 0 · ∞ = NaN
            yield Variant(loss.given(weight=focus), clause, factor=factor)
            with_alpha = loss.given(weight=focus * np.where(y == 1, ALPHA, 1 - ALPHA))
            yield Variant(with_alpha, f"{clause[:-1]}, α = {ALPHA:g})", factor=0.85 * factor)


def _focal_of_classes(problem: Problem, gamma: int, alpha: float = 1.0) -> Problem:
    """Soft targets of α (1 − p)^γ times the class's weight, so that the mean divides by the samples."""
    p, hot = np.minimum(probabilities(problem), 1.0), one_hot(problem)
    if _has(problem, "weight"):
        hot = hot * along_classes(problem, in_float64(problem, "weight"))
    # The other classes get the probability 1: theirs may be 0, and 0 · ln 0 is NaN.
    only = with_probabilities(problem.without("weight"), np.where(hot > 0, p, 1.0))
    return unchecked(with_soft_targets(only, alpha * hot * (1 - p) ** gamma))


def divergence_for_entropy(problem: Problem) -> Iterator[Variant]:
    """KL in place of cross entropy: it is less by the target's own entropy."""
    if is_soft(problem) and not _has(problem, "weight", "sample_weight"):
        kl = with_loss(problem, "kl").but(class_axis=class_axis.class_axis(problem), from_=problem.settings.from_)
        if problem.settings.reduction == "mean":
            kl = kl.but(reduction="batchmean")
        yield Variant(kl, "KL(target ‖ input): the target's own entropy was taken off", formula="kl(x, t)")


def entropy_for_divergence(problem: Problem) -> Iterator[Variant]:
    """Cross entropy in place of KL, and what else is made of two distributions."""
    if is_kl(problem) and not _has(problem, "sample_weight"):
        p, q = probabilities(problem, "target"), np.minimum(probabilities(problem), 1.0)
        if within_0_and_1(p):
            yield from _entropies(problem, p, q)


def _entropies(problem: Problem, p: Array, q: Array) -> Iterator[Variant]:
    reduction = "mean" if problem.settings.reduction == "batchmean" else problem.settings.reduction
    settings = {"class_axis": class_axis.class_axis(problem), "from_": "probs", "reduction": reduction}
    entropy = with_loss(problem, "ce", input=q, target=p).but(**settings)
    clause = "cross entropy, −Σ p · ln q, in place of KL: the target's own entropy is part of it"
    goes_with = ("mean over the classes", "sum")
    yield Variant(entropy, clause, formula="ce(q, p)", goes_with=goes_with, cause="cross entropy")
    clause = "the target's own entropy, −Σ p · ln p, which has no part of the input"
    yield Variant(entropy.given(input=p), clause, formula="entropy(p)", factor=0.1, cause="entropy of the target")


def linear_terms(problem: Problem) -> Iterator[Variant]:
    """`scipy.special.kl_div`, p · ln(p / q) − p + q: its sum is KL only where both distributions sum to 1."""
    if not is_kl(problem) or not (some_row_off_one(problem, "target") or some_row_off_one(problem, "input")):
        return
    p, q = probabilities(problem, "target"), probabilities(problem)
    if (p > 0).all() and (q > 0).all():
        clause = "−p + q was added to each term (scipy.special.kl_div); F.kl_div has p · (ln p − ln q) alone"
        plain = problem.given(target=p).but(target_from="probs")
        yield Variant(with_log_probs(plain, np.log(q) + 1 - q / p), clause, formula="Σ p · ln(p / q) − p + q")
