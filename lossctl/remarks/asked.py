"""What notes are about: a result, and the problem that it answers, which can be asked again in other words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lossctl.criterion import Criterion
from lossctl.engine.scan import Map, ask
from lossctl.losses import LOSSES
from lossctl.problem import Prepared, Problem
from lossctl.result import Result

if TYPE_CHECKING:
    from lossctl.remarks.diagnosis.variant import Variant


@dataclass(frozen=True)
class Asked:
    """A result with what is needed to calculate more: the `data`, None where they are elsewhere, and a `map`.

    `stated` holds the options that the caller gave: a note goes once its option is stated.
    """

    result: Result
    stated: frozenset[str]
    data: Prepared | None = None
    map: Map = map

    @property
    def prepared(self) -> Prepared:
        """The problem, for notes that need its data."""
        assert self.data
        return self.data

    @property
    def problem(self) -> Problem:
        """The problem as it was asked."""
        return self.prepared.problem

    @property
    def criterion(self) -> Criterion:
        """The loss that was asked for."""
        return LOSSES[self.result.criterion]

    def instead(self, variants: "Callable[[Problem], Iterator[Variant]]") -> float | None:
        """The loss of the first problem that a slip of the diagnosis makes of this one, calculated alike."""
        return next((ask(variant.problem, self.map) for variant in variants(self.problem)), None)
