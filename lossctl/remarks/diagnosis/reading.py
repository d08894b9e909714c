"""What a reading is: another way to mean the same data, said in the words of a changed problem."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from lossctl.losses import class_axis
from lossctl.losses.ce import IGNORE_INDEX
from lossctl.problem import Loss, Prepared, Problem
from lossctl.remarks.diagnosis.views import array, floats
from lossctl.settings import Settings
from lossctl.sums.arrays import Array
from lossctl.sums.block import Block


class Way(NamedTuple):
    """One way of a reading: the problem that it makes of the one asked, and what was done, as a clause.

    `likely` is its part of the reading's commonness. `call` is the loss as a formula: `ce(softmax(x))`. `natural`
    are the reductions and units that often go with it, by their ids: they cost no second slip. `id` tells the ways of
    a reading apart, where it has several.
    """

    problem: Problem
    done: str
    call: str = ""
    likely: float = 1.0
    natural: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True)
class Reading:
    """Another way to mean the same data.

    `common`: how common it is among numbers that differ, where the data allow it at all. `ways` gives the changed
    problems, none where it does not apply. Of two readings of one `theme` only one can be meant.
    """

    id: str
    theme: str
    common: float
    ways: Callable[[Problem], Iterator[Way]]


def is_ce(problem: Problem) -> bool:
    """Whether it is cross entropy of classes."""
    return problem.loss.name == "ce"


def is_kl(problem: Problem) -> bool:
    """Whether it is KL."""
    return problem.loss.name == "kl"


def is_binary(problem: Problem) -> bool:
    """Whether it is a loss of single elements."""
    return problem.loss.name in ("bce", "bce-logits")


def is_indexed(problem: Problem) -> bool:
    """Whether ce's targets are class indices."""
    return is_ce(problem) and problem.arrays["target"].shape != problem.arrays["input"].shape


def is_soft(problem: Problem) -> bool:
    """Whether ce's targets are probabilities."""
    return is_ce(problem) and not is_indexed(problem)


def is_hard(problem: Problem) -> bool:
    """Whether all targets of single elements are 0 or 1."""
    target = array(problem, "target")
    return bool(((target == 0) | (target == 1)).all())


def indices(problem: Problem) -> Array:
    """Ce's class indices in the shape of the samples."""
    shape = array(problem, "input").shape
    return array(problem, "target").reshape(class_axis.samples_shape(shape, class_axis.class_axis(problem)))


def counts(problem: Problem) -> Array:
    """Which of ce's class indices are not ignored."""
    ignore = problem.settings.ignore_index
    return np.asarray(indices(problem) != (IGNORE_INDEX if ignore is None else ignore))


def class_count(problem: Problem) -> int:
    """How many classes there are."""
    return problem.arrays["input"].shape[class_axis.class_axis(problem)]


def soft(problem: Problem, rows: Array) -> Problem:
    """Probabilities in place of ce's indices; a sample that was ignored has the weight 0."""
    if not counts(problem).all() and "sample_weight" not in problem.arrays:
        problem = problem.given(sample_weight=np.where(counts(problem), 1.0, 0.0))
    settings = replace(problem.settings, ignore_index=None, stated=problem.settings.stated - {"ignore_index"})
    return replace(problem.given(target=rows), settings=settings)


def target_weights(problem: Problem) -> Array:
    """The class weight of each of ce's targets, 0 where it is ignored."""
    weight, counted = floats(problem, "weight").reshape(-1), counts(problem)
    return np.where(counted, weight[np.where(counted, indices(problem), 0).astype(np.intp)], 0.0)


def one_hot(problem: Problem, on: float = 1.0, off: float = 0.0) -> Array:
    """Ce's class indices as rows of the input's shape; rows of ignored targets are 0."""
    axis = class_axis.class_axis(problem)
    shape = array(problem, "input").shape
    numbers = np.arange(shape[axis]).reshape([-1 if each == axis else 1 for each in range(len(shape))])
    index = np.expand_dims(indices(problem), axis)
    known = (index >= 0) & (index < shape[axis])
    return np.where(numbers == index, on, np.where(known, off, 0.0))


def unchecked(problem: Problem) -> Problem:
    """The same, whatever values its arrays have: a slip need not be valid."""
    return replace(problem, loss=replace(problem.loss, check=_no_check))


def another(problem: Problem, loss: Loss, **arrays: Array) -> Problem:
    """Another loss of the same data; of the settings it keeps the reduction and the precision."""
    kept = {name: getattr(problem.settings, name) for name in ("reduction", "dtype")}
    settings = replace(Settings(**kept), stated=problem.settings.stated)
    return Problem(loss, {**problem.arrays, **arrays}, settings, problem.class_names)


def _no_check(block: Block, prepared: Prepared) -> None:
    """Nothing is wrong."""
