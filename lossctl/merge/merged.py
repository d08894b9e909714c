"""Results of separate runs as one, exactly as if one run had seen all their data."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.merge.compatible import check_repeats, shared_options
from lossctl.merge.read_result import Shard
from lossctl.remarks.notes import notes_on_sums
from lossctl.result import Cause, Result, Verdict
from lossctl.sums.tally import Tally

if TYPE_CHECKING:
    from lossctl.remarks.expected import Expected


class Merged(NamedTuple):
    """The result of all shards, and those."""

    result: Result
    shards: tuple[Shard, ...]

    @property
    def losses_of_shards(self) -> tuple[float, ...]:
        """The loss of each shard alone, reduced as the whole is."""
        return tuple(replace(shard.result, reduction=self.result.reduction).reduced for shard in self.shards)

    @property
    def mean_of_means(self) -> float | None:
        """What the shards' losses average to, where that is another number: the classic slip."""
        losses = self.losses_of_shards
        if self.result.reduction == "sum" or not np.isfinite(losses).all():
            return None
        mean = float(np.mean(losses))
        return mean if f"{mean:.6g}" != f"{self.result.reduced:.6g}" else None


def merge(
    shards: Sequence[Shard], reduction: str | None = None, *, repeats: bool = False, expected: "Expected | None" = None
) -> Merged:
    """The one result of these shards, compared with what is expected, if anything is.

    InputError where they answer different questions, where the same data went into two of them unless `repeats`, where
    the reduction is not given and cannot be taken from them, and where an array is expected.
    """
    options = shared_options(shards)
    if not repeats:
        check_repeats(shards)
    first = shards[0].result
    used = reduction or _reduction(shards)
    _check_reduction(first.criterion, used)
    shape, axis = _whole_shape(shards, used)
    result = replace(
        first,
        reduction=used,
        shape=shape,
        tally=_added(shards),
        class_axis=axis,
        options=options,
        classes=first.classes if all(shard.result.classes == first.classes for shard in shards) else (),
        inputs=tuple(digest for shard in shards for digest in shard.result.inputs),
    )
    merged = Merged(result, tuple(shards))
    stated = frozenset() if reduction is None else frozenset({"reduction"})
    result = replace(result, notes=(*_notes(merged), *notes_on_sums(result, stated)))
    return merged._replace(result=replace(result, verdict=_verdict(merged, expected) if expected else None))


def _added(shards: Sequence[Shard]) -> Tally:
    sums, samples = Tally(), 0
    for shard in shards:
        sums += shard.result.tally.after(samples)
        samples += prod(shard.result.samples)
    return sums


def _reduction(shards: Sequence[Shard]) -> str:
    """The reduction that all shards have."""
    name, first = shards[0].name, shards[0].result.reduction
    for other, result in shards[1:]:
        if result.reduction != first:
            problem = f"was reduced by {result.reduction}, {name} by {first}"
            raise InputError(problem, other, remedy="--reduction says how all are to be reduced")
    if first == "none":
        problem = "is of --reduction none: its sums can be merged, the single losses cannot"
        raise InputError(problem, name, remedy="--reduction mean or --reduction sum says what to make of the sums")
    return first


def _check_reduction(criterion: str, reduction: str) -> None:
    allowed = [each for each in LOSSES[criterion].reductions if each != "none"]
    if reduction not in allowed:
        problem = "none needs the single losses, and merge has their sums" if reduction == "none" else f"{reduction}"
        raise InputError(f"--reduction {problem}: {criterion} has {', '.join(allowed)}")


