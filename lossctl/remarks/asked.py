"""What notes are about: a result, and the problem that it answers, which can be asked again in other words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from lossctl.criterion import Criterion
from lossctl.engine.scan import Map, ask
from lossctl.problem import Problem
from lossctl.result import Result
from lossctl.sums.block import Samples

if TYPE_CHECKING:
    from lossctl.remarks.diagnosis.variant import Variant


class Suggestion(NamedTuple):
    """What another reading gives, None where it does not fit, and the sentence on it, with {} for the number.

    `is_told_if_infinite`: the reading is so likely that it is told of even where it gives NaN or infinity.
    """

    value: float | None
    sentence: str
    is_told_if_infinite: bool = False


@dataclass(eq=False, repr=False)
class AskedSums:
    """A result whose data are elsewhere, as those of a merge are: its sums are known.

    `stated` holds the options that the caller gave: a note goes once its option is stated.
    """

    result: Result
    stated: frozenset[str]
    criterion: Criterion


@dataclass(eq=False, repr=False)
class Asked(AskedSums):
    """A result with its problem, and a `map` to calculate more."""

    problem: Problem
    samples: Samples
    map: Map

    def instead(self, variants: "Callable[[Problem], Iterator[Variant]]") -> float | None:
        """The loss of the first problem that a slip of the diagnosis makes of this one, calculated alike."""
        return next((ask(variant.problem, self.map) for variant in variants(self.problem)), None)
