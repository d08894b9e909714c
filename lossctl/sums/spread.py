"""What is known of the losses of single samples beside their sum: how they are spread, and how many hit."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, TypeVar

from lossctl.sums.distribution import Distribution, Worst
from lossctl.sums.exact import UNIT, ZERO, Exact

DIGITS = 20  # bits of the variance that rounding must have left


class _Adds(Protocol):
    def __add__(self, other: Self, /) -> Self: ...


Known = TypeVar("Known", bound=_Adds)


def added(one: Known | None, other: Known | None) -> Known | None:
    """The sum; what is not known of a part (None) is not known of the whole."""
    return None if one is None or other is None else one + other


@dataclass(frozen=True)
class Spread:
    """What is known of counted samples, a loss each whatever its weight; `Spread()` is neutral.

    `squares` is the exact sum of the losses' rounded squares, `hits` the number of samples whose largest class is the
    right one. None stands for what is not known of some of the samples, and so of none.
    """

    count: int = 0
    sum: Exact = ZERO
    squares: Exact | None = ZERO
    hits: int | None = 0
    distribution: Distribution | None = field(default_factory=Distribution)

    def __add__(self, other: "Spread") -> "Spread":
        return Spread(
            self.count + other.count,
            self.sum + other.sum,
            added(self.squares, other.squares),
            added(self.hits, other.hits),
            added(self.distribution, other.distribution),
        )

    @property
    def stderr(self) -> float | None:
        """The standard error of the mean, `√((Σ l² − (Σ l)² / n) / (n (n − 1)))`, to six digits and more.

        None for fewer than two samples, and where the losses are so nearly equal that rounding their squares hides how
        they differ: by less than about a 100,000th. 0 where all are equal, NaN where one is not finite.
        """
        n = self.count
        if n < 2 or self.squares is None:
            return None
        if self.sum.special or self.squares.special:
            return math.nan
        if self.distribution and self.distribution.min == self.distribution.max:
            return 0.0
        off = n * (self.squares.units << UNIT) - self.sum.units**2  # in units of 2^-1074, squared
        rounded = n * ((self.squares.units >> 53) + n) << UNIT  # half a last place of each square, or of the smallest
        return math.sqrt(off / (n * n * (n - 1) << 2 * UNIT)) if off > rounded << DIGITS else None

    @property
    def hit_rate(self) -> float | None:
        """The share of samples whose largest class is the right one; None where that has no meaning."""
        return None if self.hits is None or not self.count else self.hits / self.count

    @property
    def state(self) -> dict[str, Any]:
        """All but the worst samples in plain words, exactly."""
        return {
            "count": self.count,
            "sum": str(self.sum),
            "squares": None if self.squares is None else str(self.squares),
            "hits": self.hits,
            "distribution": None if self.distribution is None else self.distribution.state,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any], worst: Iterable[Worst] = ()) -> "Spread":
        """The spread that gave this state, with these worst samples; ValueError for one that contradicts itself."""
        squares, hits, distribution = state["squares"], state["hits"], state["distribution"]
        count = int(state["count"])
        spread = cls(
            count,
            Exact.parse(state["sum"]),
            None if squares is None else Exact.parse(squares),
            None if hits is None else int(hits),
            None if distribution is None else Distribution.from_state(distribution, worst),
        )
        if not 0 <= (hits or 0) <= count or (spread.distribution and spread.distribution.count != count):
            raise ValueError
        return spread
