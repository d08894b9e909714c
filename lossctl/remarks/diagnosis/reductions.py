"""How the losses were made one number: what else the sum is divided by."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from lossctl.remarks.diagnosis import averages
from lossctl.remarks.diagnosis.totals import Solved, Total, noun


@dataclass(frozen=True)
class Reduction:
    """A way to make one number of the losses; `common` as for a Reading, by the name of the loss."""

    id: str
    common: dict[str, float]
    totals: Callable[[Solved], Iterator[Total]]


def summed(solved: Solved) -> Iterator[Total]:
    """`reduction='sum'`, size_average=False."""
    if _reduction(solved) != "sum":
        done = f"the sum of the losses was taken; {_asked(solved)}"
        rows = solved.prepared.samples.count
        likely = 2.0 if solved.problem.loss.name == "kl" and rows == 1 else 1.0  # texts on KL show one distribution
        yield Total(solved.sum, "Σ l", done, "sum", likely)


def mean(solved: Solved) -> Iterator[Total]:
    """PyTorch's mean, where another reduction was asked."""
    if _reduction(solved) != "mean":
        yield _quotient(solved, solved.weights, f"the mean was taken, divided by {{}}; {_asked(solved)}", "mean")


def batchmean(solved: Solved) -> Iterator[Total]:
    """Kl's batchmean; for the others a sum over places or labels, and a mean over the batch."""
    shape = solved.problem.arrays["input"].shape
    if _reduction(solved) == "batchmean" or not shape or not _one_axis_of(solved):
        return
    if solved.problem.loss.name == "kl":
        yield _quotient(solved, shape[0], f"divided by the batch, {{}} (batchmean); {_asked(solved)}", "batchmean")
    else:
        parts = "labels" if solved.problem.loss.name != "ce" else "places"
        done = f"summed over the {parts} of a sample, and divided by the samples, {{}}; {_asked(solved)}"
        yield _quotient(solved, shape[0], done)


def by_count(solved: Solved) -> Iterator[Total]:
    """Keras' sum_over_batch_size; reduction='none' and .mean() afterwards."""
    count = solved.tally.count
    if solved.weights != count:
        done = f"divided by the {noun(solved)}s, {{}}, not by the weights, {solved.weights:g}"
        yield _quotient(solved, count, f"{done} (Keras' sum_over_batch_size; reduction='none', then .mean())")
        if solved.problem.loss.name == "kl" and len(solved.prepared.samples.shape) == 1:
            rows = solved.prepared.samples.count
            yield _quotient(solved, rows, "divided by all rows, {}, not by their weights (Keras' sum_over_batch_size)")


def by_all(solved: Solved) -> Iterator[Total]:
    """Ignored targets in the denominator."""
    tally = solved.tally
    if tally.ignored:
        done = f"divided by all {{}} targets; {tally.ignored} of them are ignored, and PyTorch's mean leaves them out"
        yield _quotient(solved, tally.count + tally.ignored, done)


def by_elements(solved: Solved) -> Iterator[Total]:
    """A mean over all numbers of an input of classes: (-one_hot * log_p).mean()."""
    size, classes = math.prod(solved.problem.arrays["input"].shape), solved.prepared.samples.classes
    if solved.problem.loss.name == "ce" and classes and classes > 1:
        done = f"divided by all {{}} numbers, {classes} classes a sample, as .mean() does; {_asked(solved)}"
        yield _quotient(solved, size, done)
        yield _quotient(solved, classes, f"divided by the number of classes, {{}}; {_asked(solved)}", likely=0.4)


def by_items(solved: Solved) -> Iterator[Total]:
    """A mean over the labels or classes of each sample, and their sum."""
    shape = solved.problem.arrays["input"].shape
    if _one_axis_of(solved) and solved.problem.loss.name != "ce" and len(shape) > 1:
        items = math.prod(shape) // (shape[0] or 1)
        yield _quotient(solved, items, f"a mean over the {{}} elements of each sample, then summed; {_asked(solved)}")


def by_weights(solved: Solved) -> Iterator[Total]:
    """Bce divided by the sum of its weights."""
    arrays = solved.problem.arrays
    name = next((each for each in ("weight", "pos_weight") if each in arrays), None)
    if name and solved.problem.loss.name != "ce":
        weights = np.broadcast_to(np.asarray(arrays[name], dtype=np.float64), arrays["input"].shape)
        total = float(weights.sum())
        yield _quotient(solved, total, f"divided by the sum of {name}, {{}}; PyTorch divides by the elements")


