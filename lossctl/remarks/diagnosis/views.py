"""The arrays of a problem in memory, and functions of their rows of classes."""

import numpy as np

from lossctl import numerics
from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.sums.arrays import Array


def in_memory(problem: Problem, name: str) -> Array:
    """An array of the problem as a NumPy array."""
    return np.asarray(problem.arrays[name])


def in_float64(problem: Problem, name: str) -> Array:
    """An array of the problem as a NumPy array of float64."""
    return np.asarray(problem.arrays[name], dtype=np.float64)


def within_0_and_1(values: Array) -> bool:
    """Whether all could be probabilities."""
    return bool(values.size and values.min() >= 0 and values.max() <= 1)


def row_sums(problem: Problem, name: str) -> Array:
    """The sum of each row of classes, with the class axis kept."""
    total: Array = in_float64(problem, name).sum(axis=class_axis.class_axis(problem), keepdims=True)
    return total


def some_row_off_one(problem: Problem, name: str, by: float = 1e-6) -> bool:
    """Whether the sum of some row of classes differs from 1."""
    return bool((np.abs(row_sums(problem, name) - 1) > by).any())


def along_classes(problem: Problem, weight: Array) -> Array:
    """One number per class, (C,), in a shape that broadcasts over the input."""
    shape = [1] * len(problem.arrays["input"].shape)
    shape[class_axis.class_axis(problem)] = -1
    return weight.reshape(shape)


def softmax(values: Array, axis: int) -> Array:
    """Softmax along an axis."""
    return numerics.along_axis(lambda rows: numerics.softmax_pair(rows)[0], values, axis)


def log_softmax(values: Array, axis: int) -> Array:
    """Log-softmax along an axis."""
    return numerics.along_axis(numerics.log_softmax, values, axis)
