"""Problem in, Result out: the number, and what a report needs of it."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lossctl.problem import Prepared, Problem
from lossctl.remarks.notes import notes_on
from lossctl.remarks.sheet import Sheet
from lossctl.sums.arrays import Array
from lossctl.sums.block import BLOCK
from lossctl.sums.engine import Map, Part, divisor, reduced, scan, terms_of
from lossctl.sums.tally import Tally

FEW = 256  # samples that are looked up one by one


@dataclass(frozen=True)
class Result:
    """A loss and all that belongs to it; its attributes are the keys of the JSON form.

    `float(result)` is the reduced loss. `losses` has the weighed loss of each element in the shape that PyTorch's
    `reduction='none'` returns, where it was kept. `worst` are the samples of the greatest loss, the greatest first.
    """

    prepared: Prepared = field(repr=False)
    tally: Tally = field(repr=False)
    losses: Array | None = field(default=None, repr=False)
    worst: tuple[int, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()

    def __float__(self) -> float:
        if self.reduction == "none":
            raise TypeError("with reduction 'none' the loss is an array: see .loss")
        return reduced(self.prepared, self.tally)

    @property
    def loss(self) -> float | Array:
        """The reduced number, or for `none` the loss of each element."""
        if self.reduction == "none":
            assert self.losses is not None
            return self.losses
        return float(self)

    @property
    def criterion(self) -> str:
        """`ce`, `bce`, `bce-logits` or `kl`."""
        return self.prepared.problem.loss.name

    @property
    def reduction(self) -> str:
        """The one applied."""
        return self.prepared.problem.settings.reduction

    @property
    def shape(self) -> tuple[int, ...]:
        """The input's shape."""
        return self.prepared.problem.arrays["input"].shape

    @property
    def count(self) -> int:
        """Loss elements counted."""
        return self.tally.count

    @property
    def ignored(self) -> int:
        """Loss elements left out."""
        return self.tally.ignored

    @property
    def sum(self) -> float:
        """The weighted sum of the losses."""
        return float(self.tally.sum)

    @property
    def denominator(self) -> float:
        """What the reduction divides the sum by: 1 for `sum` and `none`."""
        return float(divisor(self.prepared, self.tally))

    @property
    def perplexity(self) -> float | None:
        """Exp of an unweighted mean of ce with indices; None for other losses."""
        if not self._is_likelihood:
            return None
        try:
            return math.exp(float(self))
        except OverflowError:
            return math.inf

    @property
    def bits(self) -> float | None:
        """log2 of the perplexity."""
        return float(self) / math.log(2) if self._is_likelihood else None

    @property
    def stderr(self) -> float | None:
        """The standard error of the mean, with n − 1; NaN for one sample."""
        if not self._is_likelihood:
            return None
        variance = self.tally.variance_of_mean
        return math.nan if variance is None else math.sqrt(variance)

    @property
    def state(self) -> dict[str, Any]:
        """What a merge of results needs to be exact."""
        return self.tally.state

    @property
    def _is_likelihood(self) -> bool:
        return self.prepared.samples.likelihood and self.reduction == "mean"


def solve(problem: Problem, *, keep: bool = False, worst: int = 0, map: Map = map) -> Result:
    """Calculate the loss: one pass over the blocks.

    `keep`: with the loss of each element, which `none` has anyway; `worst`: find that many samples of greatest loss.
    InputError where the arrays or their values do not fit.
    """
    prepared = problem.prepared()
    sums, greatest = Tally(), _Worst(worst)
    kept = _Kept(prepared) if keep or problem.settings.reduction == "none" else None
    for part in scan(prepared, map):
        sums += part.tally
        greatest.see(part)
        if kept:
            kept.see(part)
    return Result(prepared, sums, kept.losses() if kept else None, greatest.samples(), notes_on(prepared, sums, map))


def details(result: Result, samples: tuple[int, ...] | range) -> Sheet:
    """What the loss notes of these samples, an entry per sample: the same functions, listened to."""
    if not isinstance(samples, range) and len(samples) > FEW:  # one pass over all costs less
        every = details(result, range(result.prepared.samples.count))
        return Sheet({symbol: values[list(samples)] for symbol, values in every.values.items()})
    runs = [(sample, sample + 1) for sample in samples]
    if isinstance(samples, range) or not samples:
        runs = [(samples[0], samples[-1] + 1)] if samples else [(0, 0)]
    sheets = [_listened(result, run) for run in runs]
    return Sheet({symbol: np.concatenate([each.values[symbol] for each in sheets]) for symbol in sheets[0].values})


def _listened(result: Result, run: tuple[int, int]) -> Sheet:
    sheet = Sheet()
    block, terms = terms_of(result.prepared, run, sheet)
    sheet("loss", terms.loss)
    sheet("counts", np.ones(len(terms.loss), bool) if block.present is None else block.present)
    if block.sample_weight is not None:
        sheet("s", block.sample_weight)
    return sheet


class _Kept:
    """Collects the loss of each element, in the shape that PyTorch returns."""

    def __init__(self, prepared: Prepared) -> None:
        self.samples = prepared.samples
        self.flat: list[Array] = []

    def see(self, part: Part) -> None:
        self.flat.append(part.loss)

    def losses(self) -> Array:
        axis = self.samples.class_axis
        flat = np.concatenate(self.flat)
        shape = self.samples.shape
        if flat.ndim == 1 or axis is None:
            return flat.reshape(shape)
        return np.moveaxis(flat.reshape(*shape, flat.shape[1]), -1, axis)


class _Worst:
    """Keeps the samples of greatest loss: NaN before infinity before numbers, the earlier before the later."""

    def __init__(self, count: int) -> None:
        self.count, self.size = count, 0
        self.found: list[Array] = []

    def see(self, part: Part) -> None:
        if not self.count:
            return
        loss = part.loss if part.loss.ndim == 1 else part.loss.sum(axis=1)
        self.found.append(np.stack([loss.astype(np.float64), np.arange(part.start, part.start + len(loss))]))
        self.size += len(loss)
        if self.size > 2 * self.count + BLOCK:
            self.sort()

    def sort(self) -> None:
        loss, number = np.concatenate(self.found, axis=1)
        order = np.lexsort((number, np.where(np.isnan(loss), -np.inf, -loss), ~np.isnan(loss)))[: self.count]
        self.found, self.size = [np.stack([loss[order], number[order]])], len(order)

    def samples(self) -> tuple[int, ...]:
        if not self.found:
            return ()
        self.sort()
        return tuple(int(number) for number in self.found[0][1])
