"""What a reader must be told beside the number: one line each, the most surprising first."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from lossctl.engine.scan import Map
from lossctl.errors import InputError
from lossctl.problem import Prepared
from lossctl.remarks.suggestions import HINTS, Asked, Hint
from lossctl.sums.exact import Exact
from lossctl.sums.tally import Mark, Tally


def notes_on(prepared: Prepared, tally: Tally, map: Map) -> tuple[str, ...]:
    """All notes on a result: what happened in the calculation, then the other readings that the data suggest."""
    asked = Asked(prepared, tally, map)
    return tuple(note for find in FACTS for note in find(asked)) + tuple(_other_readings(asked))


def notes_on_sums(prepared: Prepared, tally: Tally) -> tuple[str, ...]:
    """The notes that need no more than the sums: those on results that were merged, whose data are elsewhere."""
    asked = Asked(prepared, tally, map)
    facts = (note for find in FACTS_OF_SUMS for note in find(asked))
    return (*facts, *_other_readings(asked, tuple(hint for hint in HINTS if hint.id in HINTS_OF_SUMS)))


def _other_readings(asked: Asked, hints: tuple[Hint, ...] = HINTS) -> Iterator[str]:
    """Those that give another number; for `none` that is the sum."""
    kind = "a sum of " if asked.problem.settings.reduction == "none" else ""
    for hint in hints:
        try:
            value = hint.value(asked)
        except InputError:  # the data do not even fit that reading
            continue
        if value is not None and math.isfinite(value) and value != asked.loss:
            yield hint.sentence(asked, f"{kind}{value:.6g}")


def empty(asked: Asked) -> Iterator[str]:
    """No element counts, or all that count weigh nothing."""
    tally, divides = asked.tally, asked.problem.settings.reduction in ("mean", "batchmean")
    result = "the mean is NaN" if divides else "the sum is 0"
    if not tally.count and not tally.ignored:
        yield f"the input is empty: {result}"
    elif not tally.count:
        or_weighted = " or has weight 0" if "sample_weight" in asked.problem.arrays else ""
        yield f"every target is ignored{or_weighted}, all {tally.ignored}: {result}"
    elif divides and tally.denominator == Exact():
        yield f"the weights of the targets sum to 0: {result}"


def not_finite(asked: Asked) -> Iterator[str]:
    """The address of the first NaN or infinity among the losses, and of what brought it in."""
    mark = asked.tally.marks.get("not finite")
    if mark is None:
        return
    sum_ = "NaN" if math.isnan(float(asked.tally.sum)) else "infinite"
    losses = _plural(mark.count, "loss", "losses")
    yield f"the sum is {sum_}: {losses} not finite{_first_at(asked, mark)}{_cause(asked.prepared, mark.first)}"


def _cause(prepared: Prepared, sample: int) -> str:
    if not (prepared.samples.by_class or prepared.samples.by_sample):  # the data are elsewhere
        return ""
    block = prepared.samples.cut(sample, sample + 1)
    for name in ("input", "target"):
        values = np.asarray(getattr(block, name), dtype=np.float64).reshape(-1)
        odd = np.flatnonzero(np.isnan(values)) if np.isnan(values).any() else np.flatnonzero(np.isinf(values))
        if odd.size:
            class_ = int(odd[0]) if getattr(block, name).ndim == 2 else None
            value = f"{values[odd[0]]:g}".replace("nan", "NaN")
            return f", where {name}{prepared.samples.address(sample, class_)} is {value}"
    return ""


def zero_times_infinity(asked: Asked) -> Iterator[str]:
    """0 · ∞ = NaN is PyTorch's, and nearly always a surprise."""
    mark = asked.tally.marks.get("0 · ∞")
    if mark:
        what = "a target or weight of 0 on a class of probability 0"
        yield f"0 · ∞ is NaN, as in PyTorch: {what}{_first_at(asked, mark)}"


def masked(asked: Asked) -> Iterator[str]:
    """−inf logits are a way to mask classes, or a sign of an overflow."""
    mark = asked.tally.marks.get("masked")
    if mark:
        yield f"-inf masks classes in {_plural(mark.count, 'sample')}{_first_at(asked, mark)}: probability 0"


def infinite_logit(asked: Asked) -> Iterator[str]:
    """bce-logits at ±inf is the limit."""
    mark = asked.tally.marks.get("infinite logit")
    if mark:
        logits = _plural(mark.count, "logit")
        yield f"{logits} infinite{_first_at(asked, mark)}: the loss is the limit, 0 or infinite (PyTorch: NaN)"


def clamped(asked: Asked) -> Iterator[str]:
    """The clamp of bce hides an infinite loss."""
    mark = asked.tally.marks.get("clamped")
    if mark:
        times = _plural(mark.count, "time")
        yield f"a log was clamped at -100, as in PyTorch, {times}{_first_at(asked, mark)}"


def off_one(asked: Asked) -> Iterator[str]:
    """Probabilities are taken as given."""
    for name in ("input", "target"):
        mark = asked.tally.marks.get(f"{name} off 1")
        if mark:
            total = float(getattr(asked.prepared.samples.cut(mark.first, mark.first + 1), name).sum())
            rows = _plural(mark.count, "row does", "rows do")
            at = _first_at(asked, mark)
            yield f"{rows} not sum to 1 in the {name}{at}, with a sum of {total:g}; taken as given"


def squeezed(asked: Asked) -> Iterator[str]:
    """`(N, 1)` indices are read as `(N,)`."""
    shape, samples = asked.problem.arrays["target"].shape, asked.prepared.samples
    if samples.indexed and len(shape) > 1 and shape == (*samples.shape, 1):
        yield f"target {shape} is read as {samples.shape}, an index per sample"


def one_sided_temperature(asked: Asked) -> Iterator[str]:
    """A temperature that softens one distribution of two."""
    settings, loss = asked.problem.settings, asked.problem.loss.name
    if settings.temperature == 1:
        return
    if loss == "kl" and (settings.from_ == "logits") != (settings.target_from == "logits"):
        one, other = ("input", "target") if settings.from_ == "logits" else ("target", "input")
        yield f"the temperature divides the {one}'s logits only: the {other} holds no logits and stays as it is"
    if loss == "ce" and not asked.prepared.samples.indexed:
        yield "the temperature divides the input's logits only: the target's probabilities stay as they are"


def _plural(count: int, one: str, many: str = "") -> str:
    return f"1 {one}" if count == 1 else f"{count} {many or one + 's'}"


def _first_at(asked: Asked, mark: Mark) -> str:
    """`, the first at [2]`; nothing where there is but one sample."""
    address = asked.prepared.samples.address(mark.first)
    return f", the first at {address}" if address else ""


FACTS: tuple[Callable[[Asked], Iterator[Any]], ...] = (
    empty,
    not_finite,
    zero_times_infinity,
    infinite_logit,
    clamped,
    off_one,
    masked,
    squeezed,
    one_sided_temperature,
)
FACTS_OF_SUMS = (empty, not_finite, zero_times_infinity, infinite_logit, clamped, masked)
HINTS_OF_SUMS = ("mean by count", "batchmean")
