"""What became of the weights: left out, normalised, along another axis, in another place."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses.class_axis import class_axis
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.reading import Way, class_count, is_binary, is_ce, is_hard
from lossctl.remarks.diagnosis.views import array, floats

NAMES = ("weight", "pos_weight", "sample_weight")


def weights_left_out(problem: Problem) -> Iterator[Way]:
    """One of them, or all."""
    given = [name for name in NAMES if name in problem.arrays]
    for name in given:
        yield _without(problem, name)
    if len(given) > 1:
        for name in given:
            problem = problem.without(name)
        yield Way(problem, "all weights were left out", "", 0.4, id="weights left out")


def pos_weight_left_out(problem: Problem) -> Iterator[Way]:
    """pos_weight alone."""
    yield _without(problem, "pos_weight")


def _without(problem: Problem, name: str) -> Way:
    return Way(problem.without(name), f"{name} was left out", id=f"{name} left out")


def weights_normalised(problem: Problem) -> Iterator[Way]:
    """To a sum of 1, or a mean of 1; shows where the loss is not divided by the weights."""
    for name in NAMES:
        if name in problem.arrays and (total := floats(problem, name).sum()) > 0:
            weight = floats(problem, name)
            yield Way(
                problem.given(**{name: weight / total}),
                f"{name} was divided by its sum, {total:g}; PyTorch takes it as it is",
                id=f"{name} normalised",
            )
            mean = total / weight.size
            yield Way(
                problem.given(**{name: weight / mean}),
                f"{name} was divided by its mean, {mean:g}; PyTorch takes it as it is",
                "",
                0.8,
                id=f"{name} normalised",
            )
            done = f"{name} was divided by its greatest, {weight.max():g}; PyTorch takes it as it is"
            yield Way(problem.given(**{name: weight / weight.max()}), done, "", 0.2, id=f"{name} normalised")


def weights_changed(problem: Problem) -> Iterator[Way]:
    """The inverse, or the square (weighed twice)."""
    for name in NAMES:
        if name in problem.arrays:
            weight = floats(problem, name)
            if (weight > 0).all():
                yield Way(
                    problem.given(**{name: 1 / weight}),
                    f"{name} was taken for its inverse, 1 / w",
                    id=f"{name} inverted",
                )
            yield Way(problem.given(**{name: weight**2}), f"{name} counts twice, w²", id=f"{name} twice")
            if weight.ndim == 1 and weight.size > 1:
                yield Way(
                    problem.given(**{name: weight[::-1]}), f"{name} was taken in reverse order", id=f"{name} reversed"
                )


def weight_per_sample(problem: Problem) -> Iterator[Way]:
    """As many samples as classes: a weight per class and one per sample look alike."""
    if "weight" not in problem.arrays:
        return
    weight = floats(problem, "weight")
    if is_ce(problem) and "sample_weight" not in problem.arrays:
        samples = problem.arrays["target"].shape
        if samples == (weight.size,):
            done = "the weights were taken one per sample, not one per class"
            yield Way(problem.without("weight").given(sample_weight=weight.reshape(-1)), done, id="weight per sample")
    elif is_binary(problem):
        yield from _along_other_axis(problem, "weight")


def pos_weight_per_sample(problem: Problem) -> Iterator[Way]:
    """The same for pos_weight."""
    if "pos_weight" in problem.arrays:
        yield from _along_other_axis(problem, "pos_weight")


def _along_other_axis(problem: Problem, name: str) -> Iterator[Way]:
    weight, shape = floats(problem, name), problem.arrays["input"].shape
    if weight.ndim == 1 and len(shape) == 2 and weight.size == shape[0] == shape[1]:
        done = f"{name} was taken one per row, not one per column"
        yield Way(problem.given(**{name: weight[:, None]}), done, id=f"{name} per sample")


def pos_weight_for_weight(problem: Problem) -> Iterator[Way]:
    """pos_weight over the whole loss, or as weights that the mean divides by."""
    if problem.loss.name != "bce-logits":
        return
    if "pos_weight" in problem.arrays:
        plain = problem.without("pos_weight")
        positive = np.broadcast_to(floats(problem, "pos_weight"), problem.arrays["input"].shape)
        done = "pos_weight multiplied the whole loss, as weight does; it belongs to the positive term only"
        if "weight" not in problem.arrays:
            yield Way(plain.given(weight=positive), done, id="pos_weight as weight")
        if "weight" not in problem.arrays and not is_hard(problem):
            by_target = 1 + (positive - 1) * floats(problem, "target")
            done = "pos_weight multiplied the whole loss by 1 + (c − 1) · y; it belongs to the positive term only"
            yield Way(plain.given(weight=by_target), done, id="pos_weight as weight")
        if is_hard(problem) and "sample_weight" not in problem.arrays:
            each = np.where(array(problem, "target") == 1, positive, 1.0)
            done = "the mean was divided by the weights, pos_weight where the target is 1, and not by the elements"
            yield Way(plain.given(sample_weight=each), done, "", 0.6, id="divided by pos_weight")
            if "weight" not in problem.arrays:
                done = "pos_weight was put on the negative term; it belongs to the positive one"
                negative = np.where(array(problem, "target") == 1, 1.0, positive)
                yield Way(plain.given(weight=negative), done, "", 0.4, id="pos_weight on the negative term")
    elif "weight" in problem.arrays:
        positive = floats(problem, "weight")
        done = "weight was taken for pos_weight: it multiplied the positive term only"
        yield Way(problem.without("weight").given(pos_weight=positive), done, "", 0.5, id="weight as pos_weight")


def one_term(problem: Problem) -> Iterator[Way]:
    """Half of binary cross entropy."""
    if is_binary(problem) and is_hard(problem):
        y, weight = floats(problem, "target"), floats(problem, "weight") if "weight" in problem.arrays else 1.0
        done = "the positive term only, −y · ln p: the other, −(1 − y) · ln(1 − p), is missing"
        yield Way(problem.given(weight=y * weight), done, id="positive term only")
        done = "the negative term only, −(1 − y) · ln(1 − p): the other, −y · ln p, is missing"
        yield Way(problem.given(weight=(1 - y) * weight), done, "", 0.25, id="negative term only")


def weights_on_logits(problem: Problem) -> Iterator[Way]:
    """Multiplied with the wrong thing."""
    if is_ce(problem) and "weight" in problem.arrays and floats(problem, "weight").size == class_count(problem):
        shape = [1] * array(problem, "input").ndim
        shape[class_axis(problem)] = -1
        times = floats(problem, "input") * floats(problem, "weight").reshape(shape)
        yield Way(problem.without("weight").given(input=times), "the weights multiplied the logits, not the losses")
