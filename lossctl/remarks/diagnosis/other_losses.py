"""Another loss in place of the one asked."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses import class_axis
from lossctl.losses.bce import BCE
from lossctl.losses.bce_logits import BCE_LOGITS
from lossctl.losses.ce import CE
from lossctl.losses.kl import KL
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.probabilities import as_probabilities, of_log_probs, of_probabilities, probabilities
from lossctl.remarks.diagnosis.reading import (
    Way,
    another,
    class_count,
    counts,
    indices,
    is_binary,
    is_ce,
    is_hard,
    is_indexed,
    is_kl,
    is_soft,
    one_hot,
    soft,
    unchecked,
)
from lossctl.remarks.diagnosis.views import array, floats, off_one, within_0_and_1

WEIGHTS = {"weight", "pos_weight"}


def binary_of_every_class(problem: Problem) -> Iterator[Way]:
    """Binary cross entropy of one-hot targets: −ln(1 − p) of the other classes counts too."""
    if not is_ce(problem) or "sample_weight" in problem.arrays or (is_indexed(problem) and not counts(problem).all()):
        return
    target = one_hot(problem) if is_indexed(problem) else floats(problem, "target")
    if not within_0_and_1(target):
        return
    plain = problem.without("weight")
    softmaxed = np.minimum(probabilities(problem), 1.0)
    one, summed = "binary cross entropy of every class", ("batchmean", "mean over each sample")
    many = 2.5 if is_soft(problem) and off_one(problem, "target") else 1.0
    if problem.settings.from_ == "logits":
        done = f"{one}: BCEWithLogitsLoss on one-hot targets"
        yield Way(
            another(plain, BCE_LOGITS, target=target),
            done,
            "bce-logits(x, one_hot(t))",
            many,
            summed,
            id="binary cross entropy",
        )
        done = f"{one}, after softmax (Keras' binary_crossentropy on a softmax output)"
        yield Way(
            another(plain, BCE, input=softmaxed, target=target), done, "bce(softmax(x), one_hot(t))", 0.8 * many, summed
        )
    elif within_0_and_1(softmaxed):
        yield Way(
            another(plain, BCE, input=softmaxed, target=target),
            one,
            "bce(p, one_hot(t))",
            1.3 * many,
            summed,
            id="binary cross entropy",
        )


def binary_of_second_class(problem: Problem) -> Iterator[Way]:
    """Two classes, of which only the second's number was used."""
    if is_indexed(problem) and class_count(problem) == 2 and problem.settings.from_ == "logits":
        second = np.take(floats(problem, "input"), 1, class_axis.class_axis(problem))
        plain = problem.without("weight")
        if counts(problem).all() and "sample_weight" not in plain.arrays:
            done = "binary cross entropy of the second class's logit alone; cross_entropy compares both"
            yield Way(another(plain, BCE_LOGITS, input=second, target=indices(problem)), done, "bce-logits(x[:, 1], t)")


def classes_for_binary(problem: Problem) -> Iterator[Way]:
    """Cross entropy of rows in place of binary cross entropy of elements."""
    x = floats(problem, "input")
    if not is_binary(problem) or x.ndim < 2 or x.shape[-1] < 2 or {"weight", "pos_weight"} & set(problem.arrays):
        return
    if "sample_weight" in problem.arrays:
        return
    rows = another(problem, CE).but(class_axis=x.ndim - 1)
    if problem.loss.name == "bce":
        yield Way(rows.but(from_="probs"), "cross entropy of each row: only the terms −y · ln p count", "ce(p, y)")
        yield Way(
            rows,
            "softmax cross entropy of each row; binary_cross_entropy takes each element by itself",
            "ce(p as logits, y)",
            0.4,
        )
    else:
        yield Way(
            rows, "softmax cross entropy of each row; binary cross entropy takes each element by itself", "ce(x, y)"
        )


