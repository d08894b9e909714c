"""Means of means, means of something else than the losses, and the loss of one sample."""

import math
from collections.abc import Iterator

import numpy as np

from lossctl.remarks.diagnosis.totals import Solved, Total, name_of_one
from lossctl.sums.arrays import Array

FEW = 8  # up to so many samples, the loss of each is tried


def of_item_means(solved: Solved) -> Iterator[Total]:
    """A mean for each item of the batch (each sequence), and the mean or the sum of those."""
    kept = losses_and_shares(solved)
    if kept and len(solved.shape) > 1:
        sums, shares = (sum_items(each, solved) for each in kept)
        value, items = mean_of_means(sums, shares), solved.shape[0]
        asks_sum = solved.problem.settings.reduction == "sum"
        clause = f"a mean for each of the {items} items, then their mean; PyTorch's mean takes all losses at once"
        if len(set(shares.tolist())) > 1:
            clause += ", so that an item with more of them counts more"
        yield Total(value, "mean of means", clause)
        clause = f"a mean for each of the {items} items, and these were added up; {_instead(solved)}"
        yield Total(value * int((shares != 0).sum()), "Σ mean", clause, factor=1.0 if asks_sum else 0.3)


def of_step_means(solved: Solved) -> Iterator[Total]:
    """A mean over the batch for each time step, and the mean or the sum of those, as a loop over the steps makes it.

    Where each step has as many losses, that is PyTorch's mean, or the sum over the steps by the batch.
    """
    kept = losses_and_shares(solved)
    if not kept or len(solved.shape) < 2:
        return
    steps = solved.shape[-1]
    sums, shares = (each.reshape((-1, steps)).sum(axis=0) for each in kept)
    if len(set(shares.tolist())) == 1:
        return
    value = mean_of_means(sums, shares)
    clause = f"a mean over the batch for each of the {steps} places (time steps),"
    weighs = "a place where fewer losses count weighs as much as the others"
    yield Total(value, "mean of means", f"{clause} then their mean: {weighs}; PyTorch's mean takes all at once")
    added = f"{clause} and these were added up, as `loss += criterion(output[t], target[t])` does; {_instead(solved)}"
    yield Total(value * int((shares != 0).sum()), "Σ mean", added)


def of_perplexities(solved: Solved) -> Iterator[Total]:
    """The mean of the samples' perplexities; exp of the mean is smaller."""
    kept = losses_and_shares(solved)
    if not kept:
        return
    clause = "exp of each loss, then the mean; perplexity is exp of the mean"
    yield Total(_mean_of_exp(kept[0]), "Σ exp(l) / n", clause)
    if len(solved.shape) > 1:
        losses, shares = (sum_items(each, solved) for each in kept)
        clause = "a perplexity for each item of the batch, then their mean; perplexity is exp of the mean of all"
        yield Total(_mean_of_exp(losses, shares), "Σ exp(mean) / n", clause, factor=1.5)


def one_loss(solved: Solved) -> Iterator[Total]:
    """The loss of one sample: most often of the first or the last, and more often if there are only two or three."""
    kept = losses_and_shares(solved)
    if not kept or not 1 < len(kept[0]) <= FEW:
        return
    losses = kept[0].tolist()
    for number, value in enumerate(losses):
        address = solved.prepared.samples.address(number)
        factor = (1.0 if number in (0, len(losses) - 1) else 0.4) * (2.5 if len(losses) < 4 else 1)
        which = ", the largest," if value == max(losses) else ""
        clause = f"the loss of the {name_of_one(solved)} {address}{which} alone; PyTorch's mean takes all {len(losses)}"
        yield Total(value, f"l{address}", clause, factor=factor)


def without_the_first(solved: Solved) -> Iterator[Total]:
    """The first sample taken for a table's header, as pandas' read_csv does without header=None."""
    kept = losses_and_shares(solved)
    if kept and len(solved.shape) == 1 and len(kept[0]) > 2 and solved.problem.settings.reduction != "none":
        losses, shares = (each[1:] for each in kept)
        clause = f"the first of the {len(kept[0])} samples was left out, as if it were a table's header"
        is_sum = solved.problem.settings.reduction == "sum"
        value = float(losses.sum()) if is_sum else float(losses.sum() / shares.sum())
        yield Total(value, f"{losses.sum():.6g}" if is_sum else f"{losses.sum():.6g} / {shares.sum():.6g}", clause)


def median(solved: Solved) -> Iterator[Total]:
    """The loss that half of the samples are below, in place of the mean."""
    kept = losses_and_shares(solved)
    if kept and len(kept[0]) > 2:
        clause = f"the median of the {len(kept[0])} losses; PyTorch's mean adds all of them"
        yield Total(float(np.median(kept[0])), "median(l)", clause)


def losses_and_shares(solved: Solved) -> tuple[Array, Array] | None:
    """The loss of each sample and its share of mean's denominator; None if there are none, too many, or one a class."""
    if solved.losses is None or solved.shares is None or solved.losses.ndim == 2 or not solved.losses.size:
        return None
    return solved.losses, solved.shares


def sum_items(values: Array, solved: Solved) -> Array:
    """The sum of each item of the batch, from one number per sample."""
    total: Array = values.reshape((solved.shape[0], -1)).sum(axis=1)
    return total


def _mean_of_exp(losses: Array, shares: Array | float = 1.0) -> float:
    with np.errstate(all="ignore"):
        return float(np.exp(losses / shares).mean())


def mean_of_means(sums: Array, shares: Array) -> float:
    with np.errstate(all="ignore"):
        means = sums / shares
    return float(means[shares != 0].mean()) if (shares != 0).any() else math.nan


def _instead(solved: Solved) -> str:
    """What PyTorch does under the reduction that was asked."""
    if solved.problem.settings.reduction == "sum":
        return "PyTorch's sum adds all losses and divides by nothing"
    return "PyTorch's mean takes all losses at once"
