"""Other readings of the same data, and the numbers that they give: the mistakes that people really make.

A reading is asked of a problem and its tally. Its value is the number that it gives, or None where it does not apply;
its sentence tells a reader of it. Values come from the tally, or from asking the same loss another question.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lossctl.losses.targets import fitting_axes
from lossctl.problem import Prepared, Problem
from lossctl.remarks.looks import looks_like_elements, looks_like_probabilities, looks_one_hot
from lossctl.sums.engine import Map, ask, reduced
from lossctl.sums.exact import UNIT, Exact
from lossctl.sums.tally import Tally


@dataclass(frozen=True)
class Asked:
    """A problem that has been solved: its tally, and how to calculate more."""

    prepared: Prepared
    tally: Tally
    map: Map

    @property
    def problem(self) -> Problem:
        """The problem as it was asked."""
        return self.prepared.problem

    @property
    def loss(self) -> float:
        """Its loss, reduced."""
        return reduced(self.prepared, self.tally)

    def stated(self, *names: str) -> bool:
        """Whether the caller stated one of these options."""
        return bool(self.problem.settings.stated & set(names))

    def per_element(self) -> float:
        """The sum divided by the number of elements counted."""
        return self.tally.reduce(Exact(self.tally.count << UNIT), self.problem.settings.dtype)

    def instead(self, problem: Problem) -> float:
        """The loss of another problem, calculated alike."""
        return ask(problem, self.map)


@dataclass(frozen=True)
class Reading:
    """Another way to mean the same data: an id, the number it gives, and the sentence that tells of it."""

    id: str
    value: Callable[[Asked], float | None]
    sentence: Callable[[Asked, str], str]


def probabilities_as_logits(asked: Asked) -> float | None:
    problem, settings = asked.problem, asked.problem.settings
    if (
        settings.from_ != "logits"
        or asked.stated("from_")
        or problem.loss.name not in ("ce", "kl")
        or (asked.prepared.samples.classes or 0) < 2
    ):
        return None
    looks = looks_like_probabilities(asked.prepared) and settings.temperature == 1
    return asked.instead(problem.but(from_="probs")) if looks else None


def _probabilities_sentence(asked: Asked, value: str) -> str:  # noqa: ARG001 - all sentences are called alike
    return f"the input, rows of 0 to 1 that sum to 1, looks like probabilities; --from probs gives {value}"


def sigmoid_twice(asked: Asked) -> float | None:
    if asked.problem.loss.name != "bce-logits" or "pos_weight" in asked.problem.arrays:
        return None
    if not looks_like_elements(asked.prepared):
        return None
    from lossctl.losses.bce import BCE

    return asked.instead(Problem(BCE, asked.problem.arrays, asked.problem.settings))


def _sigmoid_sentence(asked: Asked, value: str) -> str:  # noqa: ARG001
    return f"all inputs lie in [0, 1]; if they are probabilities already, lossctl bce gives {value}"


def mean_by_count(asked: Asked) -> float | None:
    if asked.problem.settings.reduction != "mean" or asked.stated("reduction") or not asked.tally.count:
        return None
    plain = asked.tally.denominator in (Exact(asked.tally.count << UNIT), Exact())
    return None if plain else asked.per_element()


def _count_sentence(asked: Asked, value: str) -> str:
    weights = "sample weights" if "weight" not in asked.problem.arrays else "weights"
    by, count = f"{float(asked.tally.denominator):g}", asked.tally.count
    elements = "samples" if asked.problem.loss.name == "ce" else "elements"
    return f"mean divides by the {weights}, {by}; by the {elements}, {count}, it would be {value}"


def without_weight(asked: Asked) -> float | None:
    problem = asked.problem
    if problem.loss.name == "ce" or "weight" not in problem.arrays:
        return None
    return asked.instead(problem.without("weight"))


def _weight_sentence(asked: Asked, value: str) -> str:  # noqa: ARG001
    return f"weight counts in the sum only; without it the loss is {value}"


def without_pos_weight(asked: Asked) -> float | None:
    return asked.instead(asked.problem.without("pos_weight")) if "pos_weight" in asked.problem.arrays else None


def _pos_weight_sentence(asked: Asked, value: str) -> str:  # noqa: ARG001
    return f"pos_weight counts in the sum only; without it the loss is {value}"


def batchmean(asked: Asked) -> float | None:
    settings = asked.problem.settings
    if asked.problem.loss.name != "kl" or settings.reduction != "mean" or asked.stated("reduction"):
        return None
    return reduced(asked.problem.but(reduction="batchmean").prepared(), asked.tally)


def _batchmean_sentence(asked: Asked, value: str) -> str:
    return f"mean divides by all {asked.tally.count} elements; --reduction batchmean, the mathematical KL, is {value}"


def temperature_squared(asked: Asked) -> float | None:
    t = asked.problem.settings.temperature
    return asked.loss * t * t if t != 1 else None


def _squared_sentence(asked: Asked, value: str) -> str:
    t = asked.problem.settings.temperature
    return f"distillation multiplies by T² = {t * t:g}: {value}"


def without_smoothing(asked: Asked) -> float | None:
    smoothing = asked.problem.settings.label_smoothing
    return asked.instead(asked.problem.but(label_smoothing=0.0)) if smoothing else None


def _smoothing_sentence(asked: Asked, value: str) -> str:
    smoothing = asked.problem.settings.label_smoothing
    return f"label smoothing {smoothing:g} is part of the loss; without it the loss is {value}"


def indices_for_one_hot(asked: Asked) -> float | None:
    problem, samples = asked.problem, asked.prepared.samples
    if problem.loss.name != "ce" or samples.indexed or "weight" not in problem.arrays or not asked.tally.count:
        return None
    if not looks_one_hot(asked.prepared):
        return None
    indices = np.asarray(np.argmax(np.asarray(problem.arrays["target"]), axis=samples.class_axis))
    return asked.instead(problem.given(target=indices))


def _one_hot_sentence(asked: Asked, value: str) -> str:
    divides = f"mean divides by the {asked.tally.count} samples; " if asked.problem.settings.reduction == "mean" else ""
    return f"the targets are one-hot: {divides}with class indices in their place the loss is {value}"


def other_class_axis(asked: Asked) -> float | None:
    problem, axis = asked.problem, _other_axis(asked)
    return asked.instead(problem.but(class_axis=axis)) if axis is not None else None


def _other_axis(asked: Asked) -> int | None:
    problem, samples = asked.problem, asked.prepared.samples
    shape, target = problem.arrays["input"].shape, problem.arrays["target"].shape
    if problem.loss.name != "ce" or not samples.indexed or asked.stated("class_axis") or not asked.tally.count:
        return None
    axes = [axis for axis in fitting_axes(shape, target) if axis != samples.class_axis]
    return axes[-1] if axes else None


def _axis_sentence(asked: Asked, value: str) -> str:
    axis = asked.prepared.samples.class_axis
    return f"the classes are taken from axis {axis}; --class-axis {_other_axis(asked)} fits as well, and gives {value}"


READINGS = (
    Reading("probabilities as logits", probabilities_as_logits, _probabilities_sentence),
    Reading("sigmoid twice", sigmoid_twice, _sigmoid_sentence),
    Reading("class axis", other_class_axis, _axis_sentence),
    Reading("mean by count", mean_by_count, _count_sentence),
    Reading("indices for one-hot", indices_for_one_hot, _one_hot_sentence),
    Reading("weight in the sum only", without_weight, _weight_sentence),
    Reading("pos_weight in the sum only", without_pos_weight, _pos_weight_sentence),
    Reading("batchmean", batchmean, _batchmean_sentence),
    Reading("temperature squared", temperature_squared, _squared_sentence),
    Reading("smoothing", without_smoothing, _smoothing_sentence),
)
