"""Results of separate runs as one, exactly as if one run had seen all their data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from lossctl.engine.scan import reduced
from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.merge.compatible import check_alike, check_repeats
from lossctl.merge.read_result import Shard
from lossctl.problem import Prepared, Problem
from lossctl.remarks.notes import notes_on_sums
from lossctl.result import Result
from lossctl.settings import Settings, options
from lossctl.sums.block import Samples
from lossctl.sums.tally import Tally


@dataclass(frozen=True)
class Merged(Result):
    """The result of all shards: its arrays are known by their shapes alone."""

    shards: tuple[Shard, ...] = field(default=(), repr=False)
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)  # those that all shards share

    @property
    def state(self) -> dict[str, Any]:
        """As one run's, with the digests of all that went in: a merged result can be merged again."""
        inputs = [digest for shard in self.shards for digest in shard.inputs]
        return {**super().state, "options": dict(self.options), "inputs": inputs}

    @cached_property
    def losses_of_shards(self) -> tuple[float, ...]:
        """The loss of each shard alone, reduced as the whole is."""
        return tuple(reduced(_prepared((each,), self.reduction), each.tally) for each in self.shards)

    @property
    def mean_of_means(self) -> float | None:
        """What the shards' losses average to, where that is another number: the classic slip."""
        losses = self.losses_of_shards
        if self.reduction == "sum" or not np.isfinite(losses).all():
            return None
        mean = float(np.mean(losses))
        return mean if f"{mean:.6g}" != f"{float(self):.6g}" else None


def merge(shards: Sequence[Shard], reduction: str | None = None, *, repeats: bool = False) -> Merged:
    """The one result of these shards.

    InputError where they answer different questions, where the same data went into two of them unless `repeats`, and
    where the reduction is not given and cannot be taken from them.
    """
    shared = check_alike(shards)
    if not repeats:
        check_repeats(shards)
    prepared = _prepared(shards, reduction or _reduction(shards), stated=reduction is not None)
    sums, samples = Tally(), 0
    for shard in shards:
        sums += shard.tally.after(samples)
        samples += prod(shard.samples)
    whole = Merged(prepared, sums, shards=tuple(shards), options=shared)
    return replace(whole, notes=(*_notes(whole), *notes_on_sums(prepared, sums)))


def _reduction(shards: Sequence[Shard]) -> str:
    first = shards[0]
    if len({each.reduction for each in shards}) > 1:
        other = next(each for each in shards if each.reduction != first.reduction)
        problem = f"was reduced by {other.reduction}, {first.name} by {first.reduction}"
        raise InputError(problem, other.name, remedy="--reduction says how all are to be reduced")
    if first.reduction == "none":
        problem = "is of --reduction none: its sums can be merged, the single losses cannot"
        raise InputError(
            problem, first.name, remedy="--reduction mean or --reduction sum says what to make of the sums"
        )
    return first.reduction


def _prepared(shards: Sequence[Shard], reduction: str, *, stated: bool = False) -> Prepared:
    """What one run over all data would have prepared, but for the numbers of its arrays."""
    first = shards[0]
    allowed = [each for each in LOSSES[first.criterion].reductions if each != "none"]
    if reduction not in allowed:
        problem = "none needs the single losses, and merge has their sums" if reduction == "none" else f"{reduction}"
        raise InputError(f"--reduction {problem}: {first.criterion} has {', '.join(allowed)}")
    shape, axis = _joined(shards, reduction)
    known = {name: first.options[name] for name in options(Settings) if name in first.options}
    settings = Settings.of(**known, **({"reduction": reduction} if stated else {}))
    settings = settings if stated else replace(settings, reduction=reduction)
    rows = shape if axis is None else shape[:axis] + shape[axis + 1 :]
    samples = Samples(
        shape=rows,
        classes=first.classes,
        dtype=settings.dtype,
        by_class={},
        by_sample={},
        fixed={},
        class_axis=axis,
        ignore_index=settings.ignore_index,
        likelihood=first.likelihood,
    )
    arrays = {name: np.broadcast_to(np.nan, shape) for name in ("input", "target")}
    arrays |= {name: np.array(np.nan) for name in ("weight", "sample_weight", "pos_weight") if name in first.options}
    return Prepared(Problem(LOSSES[first.criterion].load(), arrays, settings), samples)


def _joined(shards: Sequence[Shard], reduction: str) -> tuple[tuple[int, ...], int | None]:
    """The shape of all inputs joined along the first axis of their samples, and its class axis.

    Inputs that do not fit together so are laid out flat, (samples, C) or (elements,).
    """
    if len(shards) == 1:
        return shards[0].shape, shards[0].class_axis
    batches = [(each.shape, each.class_axis) if each.samples else _of_one(each) for each in shards]
    shape, axis = batches[0]
    along = 1 if axis == 0 else 0
    if len({(each[:along], each[along + 1 :], its_axis) for each, its_axis in batches}) == 1:
        return (*shape[:along], sum(each[along] for each, _ in batches), *shape[along + 1 :]), axis
    if reduction == "batchmean":
        problem = "batchmean needs inputs that are alike but for their first axis"
        raise InputError(f"{problem}: here are {', '.join(str(each.shape) for each in shards[:3])}")
    samples = sum(prod(each.samples) for each in shards)
    return ((samples,), None) if axis is None else ((samples, shards[0].classes or 0), 1)


def _of_one(shard: Shard) -> tuple[tuple[int, ...], int | None]:
    """One sample as a batch of one."""
    return (1, *shard.shape), None if shard.class_axis is None else 1


def _notes(whole: Merged) -> Iterator[str]:
    if (mean := whole.mean_of_means) is not None:
        yield f"the mean of the {len(whole.shards)} results' losses is {mean:.6g}: in it small shards count like large"
    told = [shard for shard in whole.shards if shard.notes]
    if told:
        more = f"; {len(told) - 1} more have notes" if len(told) > 1 else ""
        yield f"{told[0].name}: {told[0].notes[0]}{more}"
