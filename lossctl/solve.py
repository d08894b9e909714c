"""Problem in, Result out: the number, and what a report needs of it."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossctl.problem import Prepared, Problem
from lossctl.remarks.notes import notes_on
from lossctl.remarks.sheet import Sheet
from lossctl.sums.engine import Map, Part, divisor, reduced, scan, terms_of
from lossctl.sums.tally import Tally

Array = NDArray[Any]


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
    sheets = []
    for range_ in _ranges(samples):
        sheet = Sheet()
        terms, _ = terms_of(result.prepared, range_, sheet)
        sheet("loss", terms.loss)
        block = result.prepared.samples.cut(*range_)
        sheet("counts", np.ones(len(terms.loss), bool) if block.present is None else block.present)
        if block.sample_weight is not None:
            sheet("s", block.sample_weight)
        sheets.append(sheet)
    if not sheets:
        return Sheet()
    return Sheet({symbol: np.concatenate([each.values[symbol] for each in sheets]) for symbol in sheets[0].values})


def _ranges(samples: tuple[int, ...] | range) -> list[tuple[int, int]]:
    if isinstance(samples, range):
        return [(samples.start, samples.stop)] if len(samples) else []
    return [(sample, sample + 1) for sample in samples]


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
        self.count, self.found = count, [np.empty((2, 0))]

    def see(self, part: Part) -> None:
        if not self.count:
            return
        loss = part.loss if part.loss.ndim == 1 else part.loss.sum(axis=1)
        numbers = np.arange(part.start, part.start + len(loss))
        both = np.concatenate([self.found[0], np.stack([loss.astype(np.float64), numbers])], axis=1)
        order = np.lexsort((both[1], np.where(np.isnan(both[0]), -np.inf, -both[0]), ~np.isnan(both[0])))
        self.found[0] = both[:, order[: self.count]]

    def samples(self) -> tuple[int, ...]:
        return tuple(int(number) for number in self.found[0][1])
