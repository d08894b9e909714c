"""Means of other means, and of other things than the losses."""

import math
from collections.abc import Iterator

import numpy as np

from lossctl.remarks.diagnosis.reading import indices, is_indexed
from lossctl.remarks.diagnosis.totals import Solved, Total, noun

BATCHES = (32, 64, 16, 128, 2, 4, 8, 10, 100, 256, 3, 5, 20, 50, 512, 1000)
FEW = 8  # samples that are looked at one by one


def of_items(solved: Solved) -> Iterator[Total]:
    """A mean for each item of the batch (each sequence), and the mean of those."""
    if solved.losses is None or solved.shares is None or solved.losses.ndim == 2 or len(solved.shape) < 2:
        return
    rows = (solved.shape[0], -1)
    value = _mean_of_means(solved.losses.reshape(rows).sum(axis=1), solved.shares.reshape(rows).sum(axis=1))
    done = f"a mean for each of the {solved.shape[0]} items, then their mean; PyTorch's mean takes all losses at once"
    yield Total(value, "mean of means", done)


def of_batches(solved: Solved) -> Iterator[Total]:
    """An epoch's loss as the mean of its batches' means: a last, smaller batch counts as much as the others."""
    if solved.losses is None or solved.shares is None or solved.losses.ndim == 2 or not solved.shape:
        return
    losses, shares = (each.reshape((solved.shape[0], -1)).sum(axis=1) for each in (solved.losses, solved.shares))
    for size in BATCHES:
        if size < len(losses):
            starts = np.arange(0, len(losses), size)
            value = _mean_of_means(np.add.reduceat(losses, starts), np.add.reduceat(shares, starts))
            done = f"the mean of the means of {len(starts)} batches of {size}, the last of {len(losses) - starts[-1]}"
            yield Total(value, "mean of means", done)


def of_exps(solved: Solved) -> Iterator[Total]:
    """The mean of the samples' perplexities; exp of the mean is smaller."""
    if solved.losses is not None and solved.losses.ndim == 1 and len(solved.losses):
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            value = float(np.exp(solved.losses).mean())
            yield Total(value, "Σ exp(l) / n", "exp of each loss, then the mean; perplexity is exp of the mean")
            if len(solved.shape) > 1 and solved.shares is not None:
                sums, shares = (each.reshape(solved.shape[0], -1).sum(1) for each in (solved.losses, solved.shares))
                done = "a perplexity for each item of the batch, then their mean; perplexity is exp of the mean of all"
                yield Total(float(np.exp(sums / shares).mean()), "Σ exp(mean) / n", done, None, 1.5)


def of_classes(solved: Solved) -> Iterator[Total]:
    """A mean for each class, and the mean of those: every class counts alike."""
    if solved.losses is None or solved.shares is None or not is_indexed(solved.problem):
        return
    targets = indices(solved.problem).reshape(-1)[solved.shares > 0]
    classes, numbers = np.unique(targets, return_inverse=True)
    if 1 < len(classes) < len(targets):
        kept = solved.shares > 0
        value = _mean_of_means(np.bincount(numbers, solved.losses[kept]), np.bincount(numbers, solved.shares[kept]))
        yield Total(
            value,
            "mean of means",
            f"a mean for each of the {len(classes)} classes, then their mean; PyTorch's takes all samples at once",
        )


def one_alone(solved: Solved) -> Iterator[Total]:
    """The loss of one sample."""
    if solved.losses is None or solved.losses.ndim == 2 or not 1 < len(solved.losses) <= FEW:
        return
    for number, value in enumerate(solved.losses.tolist()):
        address = solved.prepared.samples.address(number)
        likely = (1.0 if number in (0, len(solved.losses) - 1) else 0.4) * (2.5 if len(solved.losses) < 4 else 1)
        yield Total(
            value,
            f"l{address}",
            f"the loss of the {noun(solved)} {address} alone; PyTorch's mean takes all {len(solved.losses)}",
            None,
            likely,
        )


def _mean_of_means(sums: np.ndarray, shares: np.ndarray) -> float:
    with np.errstate(all="ignore"):
        means = sums / shares
    return float(means[shares != 0].mean()) if (shares != 0).any() else math.nan
