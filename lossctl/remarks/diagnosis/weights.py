"""What became of the weights: left out, normalised, along another axis, in another place."""

from collections.abc import Iterator

import numpy as np

from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import class_count, has_hard_targets, is_binary, is_ce, is_of_elements
from lossctl.remarks.diagnosis.variant import Variant
from lossctl.remarks.diagnosis.views import along_classes, in_float64, in_memory
from lossctl.sums.arrays import Array

NAMES = ("weight", "pos_weight", "sample_weight")


def _given(problem: Problem) -> dict[str, Array]:
    """The weights that the problem has, by their names."""
    return {name: in_float64(problem, name) for name in NAMES if name in problem.arrays}


def weights_left_out(problem: Problem) -> Iterator[Variant]:
    """One of the weights left out, or all of them."""
    given = [name for name in NAMES if name in problem.arrays]
    for name in given:
        yield _without(problem, name)
    if len(given) > 1:
        for name in given:
            problem = problem.without(name)
        yield Variant(problem, "all weights were left out", factor=0.4, cause="weights left out")


def pos_weight_left_out(problem: Problem) -> Iterator[Variant]:
    """pos_weight alone left out."""
    yield _without(problem, "pos_weight")


def _without(problem: Problem, name: str) -> Variant:
    return Variant(problem.without(name), f"{name} was left out", cause=f"{name} left out")


def weights_normalised(problem: Problem) -> Iterator[Variant]:
    """Weights divided so that their sum, mean or greatest is 1. A mean that is divided by them stays as it is."""
    for name, weight in _given(problem).items():
        total = weight.sum()
        if total > 0:
            divisors = {"sum": (total, 1.0), "mean": (total / weight.size, 0.8), "greatest": (weight.max(), 0.2)}
            for word, (divisor, factor) in divisors.items():
                clause = f"{name} was divided by its {word}, {divisor:g}; PyTorch takes it as it is"
                changed = problem.given(**{name: weight / divisor})
                yield Variant(changed, clause, factor=factor, cause=f"{name} normalised")


def weights_changed(problem: Problem) -> Iterator[Variant]:
    """The inverse of the weights, their square (weighed twice), or their reverse order."""
    for name, weight in _given(problem).items():
        if (weight > 0).all():
            clause = f"{name} was taken for its inverse, 1 / w"
            yield Variant(problem.given(**{name: 1 / weight}), clause, cause=f"{name} inverted")
        yield Variant(problem.given(**{name: weight**2}), f"{name} counts twice, w²", cause=f"{name} twice")
        if weight.ndim == 1 and weight.size > 1:
            clause = f"{name} was taken in reverse order"
            yield Variant(problem.given(**{name: weight[::-1]}), clause, cause=f"{name} reversed")


def weight_per_sample(problem: Problem) -> Iterator[Variant]:
    """One weight per sample for one per class or per label: where there are as many of both, they look alike."""
    if "weight" not in problem.arrays:
        return
    if is_of_elements(problem):
        yield from _along_other_axis(problem, "weight")
        return
    weight = in_float64(problem, "weight").reshape(-1)
    if problem.arrays["target"].shape == weight.shape and "sample_weight" not in problem.arrays:
        clause = "the weights were taken one per sample, not one per class"
        yield Variant(problem.without("weight").given(sample_weight=weight), clause, cause="weight per sample")


def pos_weight_per_sample(problem: Problem) -> Iterator[Variant]:
    """The same for pos_weight."""
    if "pos_weight" in problem.arrays:
        yield from _along_other_axis(problem, "pos_weight")


def _along_other_axis(problem: Problem, name: str) -> Iterator[Variant]:
    weight, shape = in_float64(problem, name), problem.arrays["input"].shape
    if weight.ndim == 1 and len(shape) == 2 and weight.size == shape[0] == shape[1]:
        clause = f"{name} was taken one per row, not one per column"
        yield Variant(problem.given(**{name: weight[:, None]}), clause, cause=f"{name} per sample")


def pos_weight_for_weight(problem: Problem) -> Iterator[Variant]:
    """pos_weight in the place of other weights, and weight in the place of pos_weight."""
    if problem.loss.name != "bce-logits":
        return
    if "pos_weight" in problem.arrays:
        yield from _pos_weight_elsewhere(problem)
    elif "weight" in problem.arrays:
        changed = problem.without("weight").given(pos_weight=in_float64(problem, "weight"))
        clause = "weight was taken for pos_weight: it multiplied the positive term only"
        yield Variant(changed, clause, factor=0.5, cause="weight as pos_weight")


def _pos_weight_elsewhere(problem: Problem) -> Iterator[Variant]:
    """pos_weight over the whole loss, as weights that the mean divides by, or on the negative term."""
    plain, y = problem.without("pos_weight"), in_memory(problem, "target")
    positive = np.broadcast_to(in_float64(problem, "pos_weight"), problem.arrays["input"].shape)
    if "weight" not in problem.arrays:
        clause = "pos_weight multiplied the whole loss, as weight does; it belongs to the positive term only"
        yield Variant(plain.given(weight=positive), clause, cause="pos_weight as weight")
    if "weight" not in problem.arrays and not has_hard_targets(problem):
        by_target = 1 + (positive - 1) * in_float64(problem, "target")
        clause = "pos_weight multiplied the whole loss by 1 + (c − 1) · y; it belongs to the positive term only"
        yield Variant(plain.given(weight=by_target), clause, cause="pos_weight as weight")
    if has_hard_targets(problem) and "sample_weight" not in problem.arrays:
        clause = "the mean was divided by the weights, pos_weight where the target is 1, and not by the elements"
        changed = plain.given(sample_weight=np.where(y == 1, positive, 1.0))
        yield Variant(changed, clause, factor=0.6, cause="divided by pos_weight")
        if "weight" not in problem.arrays:
            clause = "pos_weight was put on the negative term; it belongs to the positive one"
            changed = plain.given(weight=np.where(y == 1, 1.0, positive))
            yield Variant(changed, clause, factor=0.4, cause="pos_weight on the negative term")


def one_term(problem: Problem) -> Iterator[Variant]:
    """One of the two terms of binary cross entropy."""
    if is_binary(problem) and has_hard_targets(problem):
        y, weight = in_float64(problem, "target"), in_float64(problem, "weight") if "weight" in problem.arrays else 1.0
        clause = "the positive term only, −y · ln p: the other, −(1 − y) · ln(1 − p), is missing"
        yield Variant(problem.given(weight=y * weight), clause, cause="positive term only")
        clause = "the negative term only, −(1 − y) · ln(1 − p): the other, −y · ln p, is missing"
        yield Variant(problem.given(weight=(1 - y) * weight), clause, factor=0.25, cause="negative term only")


def weights_on_logits(problem: Problem) -> Iterator[Variant]:
    """The class weights multiplied with the logits in place of the losses."""
    if not is_ce(problem) or "weight" not in problem.arrays:
        return
    weight = in_float64(problem, "weight")
    if weight.size == class_count(problem):
        weighted = in_float64(problem, "input") * along_classes(problem, weight)
        clause = "the weights multiplied the logits, not the losses"
        yield Variant(problem.without("weight").given(input=weighted), clause)
