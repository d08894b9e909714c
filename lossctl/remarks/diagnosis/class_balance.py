"""Classes that count alike, however many samples they have: a mean for each, or weights from their frequencies."""

from collections.abc import Iterator

import numpy as np

from lossctl.problem import Problem
from lossctl.remarks.diagnosis.averages import losses_and_shares
from lossctl.remarks.diagnosis.class_targets import class_indices
from lossctl.remarks.diagnosis.problem_kind import has_hard_targets, is_binary, is_indexed
from lossctl.remarks.diagnosis.totals import Solved, Total
from lossctl.remarks.diagnosis.variant import Variant
from lossctl.remarks.diagnosis.views import in_float64, in_memory
from lossctl.sums.arrays import Array

BALANCED = "the same as class_weight='balanced', weights n / (C · count)"


def of_class_means(solved: Solved) -> Iterator[Total]:
    """A mean for each class, and the mean or the sum of those; losses weighed by how rare their class is.

    Weights of n / (C · count) give the mean of the means whether the weighted mean divides by the weights or by n.
    """
    groups = _groups(solved)
    if groups is None:
        return
    means, counts = groups
    if is_indexed(solved.problem):
        clause = f"a mean for each of the {len(means)} classes, then their mean ({BALANCED}), so that each class counts"
        yield Total(float(means.mean()), "mean of means", f"{clause} alike; PyTorch's mean counts each sample alike")
        clause = (
            f"the means of the {len(means)} classes were added up: the weights were the inverse frequencies, n / count"
        )
        yield Total(
            float(means.sum()), "Σ mean", f"{clause}, and the losses divided by n, not by the weights", factor=0.3
        )
        others = counts * (1 - counts / counts.sum())
        clause = (
            "the weights were 1 − the frequency of the class, and the mean divided by them; no weights are given here"
        )
        yield Total(float(means @ others / others.sum()), "Σ w · l / Σ w", clause, factor=0.3)
    else:
        clause = f"the positives' mean and the negatives' mean, then the mean of both ({BALANCED})"
        yield Total(float(means.mean()), "mean of means", f"{clause}; PyTorch's mean takes all elements at once")
        clause = "the positives' mean and the negatives' mean were added up; PyTorch's mean takes all elements at once"
        yield Total(float(means.sum()), "Σ mean", clause, factor=0.6)
        n = counts.sum()
        clause = (
            f"each term was weighed by the other's frequency, the positives by {counts[0]:g} / {n:g} and the negatives "
            f"by {counts[1]:g} / {n:g} (class-balanced, Xie and Tu 2015); PyTorch weighs none by itself"
        )
        yield Total(float(means.sum() * counts.prod() / n**2), "Σ w · l / n", clause, factor=0.25)


def pos_weight_of_counts(problem: Problem) -> Iterator[Variant]:
    """pos_weight as people set it by the data: how many times more negatives there are, of all or of each label."""
    if not is_binary(problem) or "pos_weight" in problem.arrays or not has_hard_targets(problem):
        return
    y = in_memory(problem, "target")
    name = "pos_weight" if problem.loss.name == "bce-logits" else "a weight of the positive targets"
    ones, zeros = float((y == 1).sum()), float((y == 0).sum())
    rarer = 1.0 if name == "pos_weight" else 0.3
    if ones and zeros and ones != zeros:
        clause = f"{name} was negatives / positives, {zeros:g} / {ones:g}, which balances both; none is given here"
        changed = _weighing_positives(problem, np.asarray(zeros / ones))
        yield Variant(changed, clause, factor=rarer, cause="pos_weight of the counts")
    if ones and zeros:
        clause = f"{name} was all / positives, {y.size} / {ones:g}; none is given here"
        changed = _weighing_positives(problem, np.asarray(y.size / ones))
        yield Variant(changed, clause, factor=0.25 * rarer, cause="pos_weight of the counts")
    if y.ndim == 2 and y.shape[1] > 1 and y.any(axis=0).all():
        ratios = (y == 0).sum(axis=0) / (y == 1).sum(axis=0)
        if len(set(ratios.tolist())) > 1:
            clause = f"{name} was negatives / positives of each label, which balances both; none is given here"
            changed = _weighing_positives(problem, ratios)
            yield Variant(changed, clause, factor=0.5 * rarer, cause="pos_weight of the counts")


def _weighing_positives(problem: Problem, by: Array) -> Problem:
    if problem.loss.name == "bce-logits":
        return problem.given(pos_weight=by)
    weight = np.where(in_memory(problem, "target") == 1, by, 1.0)
    return problem.given(weight=weight * in_float64(problem, "weight") if "weight" in problem.arrays else weight)


def _groups(solved: Solved) -> tuple[Array, Array] | None:
    """The mean loss of each class and its number of samples; None if one class is all, or each sample has its own."""
    kept, problem = losses_and_shares(solved), solved.problem
    if not kept:
        return None
    losses, shares = kept
    if is_indexed(problem):
        targets = class_indices(problem).reshape(-1)
    elif is_binary(problem) and has_hard_targets(problem):
        targets = in_memory(problem, "target").reshape(-1)
    else:
        return None
    if len(targets) != len(losses):
        return None
    counted = shares > 0
    classes, numbers = np.unique(targets[counted], return_inverse=True)
    if not 1 < len(classes) < counted.sum():
        return None
    sums, parts = (np.bincount(numbers, each[counted]) for each in kept)
    return sums / parts, np.bincount(numbers).astype(np.float64)
