"""The arrays of a problem, in memory, and what is done to their rows of classes."""

from collections.abc import Callable

import numpy as np

from lossctl.losses import class_axis, numerics
from lossctl.problem import Problem
from lossctl.sums.arrays import Array


def array(problem: Problem, name: str) -> Array:
    """An array of the problem, in memory."""
    return np.asarray(problem.arrays[name])


def floats(problem: Problem, name: str) -> Array:
    """The same in float64."""
    return np.asarray(problem.arrays[name], dtype=np.float64)


def within_0_and_1(values: Array) -> bool:
    """Whether all could be probabilities."""
    return bool(values.size and values.min() >= 0 and values.max() <= 1)


def sums(problem: Problem, name: str) -> Array:
    """The sum of each row of classes, with the class axis kept."""
    total: Array = floats(problem, name).sum(axis=class_axis.class_axis(problem), keepdims=True)
    return total


def off_one(problem: Problem, name: str, by: float = 1e-6) -> bool:
    """Whether some row of probabilities does not sum to 1."""
    return bool((np.abs(sums(problem, name) - 1) > by).any())


def over_axis(function: Callable[[Array], Array], values: Array, axis: int) -> Array:
    """A function of rows of classes, (n, C), applied along an axis of an array of any shape."""
    rows = np.moveaxis(values, axis, -1)
    done = function(np.ascontiguousarray(rows).reshape(-1, rows.shape[-1])).reshape(rows.shape)
    return np.moveaxis(done, -1, axis)


def softmax(values: Array, axis: int) -> Array:
    """Softmax along an axis."""
    return over_axis(lambda rows: numerics.softmax_pair(rows)[0], values, axis)


def log_softmax(values: Array, axis: int) -> Array:
    """Log-softmax along an axis."""
    return over_axis(numerics.log_softmax, values, axis)
