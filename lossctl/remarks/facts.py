"""What happened in a calculation that a reader must know: each function finds one thing and words it."""

import math
from collections.abc import Callable, Iterator

import numpy as np

from lossctl.losses.checks import OUTSIDE, shown
from lossctl.remarks.asked import Asked, AskedSums
from lossctl.remarks.rows_off_one import off_one
from lossctl.sums.block import Samples
from lossctl.sums.exact import Exact
from lossctl.sums.tally import Mark


def empty(asked: AskedSums) -> Iterator[str]:
    """No element counts, or all that count weigh nothing."""
    tally, divides = asked.result.tally, asked.result.reduction in ("mean", "batchmean")
    result = "the mean is NaN" if divides else "the sum is 0"
    if not tally.count and not tally.ignored:
        yield f"the input is empty: {result}"
    elif not tally.count:
        yield f"every target {_why_none_counts(asked)}, all {tally.ignored}: {result}"
    elif divides and tally.denominator == Exact():
        yield f"the weights of the targets sum to 0: {result}"


def _why_none_counts(asked: AskedSums) -> str:
    """Targets are ignored by --ignore-index, or they have the sample weight 0."""
    if "sample_weight" not in asked.result.options:
        return "is ignored"
    can_be_ignored = not isinstance(asked, Asked) or asked.samples.ignore_index is not None
    return "is ignored or has weight 0" if can_be_ignored else "has weight 0"


def not_finite(asked: AskedSums) -> Iterator[str]:
    """The address of the first NaN or infinity among the losses, and of what brought it in."""
    mark = asked.result.tally.marks.get("not finite")
    if mark is None:
        return
    sum_ = "NaN" if math.isnan(asked.result.sum) else "infinite"
    losses = _plural(mark.count, "loss", "losses")
    cause = _cause(asked.samples, mark.first) if isinstance(asked, Asked) else ""
    yield f"the sum is {sum_}: {losses} not finite{_first_at(asked, mark)}{cause}"


def _cause(samples: Samples, sample: int) -> str:
    """Which number of the input or the target of this sample is NaN or infinite."""
    block = samples.cut(sample, sample + 1)
    for name in ("input", "target"):
        values = np.asarray(getattr(block, name), dtype=np.float64).reshape(-1)
        odd = np.flatnonzero(np.isnan(values)) if np.isnan(values).any() else np.flatnonzero(np.isinf(values))
        if odd.size:
            class_ = int(odd[0]) if getattr(block, name).ndim == 2 else None
            value = f"{values[odd[0]]:g}".replace("nan", "NaN")
            return f", where {name}{samples.address(sample, class_)} is {value}"
    return ""


def zero_times_infinity(asked: AskedSums) -> Iterator[str]:
    """0 · ∞ = NaN is PyTorch's, and nearly always a surprise."""
    mark = asked.result.tally.marks.get("0 · ∞")
    if mark:
        what = "a target or weight of 0 on a class of probability 0"
        yield f"0 · ∞ is NaN, as in PyTorch: {what}{_first_at(asked, mark)}"


def masked(asked: AskedSums) -> Iterator[str]:
    """−inf logits are a way to mask classes, or a sign of an overflow."""
    mark = asked.result.tally.marks.get("masked")
    if mark:
        yield f"-inf masks classes in {_plural(mark.count, 'sample')}{_first_at(asked, mark)}: probability 0"


def infinite_logit(asked: AskedSums) -> Iterator[str]:
    """bce-logits at ±inf is the limit."""
    mark = asked.result.tally.marks.get("infinite logit")
    if mark:
        logits = _plural(mark.count, "logit")
        yield f"{logits} infinite{_first_at(asked, mark)}: the loss is the limit, 0 or infinite (PyTorch: NaN)"


def clamped(asked: AskedSums) -> Iterator[str]:
    """The clamp of bce hides an infinite loss."""
    mark = asked.result.tally.marks.get("clamped")
    if mark:
        times = _plural(mark.count, "time")
        yield f"a log was clamped at -100, as in PyTorch, {times}{_first_at(asked, mark)}"


def outside(asked: AskedSums) -> Iterator[str]:
    """Targets that are no probabilities are calculated, and seldom meant."""
    mark = asked.result.tally.marks.get(OUTSIDE)
    if mark is None:
        return
    first = _first_at(asked, mark)
    if isinstance(asked, Asked):
        values = np.atleast_1d(asked.samples.cut(mark.first, mark.first + 1).target[0])
        class_ = int(np.argmax((values < 0) | (values > 1)))
        address = asked.samples.address(mark.first, class_)
        first = f", the first{f' at {address}' if address else ''}: {shown(values[class_])}"
    log = "; the log of a negative one is NaN" if asked.criterion.name == "kl" and math.isnan(asked.result.sum) else ""
    lie = "1 target lies" if mark.count == 1 else f"{mark.count} targets lie"
    yield f"{lie} outside [0, 1]{first}; taken as given, as PyTorch does{log}"


def squeezed(asked: Asked) -> Iterator[str]:
    """`(N, 1)` and `(1, N)` indices are read as `(N,)`."""
    shape, samples = asked.problem.arrays["target"].shape, asked.samples
    if samples.indexed and len(shape) > 1 and shape != samples.shape:
        yield f"target {shape} is read as {samples.shape}, an index per sample"


def one_row_for_all(asked: Asked) -> Iterator[str]:
    """A target of one row that PyTorch broadcasts."""
    shape, target = asked.problem.arrays["input"].shape, asked.problem.arrays["target"].shape
    if "target_from" in asked.criterion.options and shape and shape != target:
        rows = asked.samples.count
        yield f"target {target} is read as {shape}" if rows == 1 else f"target {target} is taken for all {rows} rows"


def one_sided_temperature(asked: Asked) -> Iterator[str]:
    """A temperature that softens one distribution of two."""
    settings, samples = asked.problem.settings, asked.samples
    if settings.temperature == 1:
        return
    if "target_from" in asked.criterion.options:
        if (settings.from_ == "logits") != (settings.target_from == "logits"):
            one, other = ("input", "target") if settings.from_ == "logits" else ("target", "input")
            yield f"the temperature divides the {one}'s logits only: the {other} holds no logits and stays as it is"
    elif not samples.indexed:
        yield "the temperature divides the input's logits only: the target's probabilities stay as they are"


def _plural(count: int, one: str, many: str = "") -> str:
    return f"1 {one}" if count == 1 else f"{count} {many or one + 's'}"


def _first_at(asked: AskedSums, mark: Mark) -> str:
    """`, the first at [2]`; nothing where there is but one sample."""
    address = asked.result.address(mark.first)
    return f", the first at {address}" if address else ""


# In the order in which they are told, the most surprising first.
FACTS: tuple[Callable[[Asked], Iterator[str]], ...] = (
    empty,
    not_finite,
    zero_times_infinity,
    infinite_logit,
    clamped,
    outside,
    off_one,
    masked,
    squeezed,
    one_row_for_all,
    one_sided_temperature,
)
# Those that need no more than the sums.
FACTS_OF_SUMS: tuple[Callable[[AskedSums], Iterator[str]], ...] = (
    empty,
    not_finite,
    zero_times_infinity,
    infinite_logit,
    clamped,
    outside,
    masked,
)