def _whole_shape(shards: Sequence[Shard], reduction: str) -> tuple[tuple[int, ...], int | None]:
    """The shape of all inputs joined along the first axis of their samples, and its class axis.

    Inputs that do not fit together so are laid out flat, (samples, C) or (elements,).
    """
    results = [shard.result for shard in shards]
    if len(results) == 1:
        return results[0].shape, results[0].class_axis
    batches = [(each.shape, each.class_axis) if each.samples else _batch_of_one(each) for each in results]
    shape, axis = batches[0]
    along = 1 if axis == 0 else 0
    if len({(each[:along], each[along + 1 :], its_axis) for each, its_axis in batches}) == 1:
        return (*shape[:along], sum(each[along] for each, _ in batches), *shape[along + 1 :]), axis
    if reduction == "batchmean":
        problem = "batchmean needs inputs that are alike but for their first axis"
        raise InputError(f"{problem}: here are {', '.join(str(each.shape) for each in results[:3])}")
    samples = sum(prod(each.samples) for each in results)
    return ((samples,), None) if axis is None else ((samples, results[0].class_count or 0), 1)


def _batch_of_one(result: Result) -> tuple[tuple[int, ...], int | None]:
    """The shape of one sample as a batch of one."""
    return (1, *result.shape), None if result.class_axis is None else 1


def _notes(merged: Merged) -> Iterator[str]:
    if (mean := merged.mean_of_means) is not None:
        yield f"the mean of the {len(merged.shards)} results' losses is {mean:.6g}: in it small shards count like large"
    named = [shard for shard in merged.shards if shard.result.classes]
    for shard in named[1:]:
        if shard.result.classes != named[0].result.classes:
            classes = " and ".join(f"{_some(each.result.classes)} in {each.name}" for each in (named[0], shard))
            yield f"the results have classes of other names: {classes}"
            break
    noted = [shard for shard in merged.shards if shard.result.notes]
    if noted:
        more = f"; {len(noted) - 1} more have notes" if len(noted) > 1 else ""
        yield f"{noted[0].name}: {noted[0].result.notes[0]}{more}"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + ("" if len(names) < 4 else ", …")


def _verdict(merged: Merged, expected: "Expected") -> Verdict:
    """Whether the result is what was expected, and where it is not, which other number of its sums is."""
    if np.ndim(expected.value):
        raise InputError("an array is expected, and a merged loss is one number", "--expect")
    loss = merged.result.reduced
    matches, off = expected.matches(loss), expected.off(loss)
    causes = () if matches else tuple(cause for cause in _causes(merged) if expected.matches(cause.value))
    return Verdict(expected.value, off, expected.allowed, matches, expected.written, diagnosis=causes)


def _causes(merged: Merged) -> Iterator[Cause]:
    """The numbers that the sums could give otherwise."""
    if (mean := merged.mean_of_means) is not None:
        sentence = f"the mean of the {len(merged.shards)} results' losses = {mean:.6g}: small shards count like large"
        yield Cause("mean of the results' means", sentence, mean, None)
    yield from _perplexities(merged)
    asked = merged.result.reduction
    for reduction in LOSSES[merged.result.criterion].reductions:
        if reduction not in ("none", asked):
            with suppress(InputError):  # batchmean may have no meaning for inputs of these shapes
                shape, axis = _whole_shape(merged.shards, reduction)
                value = replace(merged.result, reduction=reduction, shape=shape, class_axis=axis).reduced
                sentence = f"the {reduction} = {value:.6g} was taken, not the {asked}"
                yield Cause(reduction, sentence, value, f"--reduction {reduction}")


def _perplexities(merged: Merged) -> Iterator[Cause]:
    """What is made of a mean of −ln p: bits, the perplexity, and the mean of the shards' perplexities."""
    perplexity, bits = merged.result.perplexity, merged.result.bits
    if perplexity is None or bits is None:
        return
    yield Cause("perplexity", f"exp of the loss = {perplexity:.6g}: the perplexity", perplexity, None)
    yield Cause("bits", f"the loss / ln 2 = {bits:.6g}: the logarithm to base 2, bits", bits, None)
    losses = merged.losses_of_shards
    if len(set(losses)) > 1:
        with np.errstate(over="ignore"):
            mean = float(np.exp(losses).mean())
        sentence = (
            f"the mean of the {len(losses)} results' perplexities = {mean:.6g}: perplexity is exp of the mean of all"
        )
        yield Cause("mean of the perplexities", sentence, mean, None)