def focal(problem: Problem) -> Iterator[Way]:
    """Focal loss, Lin et al. 2017: (1 − p)^γ before the log, γ = 2, for binary targets also with α = 0.25."""
    for gamma, likely in {2: 1.0, 1: 0.2, 3: 0.1}.items():
        done = f"focal loss: (1 − p[t])^{gamma} was multiplied with each loss (γ = {gamma})"
        if is_indexed(problem) and counts(problem).all():
            yield Way(_focal_of_classes(problem, gamma), done, "", likely)
        elif is_binary(problem) and is_hard(problem) and not WEIGHTS & set(problem.arrays):
            plain = as_probabilities(problem) or problem
            p, y = floats(plain, "input"), array(problem, "target")
            factor = np.abs(y - p) ** gamma
            loss = plain.given(input=np.where(factor > 0, p, 0.5))  # 0 times a log that may be infinite
            yield Way(loss.given(weight=factor), done, "", likely)
            alpha = factor * np.where(y == 1, 0.25, 0.75)
            yield Way(loss.given(weight=alpha), f"{done[:-1]}, α = 0.25)", "", 0.85 * likely)


def _focal_of_classes(problem: Problem, gamma: int) -> Problem:
    """As soft targets, (1 − p)^γ times the class's weight, α; the mean divides by the samples."""
    p, hot = np.minimum(probabilities(problem), 1.0), one_hot(problem)
    if "weight" in problem.arrays:
        axis = class_axis.class_axis(problem)
        shape = [-1 if each == axis else 1 for each in range(p.ndim)]
        hot = hot * floats(problem, "weight").reshape(shape)
    only = of_probabilities(problem.without("weight"), np.where(hot > 0, p, 1.0))  # 0 · ln 0 of no other class
    return unchecked(soft(only, hot * (1 - p) ** gamma))


def divergence_for_entropy(problem: Problem) -> Iterator[Way]:
    """Kl in place of ce: they differ by the target's own entropy."""
    if is_soft(problem) and not {"weight", "sample_weight"} & set(problem.arrays):
        kl = another(problem, KL).but(class_axis=class_axis.class_axis(problem), from_=problem.settings.from_)
        if problem.settings.reduction == "mean":
            kl = kl.but(reduction="batchmean")
        yield Way(kl, "KL(target ‖ input): the target's own entropy was taken off", "kl(x, t)")


def entropy_for_divergence(problem: Problem) -> Iterator[Way]:
    """Ce in place of kl, and what else is made of the two distributions."""
    if not is_kl(problem) or "sample_weight" in problem.arrays:
        return
    axis = class_axis.class_axis(problem)
    p, q = probabilities(problem, "target"), np.minimum(probabilities(problem), 1.0)
    settings = {"class_axis": axis, "from_": "probs"}
    reduction = {"batchmean": "mean"}.get(problem.settings.reduction, problem.settings.reduction)
    plain = another(problem, CE).but(reduction=reduction, **settings)
    if within_0_and_1(p):
        done = "cross entropy, −Σ p · ln q, in place of KL: the target's own entropy is part of it"
        yield Way(
            plain.given(input=q, target=p), done, "ce(q, p)", 1.0, ("mean over the classes", "sum"), id="cross entropy"
        )
        yield Way(
            plain.given(input=p, target=p),
            "the target's own entropy, −Σ p · ln p, which has no part of the input",
            "entropy(p)",
            0.1,
            id="entropy of the target",
        )
    of_probs = problem.but(from_="probs", target_from="probs", temperature=1.0)
    middle = (p + q) / 2
    done = "Jensen-Shannon divergence, half the KL of each to their mean; kl_div gives KL(target ‖ input)"
    twice = {"input": np.concatenate([middle, middle]), "target": np.concatenate([p, q])}
    if axis:
        yield Way(of_probs.given(**twice), done, "js(p, q)", 0.4, id="jensen-shannon")
        both = {"input": np.concatenate([q, p]), "target": np.concatenate([p, q])}
        done = "both directions counted, KL(p ‖ q) and KL(q ‖ p); kl_div gives KL(target ‖ input)"
        yield Way(of_probs.given(**both), done, "kl(p, q) + kl(q, p)", 0.4, id="both directions")


def linear_terms(problem: Problem) -> Iterator[Way]:
    """`scipy.special.kl_div`, p · ln(p / q) − p + q: its sum is KL only where both distributions sum to 1."""
    if not is_kl(problem) or not (off_one(problem, "target") or off_one(problem, "input")):
        return
    p, q = probabilities(problem, "target"), probabilities(problem)
    if (p > 0).all() and (q > 0).all():
        done = "−p + q was added to each term (scipy.special.kl_div); F.kl_div has p · (ln p − ln q) alone"
        plain = problem.given(target=p).but(target_from="probs")
        yield Way(of_log_probs(plain, np.log(q) + 1 - q / p), done, "Σ p · ln(p / q) − p + q")
