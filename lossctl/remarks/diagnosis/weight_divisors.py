"""Weighted losses divided by other weights than PyTorch's mean divides by."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses.class_axis import class_axis
from lossctl.remarks.diagnosis.problem_kind import is_ce, is_of_elements, is_one_hot, is_soft
from lossctl.remarks.diagnosis.totals import Solved, Total, quotient
from lossctl.remarks.diagnosis.views import in_float64


def by_weights(solved: Solved) -> Iterator[Total]:
    """Losses of elements divided by the sum of their weights."""
    arrays = solved.problem.arrays
    name = next((each for each in ("weight", "pos_weight") if each in arrays), None)
    if name and is_of_elements(solved.problem):
        weights = np.broadcast_to(np.asarray(arrays[name], dtype=np.float64), arrays["input"].shape)
        what = "{}, the elements that have weight" if np.isin(weights, (0, 1)).all() else f"the sum of {name}, {{}}"
        yield quotient(solved, float(weights.sum()), f"divided by {what}; PyTorch divides by the elements")


def by_weight_vector(solved: Solved) -> Iterator[Total]:
    """The class weights of ce, normalised beforehand, or summed over the classes and not over the targets."""
    problem = solved.problem
    if not is_ce(problem) or "weight" not in problem.arrays:
        return
    weight, count = np.asarray(problem.arrays["weight"], dtype=np.float64), solved.tally.count
    total = float(weight.sum())
    yield quotient(
        solved, total, f"divided by the sum of all weights, {{}}, not by those of the targets, {solved.weights:g}"
    )
    once = f"the weights were divided by their sum, {total:g}, and the losses by the {count} samples: by {{}} in all"
    yield quotient(solved, total * count, once)
    mean = total / weight.size
    once = f"the weights were divided by their mean, {mean:g}, and the losses by the {count} samples: by {{}} in all"
    yield quotient(solved, mean * count, once)


def by_target_weights(solved: Solved) -> Iterator[Total]:
    """Probability targets of ce under class weights, divided by Σ w · t, as class indices are by their weights."""
    problem = solved.problem
    if not is_soft(problem) or "weight" not in problem.arrays or is_one_hot(problem):
        return
    rows = np.moveaxis(in_float64(problem, "target"), class_axis(problem), -1)
    of_samples = (rows @ in_float64(problem, "weight").reshape(-1)).ravel()
    total = float((of_samples * solved.shares).sum() if solved.shares is not None else of_samples.sum())
    clause = "divided by the weights of the targets, Σ w · t = {}, as the mean of class indices is"
    yield quotient(solved, total, f"{clause}; with probability targets PyTorch divides by {solved.divisor:g}")
