"""What is known of a set of samples: sums that add exactly, and what the reductions make of them."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from lossctl.sums import digest
from lossctl.sums.arrays import Array, Mask
from lossctl.sums.block import Block
from lossctl.sums.distribution import Worst
from lossctl.sums.exact import UNIT, ZERO, Exact, exact_sum
from lossctl.sums.spread import Spread, added


class Terms(NamedTuple):
    """What a loss says of a block: a loss per element, (n,) or (n, C), and nothing reduced.

    `share` is an element's part of mean's denominator, (n,); None: 1 each. `marks` say where something happened.
    `hits` tells of each sample whether its largest class is the right one, when it is called; None: no such question.
    """

    loss: Array
    share: Array | None = None
    marks: Mapping[str, Mask] = {}
    hits: Callable[[], Mask] | None = None


@dataclass(frozen=True)
class Mark:
    """How often something happened, and the first sample where it did."""

    count: int
    first: int

    def __add__(self, other: "Mark") -> "Mark":
        return Mark(self.count + other.count, min(self.first, other.first))


@dataclass(frozen=True)
class Tally:
    """Sums over samples. `Tally()` is neutral, `+` has one meaning, and the order never shows."""

    sum: Exact = ZERO  # of the weighted losses
    denominator: Exact = ZERO  # of the shares: what mean divides by
    count: int = 0  # loss elements counted
    ignored: int = 0  # and left out
    marks: Mapping[str, Mark] = field(default_factory=dict)
    digest: int | None = None  # of what went in, where it was asked for
    spread: Spread | None = field(default_factory=Spread)  # None where it was not asked for

    def __add__(self, other: "Tally") -> "Tally":
        marks = dict(self.marks)
        for name, mark in other.marks.items():
            marks[name] = marks[name] + mark if name in marks else mark
        return Tally(
            self.sum + other.sum,
            self.denominator + other.denominator,
            self.count + other.count,
            self.ignored + other.ignored,
            marks,
            _digests(self.digest, other.digest),
            added(self.spread, other.spread),
        )

    def after(self, samples: int) -> "Tally":
        """The same where so many samples come before these: what is marked stands further on."""
        return replace(self, marks={name: Mark(each.count, each.first + samples) for name, each in self.marks.items()})

    def reduced(self, reduction: str, shape: tuple[int, ...], dtype: str = "float64") -> float:
        """`sum / divisor` for an input of this shape, rounded once; for `none` the sum.

        Divided by 0 it is NaN, as in PyTorch, even where smoothing leaves a sum.
        """
        divisor = self.divisor(reduction, shape)
        return self.sum.ratio(divisor, dtype) if divisor != Exact() else math.nan

    def divisor(self, reduction: str, shape: tuple[int, ...]) -> Exact:
        """What the reduction divides by: 1 for sum and none; for batchmean the part of mean's that is one item's."""
        if reduction == "mean":
            return self.denominator
        if reduction == "batchmean":
            size = math.prod(shape)
            return self.denominator.times(shape[0], size) if size and shape else self.denominator
        return Exact(1 << UNIT)

    def stderr(self, reduction: str, shape: tuple[int, ...]) -> float | None:
        """The standard error of the loss; None where it is not known, or the loss is no mean of the samples' losses."""
        if self.spread is None or self.divisor(reduction, shape) != Exact(self.spread.count << UNIT):
            return None
        return self.spread.stderr

    @property
    def state(self) -> dict[str, Any]:
        """The tally in plain words, exactly; `from_state` is the way back."""
        return {
            "sum": str(self.sum),
            "denominator": str(self.denominator),
            "count": self.count,
            "ignored": self.ignored,
            "marks": {name: [mark.count, mark.first] for name, mark in self.marks.items()},
            "spread": None if self.spread is None else self.spread.state,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any], worst: Iterable[Worst] = ()) -> "Tally":
        """The tally that gave this state, with these worst samples."""
        return cls(
            Exact.parse(state["sum"]),
            Exact.parse(state["denominator"]),
            state["count"],
            state["ignored"],
            {name: Mark(*mark) for name, mark in state["marks"].items()},
            spread=_spread(state, worst),
        )


def _spread(state: Mapping[str, Any], worst: Iterable[Worst]) -> Spread | None:
    """What a state tells of single samples; in version 1 that is the squares of ce with indices."""
    if "squares" in state and state["likelihood"]:
        return Spread(state["count"], Exact.parse(state["sum"]), Exact.parse(state["squares"]), None, None)
    spread = state.get("spread")
    return None if spread is None else Spread.from_state(spread, worst)


def weigh(terms: Terms, block: Block) -> Terms:
    """Apply the sample weights, and leave out what is not present: its loss and its share are 0."""
    loss, share, marks = terms.loss, terms.share, terms.marks
    if (weight := block.sample_weight) is not None:
        loss = loss * (weight if loss.ndim == 1 else weight[:, None])
        share = weight if share is None else share * weight
    if (present := block.present) is not None:
        loss = np.where(present if loss.ndim == 1 else present[:, None], loss, 0)
        share = None if share is None else np.where(present, share, 0)
        marks = {name: where & (present if where.ndim == 1 else present[:, None]) for name, where in marks.items()}
    return Terms(loss, share, marks, terms.hits)


def _digests(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else (one + other) % digest.MODULUS


def tally(terms: Terms, block: Block, *, digested: bool = False) -> Tally:
    """The sums of a block's weighted terms, without their spread; `digested`: with the digest of what went in."""
    samples = len(terms.loss)
    present = samples if block.present is None else int(np.count_nonzero(block.present))
    width = terms.loss.shape[1] if terms.loss.ndim == 2 else 1
    share = Exact(present << UNIT) if terms.share is None else exact_sum(terms.share)
    sum_ = exact_sum(terms.loss)
    marks = {**terms.marks, "not finite": ~np.isfinite(terms.loss)} if sum_.special else terms.marks
    return Tally(
        sum_,
        Exact(share.units * width, share.special),
        present * width,
        (samples - present) * width,
        {name: _mark(where, block) for name, where in marks.items() if where.any()},
        digest.of_block(block) if digested else None,
        spread=None,
    )


def _mark(where: Mask, block: Block) -> Mark:
    rows = where if where.ndim == 1 else where.any(axis=1)
    return Mark(int(np.count_nonzero(where)), block.start + int(np.argmax(rows)))
