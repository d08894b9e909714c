"""How the losses were made one number: what else the sum is divided by."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field

from lossctl.criterion import Criterion
from lossctl.remarks.diagnosis import averages, batches, class_balance, log_of_mean, weight_divisors
from lossctl.remarks.diagnosis.problem_kind import is_kl, is_of_elements
from lossctl.remarks.diagnosis.totals import (
    Solved,
    Total,
    has_loss_per_class,
    has_loss_per_row,
    left_out,
    name_of_one,
    quotient,
)


@dataclass(frozen=True)
class Reduction:
    """A way to make one number of the losses.

    Its frequency, which is as for a slip, is that of the family of the loss asked, `classes` or `elements`;
    `exceptions` has other frequencies by the name of the loss.
    """

    cause: str
    totals: Callable[[Solved], Iterator[Total]]
    _: KW_ONLY
    classes: float = 0.0
    elements: float = 0.0
    exceptions: Mapping[str, float] = field(default_factory=dict)

    def frequency(self, asked: Criterion) -> float:
        """How common it is for the loss that was asked; that of a slip may be another."""
        return self.exceptions.get(asked.name, self.classes if asked.family == "classes" else self.elements)


def summed(solved: Solved) -> Iterator[Total]:
    """`reduction='sum'`, size_average=False."""
    if _reduction(solved) != "sum":
        clause = f"the sum of the losses was taken; {_asked(solved)}"
        is_single = is_kl(solved.problem) and solved.prepared.samples.count == 1  # texts on KL show one distribution
        yield Total(solved.sum, "Σ l", clause, reduction="sum", factor=2.0 if is_single else 1.0)


def mean(solved: Solved) -> Iterator[Total]:
    """PyTorch's mean, where another reduction was asked."""
    if _reduction(solved) != "mean":
        # What belongs to a sum is most often its mean; of kl it is as often batchmean.
        factor = 2.0 if _reduction(solved) == "sum" and not is_kl(solved.problem) else 1.0
        clause = f"the mean was taken, divided by {{}}; {_asked(solved)}"
        yield quotient(solved, solved.weights, clause, reduction="mean", factor=factor)


def batchmean(solved: Solved) -> Iterator[Total]:
    """PyTorch's batchmean of kl; for others a sum over the labels or places of an item, and a mean over the items."""
    shape = solved.problem.arrays["input"].shape
    if _reduction(solved) == "batchmean" or not shape:
        return
    if "batchmean" in solved.problem.loss.criterion.reductions:
        batch = (
            "the batch, {} (batchmean)" if len(shape) > 1 else "the classes, {}, which batchmean takes for the batch"
        )
        clause = f"divided by {batch}; {_asked(solved)}"
        yield quotient(solved, shape[0], clause, reduction="batchmean")
    elif _has_several_per_item(solved):
        per_class = "classes" if has_loss_per_class(solved) else "places"
        parts = "labels" if is_of_elements(solved.problem) else per_class
        clause = f"summed over the {parts} of a sample, and divided by the samples, {{}}; {_asked(solved)}"
        yield quotient(solved, shape[0], clause, factor=1.5 if _reduction(solved) == "sum" else 1.0)


def by_count(solved: Solved) -> Iterator[Total]:
    """Keras' sum_over_batch_size; reduction='none' and .mean() afterwards."""
    count = solved.tally.count
    if solved.weights != count:
        clause = f"divided by the {name_of_one(solved)}s, {{}}, not by the weights, {solved.weights:g}"
        yield quotient(solved, count, f"{clause} (Keras' sum_over_batch_size; reduction='none', then .mean())")
        if has_loss_per_class(solved) and len(solved.prepared.samples.shape) == 1:
            rows = solved.prepared.samples.count
            yield quotient(solved, rows, "divided by all rows, {}, not by their weights (Keras' sum_over_batch_size)")


def by_all_targets(solved: Solved) -> Iterator[Total]:
    """The ignored targets counted in the denominator."""
    tally = solved.tally
    if tally.ignored:
        clause = f"divided by all {{}} targets; {left_out(solved)}"
        yield quotient(solved, tally.count + tally.ignored, clause)


def by_all_numbers(solved: Solved) -> Iterator[Total]:
    """A mean over all numbers of the input, with those of the other classes: (-one_hot * log_p).mean()."""
    size, classes = math.prod(solved.problem.arrays["input"].shape), solved.prepared.samples.classes
    if has_loss_per_row(solved) and classes and classes > 1:
        clause = f"divided by all {{}} numbers, {classes} classes a sample, as .mean() does; {_asked(solved)}"
        yield quotient(solved, size, clause)
        yield quotient(solved, classes, f"divided by the number of classes, {{}}; {_asked(solved)}", factor=0.4)