def by_weight_vector(solved: Solved) -> Iterator[Total]:
    """Ce's weights, one per class, normalised beforehand, or summed over the classes and not over the targets."""
    problem = solved.problem
    if problem.loss.name != "ce" or "weight" not in problem.arrays:
        return
    weight, count = np.asarray(problem.arrays["weight"], dtype=np.float64), solved.tally.count
    total = float(weight.sum())
    yield _quotient(
        solved, total, f"divided by the sum of all weights, {{}}, not by those of the targets, {solved.weights:g}"
    )
    once = f"the weights were divided by their sum, {total:g}, and the losses by the {count} samples: by {{}} in all"
    yield _quotient(solved, total * count, once)
    mean = total / weight.size
    once = f"the weights were divided by their mean, {mean:g}, and the losses by the {count} samples: by {{}} in all"
    yield _quotient(solved, mean * count, once)


def by_rows(solved: Solved) -> Iterator[Total]:
    """Kl divided by its rows, where an item of the batch has several: a mean per token."""
    samples = solved.prepared.samples
    if solved.problem.loss.name == "kl" and len(samples.shape) > 1:
        yield _quotient(solved, samples.count, f"divided by all {{}} rows, a mean per place; {_asked(solved)}")


def of_weights(solved: Solved) -> Iterator[Total]:
    """The mean divided by the weights once more, or by the samples once more."""
    if _reduction(solved) == "mean" and solved.tally.count > 1:
        again = solved.weights * solved.tally.count
        yield _quotient(
            solved, again, f"the mean was divided by the {noun(solved)}s once more, by {{}} in all; {_asked(solved)}"
        )


def _quotient(solved: Solved, divisor: float, done: str, reduction: str | None = None, likely: float = 1.0) -> Total:
    value = solved.sum / divisor if divisor else math.nan
    by = f"{divisor:.6g}"
    return Total(value, f"{solved.sum:.6g} / {by}", done.format(by), reduction, likely)


def _one_axis_of(solved: Solved) -> bool:
    """Whether an item of the batch has several losses."""
    losses = len(solved.prepared.samples.shape) + (solved.problem.loss.name == "kl")
    return losses > 1 or (solved.problem.loss.name == "kl" and losses == 1)


def _asked(solved: Solved) -> str:
    """What PyTorch does under the reduction that was asked."""
    own = _reduction(solved)
    return "sum does not divide" if own == "sum" else f"{own} divides by {solved.divisor:g}"


def _reduction(solved: Solved) -> str:
    return solved.problem.settings.reduction


# What the loss asked is called decides how common a reduction is; the loss of a reading may be another.
REDUCTIONS = (
    Reduction("divided by the count", {"ce": 0.35, "bce": 0.1, "bce-logits": 0.1, "kl": 0.1}, by_count),
    Reduction("batchmean", {"ce": 0.08, "bce": 0.15, "bce-logits": 0.15, "kl": 0.35}, batchmean),
    Reduction("ignored in the denominator", {"ce": 0.25, "bce": 0.2, "bce-logits": 0.2, "kl": 0.0}, by_all),
    Reduction("sum", {"ce": 0.15, "bce": 0.15, "bce-logits": 0.15, "kl": 0.25}, summed),
    Reduction("mean", {"ce": 0.2, "bce": 0.2, "bce-logits": 0.2, "kl": 0.3}, mean),
    Reduction("divided by the weights", {"ce": 0.0, "bce": 0.15, "bce-logits": 0.12, "kl": 0.0}, by_weights),
    Reduction("mean over the classes", {"ce": 0.08, "bce": 0.0, "bce-logits": 0.0, "kl": 0.0}, by_elements),
    Reduction("mean over the rows", {"ce": 0.0, "bce": 0.0, "bce-logits": 0.0, "kl": 0.2}, by_rows),
    Reduction("mean of the items' means", {"ce": 0.08, "bce": 0.03, "bce-logits": 0.03, "kl": 0.0}, averages.of_items),
    Reduction("mean over each sample", {"ce": 0.0, "bce": 0.06, "bce-logits": 0.06, "kl": 0.08}, by_items),
    Reduction(
        "mean of the classes' means", {"ce": 0.012, "bce": 0.0, "bce-logits": 0.0, "kl": 0.0}, averages.of_classes
    ),
    Reduction(
        "mean of the batches' means", {"ce": 0.02, "bce": 0.02, "bce-logits": 0.02, "kl": 0.0}, averages.of_batches
    ),
    Reduction("weights normalised", {"ce": 0.05, "bce": 0.0, "bce-logits": 0.0, "kl": 0.0}, by_weight_vector),
    Reduction("divided twice", {"ce": 0.03, "bce": 0.02, "bce-logits": 0.02, "kl": 0.03}, of_weights),
    Reduction("mean of the perplexities", {"ce": 0.015, "bce": 0.0, "bce-logits": 0.0, "kl": 0.0}, averages.of_exps),
    Reduction("one sample", {"ce": 0.012, "bce": 0.008, "bce-logits": 0.008, "kl": 0.0}, averages.one_alone),
)
