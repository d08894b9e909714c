"""How losses are distributed: how many of them lie in each of fixed buckets, so that distributions add exactly.

The numbers of a bucket share their sign, their exponent and the six leading bits of their float64, so its middle is
within 0.8 % of each of them.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lossctl.sums.arrays import Array, Floats

QUANTILES = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999)
WORST = 3  # samples of the greatest loss that are kept
SHIFT = 46  # the bits of a float64 behind the six leading ones of its 52
SIGN = 1 << 63 - SHIFT  # buckets of each sign
INFINITE = 0x7FF << 52 - SHIFT  # the bucket of infinity
CHUNK = 256  # losses of which the greatest is looked up first: about the square root of a block


def _none() -> Array:
    return np.empty(0, np.int64)


@dataclass(frozen=True)
class Worst:
    """A sample of great loss: its index in the samples, and in a merge the name of its result."""

    loss: float
    index: tuple[int, ...]
    result: str = ""


@dataclass(frozen=True, eq=False)
class Distribution:
    """How many losses there are in each bucket; `Distribution()` is neutral.

    `min` and `max` are exact, NaN where there is no number; `nan` losses are in no bucket and no quantile. `buckets`
    are numbered in the order of the losses, with the `counts` of those that are not empty. `worst` has up to three
    samples: NaN before infinity before numbers.
    """

    min: float = math.nan
    max: float = math.nan
    nan: int = 0
    buckets: Array = field(default_factory=_none)
    counts: Array = field(default_factory=_none)
    worst: tuple[Worst, ...] = ()

    def __add__(self, other: "Distribution") -> "Distribution":
        buckets, counts = _added(self, other)
        return Distribution(
            float(np.fmin(self.min, other.min)),
            float(np.fmax(self.max, other.max)),
            self.nan + other.nan,
            buckets,
            counts,
            worst_of((*self.worst, *other.worst)),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Distribution) and repr((self.state, self.worst)) == repr((other.state, other.worst))

    __hash__ = None  # type: ignore[assignment]

    @property
    def count(self) -> int:
        """How many losses there are, NaN among them."""
        return int(self.counts.sum()) + self.nan

    @property
    def middles(self) -> Floats:
        """The middles of the buckets that are not empty, in rising order; 0 and infinity for those of themselves."""
        size = np.where(self.buckets < 0, ~self.buckets, self.buckets)
        inside = (size > 0) & (size < INFINITE)
        middles = ((size << SHIFT) + np.where(inside, 1 << SHIFT - 1, 0)).view(np.float64)
        return np.where(self.buckets < 0, 0.0 - middles, middles)

    @property
    def quantiles(self) -> dict[float, float]:
        """NumPy's linear quantiles over the middles of the buckets, within [min, max]: `(1 − g) · a + g · b`.

        a and b are the losses of the ranks around (n − 1) · q, and g is its fraction. Beside an infinity it is a.
        Within 0.8 % of the losses' own quantiles where these are of one sign and 2^-1022 or more. NaN if all are NaN.
        """
        if not len(self.counts):
            return dict.fromkeys(QUANTILES, math.nan)
        ends, middles = np.cumsum(self.counts), self.middles
        ranks = (ends[-1] - 1) * np.array(QUANTILES)
        below = ranks.astype(np.int64)
        neighbours = (below, np.minimum(below + 1, ends[-1] - 1))
        a, b = (middles[np.searchsorted(ends, each, side="right")].tolist() for each in neighbours)
        found = map(_between, a, b, (ranks - below).tolist())
        return {q: min(max(each, self.min), self.max) for q, each in zip(QUANTILES, found, strict=True)}

    @property
    def state(self) -> dict[str, Any]:
        """All but the worst samples in plain words: [bucket, count] for each that is not empty."""
        pairs = np.stack([self.buckets, self.counts], axis=1).tolist()
        return {"min": self.min, "max": self.max, "nan": self.nan, "buckets": pairs}

    @classmethod
    def from_state(cls, state: Mapping[str, Any], worst: Iterable[Worst] = ()) -> "Distribution":
        """The distribution that gave this state; ValueError for buckets and counts that none can have."""
        buckets, counts = np.array(state["buckets"], np.int64).reshape(-1, 2).T.copy()
        if (np.diff(buckets) <= 0).any() or (counts < 1).any() or (np.abs(buckets) > INFINITE + 1).any():
            raise ValueError
        return cls(float(state["min"]), float(state["max"]), int(state["nan"]), buckets, counts, worst_of(worst))


def _added(one: Distribution, other: Distribution) -> tuple[Array, Array]:
    """The buckets of both that are not empty, with their counts: added in an array that spans them."""
    if not len(one.buckets) or not len(other.buckets):
        known = one if len(one.buckets) else other
        return known.buckets, known.counts
    first, last = min(one.buckets[0], other.buckets[0]), max(one.buckets[-1], other.buckets[-1])
    span = np.zeros(last + 1 - first, np.int64)
    for each in (one, other):
        span[each.buckets - first] += each.counts
    filled = np.flatnonzero(span)
    return filled + first, span[filled]


def distribution_of(losses: Floats) -> Distribution:
    """The distribution of some losses, (n,), without the worst samples."""
    known = losses[~np.isnan(losses)] if math.isnan(losses.min(initial=0)) else losses
    if not len(known):
        return Distribution(nan=len(losses))
    bits = known.view(np.int64) >> SHIFT
    first = bits.min()
    bits -= first
    counts = np.bincount(bits)
    filled = np.flatnonzero(counts)
    buckets = filled + first
    buckets[buckets < 0] ^= SIGN - 1  # a greater magnitude below 0 is a lesser number
    order = np.argsort(buckets)
    low, high = float(known.min()) + 0.0, float(known.max()) + 0.0  # no -0
    return Distribution(low, high, len(losses) - len(known), buckets[order], counts[filled][order])


def greatest(losses: Floats, count: int = WORST) -> Array:
    """Where the greatest of some losses are, at most `count`: NaN before numbers, the earlier before the later.

    None of them can lie outside the `count` chunks with the greatest maxima, so only those are sorted.
    """
    starts = np.arange(0, len(losses), CHUNK)
    if len(starts) > count:
        chunks = starts[_descending(np.maximum.reduceat(losses, starts))[:count]]
        places = np.sort((chunks[:, None] + np.arange(CHUNK)).ravel())
        places = places[places < len(losses)]
    else:
        places = np.arange(len(losses))
    found: Array = places[_descending(losses[places])[:count]]
    return found


def worst_of(samples: Iterable[Worst]) -> tuple[Worst, ...]:
    """The worst of some samples, at equal losses those of the lowest index."""
    return tuple(sorted(samples, key=_badness)[:WORST])


def _badness(sample: Worst) -> tuple[bool, float, str, tuple[int, ...]]:
    known = not math.isnan(sample.loss)
    return known, -sample.loss if known else 0.0, sample.result, sample.index


def _descending(values: Floats) -> Array:
    """The order from the greatest to the least; NaN first, and equal ones as they stand."""
    return np.lexsort((np.where(np.isnan(values), 0, -values), ~np.isnan(values)))


def _between(a: float, b: float, fraction: float) -> float:
    return a if a == b or math.isinf(a) or math.isinf(b) else (1 - fraction) * a + fraction * b
