"""What a training loop prints of its batches: the last batch alone, or their means added up or averaged."""

from collections.abc import Iterator

import numpy as np

from lossctl.remarks.diagnosis.averages import FEW, losses_and_shares, mean_of_means, sum_items
from lossctl.remarks.diagnosis.totals import Solved, Total
from lossctl.sums.arrays import Array

POWERS_OF_2 = (32, 64, 16, 128, 2, 4, 8, 256, 512)
OTHERS = (10, 100, 3, 5, 20, 50, 1000)
SHARES = dict.fromkeys(POWERS_OF_2, 1.0) | dict.fromkeys(OTHERS, 0.4)  # how common a size is beside the others


def of_batch_means(solved: Solved) -> Iterator[Total]:
    """An epoch's loss as the mean of its batches' means: a last, smaller batch counts as much as the others."""
    losses, shares = _items(solved)
    for size in _sizes(len(losses)):
        sums, parts = _batches(losses, size), _batches(shares, size)
        last = len(losses) - size * (len(sums) - 1)
        clause = f"the mean of the means of {len(sums)} batches of {size}, the last of {last}"
        if last < size:
            clause += ", which counts as much as the others"
        yield Total(mean_of_means(sums, parts), "mean of means", clause)


def added_batch_means(solved: Solved) -> Iterator[Total]:
    """`running_loss += loss.item()`, where each loss is a mean: not divided, or divided by the samples as well."""
    losses, shares = _items(solved)
    sizes = _sizes(len(losses))
    for size, share in sizes.items():
        sums, parts = _batches(losses, size), _batches(shares, size)
        count = int((parts != 0).sum())
        total = mean_of_means(sums, parts) * count
        batches = f"the means of {count} batches of {size}"
        clause = f"{batches} were added up; divided by the {count} batches, such a sum is a mean"
        factor = 1.6 if solved.problem.settings.reduction == "sum" else 1.0
        yield Total(total, "Σ mean", clause, factor=factor * share)
        clause = (
            f"{batches} were added up and divided by the {len(losses)} samples, though each is a mean of {size} already"
        )
        yield Total(total / len(losses), f"Σ mean / {len(losses)}", clause, factor=share)


def last_batch(solved: Solved) -> Iterator[Total]:
    """The loss of the last batch alone, as a loop prints it that prints `loss` after the epoch."""
    losses, shares = _items(solved)
    count, begins = len(losses), dict[int, list[int]]()
    sizes = _sizes(count)
    for size in sizes:
        begins.setdefault((count - 1) // size * size, []).append(size)
    for begin, found in begins.items():
        rest = count - begin
        if rest == 1 and count <= FEW and len(solved.shape) == 1:
            continue  # the loss of one sample, which has a cause of its own
        clause = (
            f"the mean of the last batch alone, {rest} of {count} samples in batches of {_either(found)}, as a loop "
            "prints it that prints the loss after an epoch; PyTorch's mean takes all of them at once"
        )
        yield Total(
            _mean(losses[begin:], shares[begin:]), "last batch", clause, factor=sum(sizes[size] for size in found)
        )


def last_batch_dropped(solved: Solved) -> Iterator[Total]:
    """`DataLoader(drop_last=True)`: the samples of a last batch that is not full are left out."""
    losses, shares = _items(solved)
    count, ends = len(losses), dict[int, list[int]]()
    sizes = _sizes(count)
    for size in sizes:
        if count % size:
            ends.setdefault(count // size * size, []).append(size)
    for end, found in ends.items():
        clause = (
            f"the mean of the first {end} of {count} samples: in batches of {_either(found)} the last one, of "
            f"{count - end}, is not full and was dropped (drop_last=True); PyTorch's mean takes all samples"
        )
        yield Total(
            _mean(losses[:end], shares[:end]), "full batches", clause, factor=sum(sizes[size] for size in found)
        )


def _items(solved: Solved) -> tuple[Array, Array]:
    """The losses and the shares of each item of the batch, none where there are none."""
    kept = losses_and_shares(solved)
    if not kept or not solved.shape:
        return np.zeros(0), np.zeros(0)
    losses, shares = (sum_items(each, solved) for each in kept)
    return losses, shares


def _sizes(count: int) -> dict[int, float]:
    """The sizes of batches that so many samples fill more than once, with their shares, which add up to 1."""
    fitting = {size: share for size, share in SHARES.items() if size < count}
    return {size: share / sum(fitting.values()) for size, share in fitting.items()}


def _batches(values: Array, size: int) -> Array:
    """The sum of each batch."""
    total: Array = np.add.reduceat(values, np.arange(0, len(values), size))
    return total


def _mean(losses: Array, shares: Array) -> float:
    with np.errstate(all="ignore"):
        return float(losses.sum() / shares.sum())


def _either(sizes: list[int]) -> str:
    *others, last = (str(each) for each in sorted(sizes))
    return f"{', '.join(others)} or {last}" if others else last
