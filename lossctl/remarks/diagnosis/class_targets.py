"""Targets that are class indices: which of them count, their weights, and the same targets as rows of classes."""

from dataclasses import replace

import numpy as np

from lossctl.criterion import IGNORE_INDEX
from lossctl.losses import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import has_option
from lossctl.remarks.diagnosis.views import in_float64, in_memory
from lossctl.sums.arrays import Array


def class_indices(problem: Problem) -> Array:
    """The class indices in the shape of the samples."""
    shape = in_memory(problem, "input").shape
    return in_memory(problem, "target").reshape(class_axis.samples_shape(shape, class_axis.class_axis(problem)))


def is_counted(problem: Problem) -> Array:
    """Which class indices are not ignored."""
    ignored = problem.settings.ignore_index
    if ignored is None and has_option(problem, "ignore_index"):
        ignored = IGNORE_INDEX
    indices = class_indices(problem)
    return np.ones(indices.shape, bool) if ignored is None else np.asarray(indices != ignored)


def target_weights(problem: Problem) -> Array:
    """The class weight of each target, 0 where it is ignored."""
    weight, counted = in_float64(problem, "weight").reshape(-1), is_counted(problem)
    return np.where(counted, weight[np.where(counted, class_indices(problem), 0).astype(np.intp)], 0.0)


def one_hot(problem: Problem, on: float = 1.0, off: float = 0.0) -> Array:
    """The class indices as rows of classes, in the input's shape; the rows of ignored targets are 0."""
    axis = class_axis.class_axis(problem)
    shape = in_memory(problem, "input").shape
    numbers = np.arange(shape[axis]).reshape([-1 if each == axis else 1 for each in range(len(shape))])
    index = np.expand_dims(class_indices(problem), axis)
    known = (index >= 0) & (index < shape[axis])
    return np.where(numbers == index, on, np.where(known, off, 0.0))


def with_soft_targets(problem: Problem, rows: Array) -> Problem:
    """Probabilities in place of ce's class indices; a target that was ignored gets the sample weight 0."""
    counted = is_counted(problem)
    if not counted.all() and "sample_weight" not in problem.arrays:
        problem = problem.given(sample_weight=np.where(counted, 1.0, 0.0))
    settings = replace(problem.settings, ignore_index=None, stated=problem.settings.stated - {"ignore_index"})
    return replace(problem.given(target=rows), settings=settings)
