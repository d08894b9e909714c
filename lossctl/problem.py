"""The nouns of what goes in: a Loss, and a Problem that asks it a question of some arrays."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from lossctl.criterion import Criterion
from lossctl.errors import InputError
from lossctl.inputs.reading import Reading
from lossctl.lesson.sheet import Lesson, Note
from lossctl.settings import Settings
from lossctl.sums.arrays import Array
from lossctl.sums.block import Block, Samples
from lossctl.sums.layout import StoredArray
from lossctl.sums.tally import Terms


class Loss(NamedTuple):
    """A loss: what lossctl must know of it, and all it knows.

    `prepare` checks the shapes and options and views the arrays as samples, `check` looks at the values of a block,
    `terms` gives the loss of each element of a block, `lesson` tells how it is calculated by hand. A loss reduces
    nothing and touches nothing but its arguments.
    """

    criterion: Criterion
    prepare: Callable[["Problem"], Samples]
    check: Callable[[Block, "Prepared"], None]
    terms: Callable[[Block, Settings, Note], Terms]
    lesson: Callable[["Prepared"], Lesson]

    @property
    def name(self) -> str:
        """`ce`, `bce` …"""
        return self.criterion.name


@dataclass(frozen=True)
class Problem:
    """A question that can be asked again in other words: which loss, of which arrays, with which settings.

    `arrays` has `input` and `target`, and `weight`, `pos_weight`, `sample_weight` where they were given. `origins` says
    how the user calls them, for errors: `batch.npz:logits`. `readings` are other ways to read the same files.
    """

    loss: Loss
    arrays: Mapping[str, Array | StoredArray]
    settings: Settings
    class_names: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()

    def but(self, **changes: Any) -> "Problem":
        """The same problem with other settings."""
        return replace(self, settings=self.settings.but(**changes))

    def given(self, **arrays: Array | StoredArray) -> "Problem":
        """The same problem with other arrays."""
        return replace(self, arrays={**self.arrays, **arrays})

    def without(self, name: str) -> "Problem":
        """The same problem without one of its arrays."""
        return replace(self, arrays={key: array for key, array in self.arrays.items() if key != name})

    def prepared(self) -> "Prepared":
        """Checked and ready to be cut into blocks; InputError where the shapes or options do not fit."""
        self.loss.criterion.check_reduction(self.settings.reduction)
        with self._called_as_the_user_does():
            return Prepared(self, self.loss.prepare(self))

    def origin(self, name: str) -> str:
        """How an error names an array: as the user does, or by its role."""
        return self.origins.get(name, name)

    @contextmanager
    def _called_as_the_user_does(self) -> Iterator[None]:
        """A loss knows its arrays by their roles, `input` or `weight`."""
        try:
            yield
        except InputError as error:
            if error.where:
                error.where = (self.origin(error.where[0]), *error.where[1:])
            raise


class Prepared(NamedTuple):
    """A problem whose arrays are known to fit, viewed as samples."""

    problem: Problem
    samples: Samples

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of what the class axis holds, or the last axis of single elements, if there is one for each."""
        names, shape, axis = self.problem.class_names, self.problem.arrays["input"].shape, self.samples.class_axis
        last = len(shape) - 1
        fits = axis == last if self.samples.classes else last > 0
        return names if fits and shape and shape[-1] == len(names) else ()

    def place(self, name: str, sample: int, class_: int | None = None) -> tuple[str, ...]:
        """Where a number of an array stands, as an error names it: in the array, or in a shard, which has a name."""
        index, array, origin = self.samples.index(sample, class_), self.problem.arrays[name], self.problem.origin(name)
        if name == "target" and len(array.shape) < len(index):  # one row that stands for all
            index = index[len(index) - len(array.shape) :]
        if index and not isinstance(array, np.ndarray):
            file, index[0] = array.place(index[0])
            origin = file or origin
        return (origin, f"index {index}") if index else (origin,)
