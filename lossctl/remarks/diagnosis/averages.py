"""Means of means, means of something else than the losses, and the loss of one sample."""

import math
from collections.abc import Iterator

import numpy as np

from lossctl.remarks.diagnosis.class_targets import class_indices
from lossctl.remarks.diagnosis.problem_kind import is_indexed
from lossctl.remarks.diagnosis.totals import Solved, Total, name_of_one
from lossctl.sums.arrays import Array

BATCHES = (32, 64, 16, 128, 2, 4, 8, 10, 100, 256, 3, 5, 20, 50, 512, 1000)
FEW = 8  # up to so many samples, the loss of each is tried


def of_item_means(solved: Solved) -> Iterator[Total]:
    """A mean for each item of the batch (each sequence), and the mean of those."""
    kept = _losses_and_shares(solved)
    if kept and len(solved.shape) > 1:
        value = _mean_of_means(*(_sum_items(each, solved) for each in kept))
        items = solved.shape[0]
        clause = f"a mean for each of the {items} items, then their mean; PyTorch's mean takes all losses at once"
        yield Total(value, "mean of means", clause)


def of_batch_means(solved: Solved) -> Iterator[Total]:
    """An epoch's loss as the mean of its batches' means: a last, smaller batch counts as much as the others."""
    kept = _losses_and_shares(solved)
    if not kept or not solved.shape:
        return
    losses, shares = (_sum_items(each, solved) for each in kept)
    for size in BATCHES:
        if size < len(losses):
            starts = np.arange(0, len(losses), size)
            value = _mean_of_means(np.add.reduceat(losses, starts), np.add.reduceat(shares, starts))
            clause = f"the mean of the means of {len(starts)} batches of {size}, the last of {len(losses) - starts[-1]}"
            yield Total(value, "mean of means", clause)


def of_perplexities(solved: Solved) -> Iterator[Total]:
    """The mean of the samples' perplexities; exp of the mean is smaller."""
    kept = _losses_and_shares(solved)
    if not kept:
        return
    clause = "exp of each loss, then the mean; perplexity is exp of the mean"
    yield Total(_mean_of_exp(kept[0]), "Σ exp(l) / n", clause)
    if len(solved.shape) > 1:
        losses, shares = (_sum_items(each, solved) for each in kept)
        clause = "a perplexity for each item of the batch, then their mean; perplexity is exp of the mean of all"
        yield Total(_mean_of_exp(losses, shares), "Σ exp(mean) / n", clause, factor=1.5)


def of_class_means(solved: Solved) -> Iterator[Total]:
    """A mean for each class, and the mean of those: every class counts alike."""
    kept = _losses_and_shares(solved)
    if not kept or not is_indexed(solved.problem):
        return
    losses, shares = kept
    counted = shares > 0
    targets = class_indices(solved.problem).reshape(-1)[counted]
    classes, numbers = np.unique(targets, return_inverse=True)
    if 1 < len(classes) < len(targets):
        value = _mean_of_means(np.bincount(numbers, losses[counted]), np.bincount(numbers, shares[counted]))
        clause = f"a mean for each of the {len(classes)} classes, then their mean; PyTorch's takes all samples at once"
        yield Total(value, "mean of means", clause)


def one_loss(solved: Solved) -> Iterator[Total]:
    """The loss of one sample: most often of the first or the last, and more often if there are only two or three."""
    kept = _losses_and_shares(solved)
    if not kept or not 1 < len(kept[0]) <= FEW:
        return
    losses = kept[0].tolist()
    for number, value in enumerate(losses):
        address = solved.prepared.samples.address(number)
        factor = (1.0 if number in (0, len(losses) - 1) else 0.4) * (2.5 if len(losses) < 4 else 1)
        clause = f"the loss of the {name_of_one(solved)} {address} alone; PyTorch's mean takes all {len(losses)}"
        yield Total(value, f"l{address}", clause, factor=factor)


def _losses_and_shares(solved: Solved) -> tuple[Array, Array] | None:
    """The loss of each sample and its share of mean's denominator; None if there are none, too many, or one a class."""
    if solved.losses is None or solved.shares is None or solved.losses.ndim == 2 or not solved.losses.size:
        return None
    return solved.losses, solved.shares


def _sum_items(values: Array, solved: Solved) -> Array:
    """The sum of each item of the batch, from one number per sample."""
    total: Array = values.reshape((solved.shape[0], -1)).sum(axis=1)
    return total


def _mean_of_exp(losses: Array, shares: Array | float = 1.0) -> float:
    with np.errstate(all="ignore"):
        return float(np.exp(losses / shares).mean())


def _mean_of_means(sums: Array, shares: Array) -> float:
    with np.errstate(all="ignore"):
        means = sums / shares
    return float(means[shares != 0].mean()) if (shares != 0).any() else math.nan