def by_size_of_item(solved: Solved) -> Iterator[Total]:
    """A mean over the labels or classes of each item of the batch, and the sum of these means."""
    shape = solved.problem.arrays["input"].shape
    if _has_several_per_item(solved) and not has_loss_per_row(solved) and len(shape) > 1:
        size = math.prod(shape) // (shape[0] or 1)
        yield quotient(solved, size, f"a mean over the {{}} elements of each sample, then summed; {_asked(solved)}")


def by_rows(solved: Solved) -> Iterator[Total]:
    """Losses of classes divided by the rows, where an item of the batch has several: a mean per token."""
    samples = solved.prepared.samples
    if has_loss_per_class(solved) and len(samples.shape) > 1:
        yield quotient(solved, samples.count, f"divided by all {{}} rows, a mean per place; {_asked(solved)}")


def twice(solved: Solved) -> Iterator[Total]:
    """The mean divided by the weights once more, or by the samples once more."""
    if _reduction(solved) == "mean" and solved.tally.count > 1:
        again = solved.weights * solved.tally.count
        clause = f"the mean was divided by the {name_of_one(solved)}s once more, by {{}} in all; {_asked(solved)}"
        yield quotient(solved, again, clause)


def _has_several_per_item(solved: Solved) -> bool:
    """Whether an item of the batch has several losses."""
    return has_loss_per_class(solved) or len(solved.prepared.samples.shape) > 1


def _asked(solved: Solved) -> str:
    """What PyTorch does under the reduction that was asked."""
    own = _reduction(solved)
    return "sum does not divide" if own == "sum" else f"{own} divides by {solved.divisor:g}"


def _reduction(solved: Solved) -> str:
    return solved.problem.settings.reduction


REDUCTIONS = (
    Reduction("divided by the count", by_count, classes=0.35, elements=0.1, exceptions={"kl": 0.1}),
    Reduction("batchmean", batchmean, classes=0.08, elements=0.15, exceptions={"kl": 0.35}),
    Reduction("ignored in the denominator", by_all_targets, classes=0.25, elements=0.2, exceptions={"kl": 0.0}),
    Reduction("sum", summed, classes=0.15, elements=0.15, exceptions={"kl": 0.25}),
    Reduction("mean", mean, classes=0.2, elements=0.2, exceptions={"kl": 0.3}),
    Reduction("divided by the weights", weight_divisors.by_weights, elements=0.15, exceptions={"bce-logits": 0.12}),
    Reduction("mean over the classes", by_all_numbers, classes=0.08, exceptions={"kl": 0.0}),
    Reduction("mean over the rows", by_rows, exceptions={"kl": 0.2}),
    Reduction("mean of the items' means", averages.of_item_means, classes=0.08, elements=0.03, exceptions={"kl": 0.0}),
    Reduction("mean over each sample", by_size_of_item, elements=0.06, exceptions={"kl": 0.08}),
    Reduction(
        "mean of the classes' means",
        class_balance.of_class_means,
        classes=0.015,
        elements=0.015,
        exceptions={"kl": 0.0},
    ),
    Reduction(
        "mean of the batches' means", batches.of_batch_means, classes=0.02, elements=0.02, exceptions={"kl": 0.0}
    ),
    Reduction("batches' means added", batches.added_batch_means, classes=0.012, elements=0.012, exceptions={"kl": 0.0}),
    Reduction("last batch", batches.last_batch, classes=0.02, elements=0.02, exceptions={"kl": 0.0}),
    Reduction("last batch dropped", batches.last_batch_dropped, classes=0.01, elements=0.01, exceptions={"kl": 0.0}),
    Reduction("mean of the steps' means", averages.of_step_means, classes=0.05, elements=0.01, exceptions={"kl": 0.0}),
    Reduction("divided by the targets' weights", weight_divisors.by_target_weights, exceptions={"ce": 0.2}),
    Reduction("weights normalised", weight_divisors.by_weight_vector, classes=0.05, exceptions={"kl": 0.0}),
    Reduction("divided twice", twice, classes=0.03, elements=0.02),
    Reduction("mean of the perplexities", averages.of_perplexities, exceptions={"ce": 0.015}),
    Reduction("log of the mean", log_of_mean.log_of_mean, classes=0.012, elements=0.012, exceptions={"kl": 0.0}),
    Reduction("first left out", averages.without_the_first, classes=0.012, elements=0.012, exceptions={"kl": 0.0}),
    Reduction("median", averages.median, classes=0.006, elements=0.006, exceptions={"kl": 0.0}),
    Reduction("one sample", averages.one_loss, classes=0.012, elements=0.008, exceptions={"kl": 0.0}),
)
