"""What notes say of other readings: when the data suggest one, and the sentence with its number.

The numbers come from the readings that a diagnosis tries (`remarks/diagnosis`), imported here only where one is told.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lossctl.engine.scan import Map, ask, reduced
from lossctl.losses.class_indices import fitting_axes
from lossctl.problem import Prepared, Problem
from lossctl.remarks import guesses
from lossctl.sums.exact import UNIT, Exact
from lossctl.sums.tally import Tally

if TYPE_CHECKING:
    from lossctl.remarks.diagnosis.totals import Solved, Total
    from lossctl.remarks.diagnosis.variant import Variant


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

    def instead(self, variants: "Callable[[Problem], Iterator[Variant]]") -> float | None:
        """The loss of the first problem that a slip makes of this one, calculated alike."""
        return next((ask(variant.problem, self.map) for variant in variants(self.problem)), None)

    def reduced(self, totals: "Callable[[Solved], Iterator[Total]]") -> float | None:
        """The first number that another reduction makes of the sums."""
        from lossctl.remarks.diagnosis.totals import Solved

        return next((total.value for total in totals(Solved(self.prepared, self.tally))), None)


@dataclass(frozen=True)
class Hint:
    """A reading that the data suggest: an id, the number it gives or None, and the sentence that tells of it."""

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
    if settings.temperature != 1 or not guesses.rows_look_like_probabilities(asked.prepared):
        return None
    from lossctl.remarks.diagnosis.input_form import probabilities_as_given

    return asked.instead(probabilities_as_given)


def _probabilities_sentence(asked: Asked, value: str) -> str:  # noqa: ARG001 - all sentences are called alike
    return f"the input, rows of 0 to 1 that sum to 1, looks like probabilities; --from probs gives {value}"


def sigmoid_twice(asked: Asked) -> float | None:
    if asked.problem.loss.name != "bce-logits" or "pos_weight" in asked.problem.arrays:
        return None
    if not guesses.elements_look_like_probabilities(asked.prepared):
        return None
    from lossctl.remarks.diagnosis.sigmoid import sigmoid_missing

    return asked.instead(sigmoid_missing)


def _sigmoid_sentence(asked: Asked, value: str) -> str:  # noqa: ARG001
    return f"all inputs lie in [0, 1]; if they are probabilities already, lossctl bce gives {value}"


def mean_by_count(asked: Asked) -> float | None:
    if asked.problem.settings.reduction != "mean" or asked.stated("reduction") or not asked.tally.count:
        return None
    if asked.tally.denominator in (Exact(asked.tally.count << UNIT), Exact()):
        return None
    from lossctl.remarks.diagnosis.reductions import by_count

    return asked.reduced(by_count)


def _count_sentence(asked: Asked, value: str) -> str:
    weights = "sample weights" if "weight" not in asked.problem.arrays else "weights"
    by, count = f"{float(asked.tally.denominator):g}", asked.tally.count
    elements = "samples" if asked.problem.loss.name == "ce" else "elements"
    return f"mean divides by the {weights}, {by}; by the {elements}, {count}, it would be {value}"


def without_weight(asked: Asked) -> float | None:
    problem = asked.problem
    if problem.loss.name == "ce" or "weight" not in problem.arrays:
        return None
    from lossctl.remarks.diagnosis.weights import weights_left_out

    return asked.instead(weights_left_out)


def _weight_sentence(asked: Asked, value: str) -> str:  # noqa: ARG001
    return f"weight counts in the sum only; without it the loss is {value}"


def without_pos_weight(asked: Asked) -> float | None:
    if "pos_weight" not in asked.problem.arrays:
        return None
    from lossctl.remarks.diagnosis.weights import pos_weight_left_out

    return asked.instead(pos_weight_left_out)


def _pos_weight_sentence(asked: Asked, value: str) -> str:  # noqa: ARG001
    return f"pos_weight counts in the sum only; without it the loss is {value}"


def batchmean(asked: Asked) -> float | None:
    settings = asked.problem.settings
    if asked.problem.loss.name != "kl" or settings.reduction != "mean" or asked.stated("reduction"):
        return None
    from lossctl.remarks.diagnosis.reductions import batchmean as by_batch

    return asked.reduced(by_batch)


def _batchmean_sentence(asked: Asked, value: str) -> str:
    return f"mean divides by all {asked.tally.count} elements; --reduction batchmean, the mathematical KL, is {value}"


def temperature_squared(asked: Asked) -> float | None:
    t = asked.problem.settings.temperature
    if t == 1:
        return None
    from lossctl.remarks.diagnosis.units import units

    return next(unit.of(asked.loss) for unit in units(asked.problem))


def _squared_sentence(asked: Asked, value: str) -> str:
    t = asked.problem.settings.temperature
    return f"distillation multiplies by T² = {t * t:g}: {value}"


def without_smoothing(asked: Asked) -> float | None:
    smoothing = asked.problem.settings.label_smoothing
    if not smoothing:
        return None
    from lossctl.remarks.diagnosis.smoothing import smoothing as conventions

    return asked.instead(conventions)


def _smoothing_sentence(asked: Asked, value: str) -> str:
    smoothing = asked.problem.settings.label_smoothing
    return f"label smoothing {smoothing:g} is part of the loss; without it the loss is {value}"


def indices_for_one_hot(asked: Asked) -> float | None:
    problem, samples = asked.problem, asked.prepared.samples
    if problem.loss.name != "ce" or samples.indexed or "weight" not in problem.arrays or not asked.tally.count:
        return None
    if not guesses.target_looks_one_hot(asked.prepared):
        return None
    from lossctl.remarks.diagnosis.target_slips import one_hot_for_indices

    return asked.instead(one_hot_for_indices)


def _one_hot_sentence(asked: Asked, value: str) -> str:
    divides = f"mean divides by the {asked.tally.count} samples; " if asked.problem.settings.reduction == "mean" else ""
    return f"the targets are one-hot: {divides}with class indices in their place the loss is {value}"


def other_class_axis(asked: Asked) -> float | None:
    if _other_axis(asked) is None:
        return None
    from lossctl.remarks.diagnosis.axes import other_class_axis as other_axes

    return asked.instead(other_axes)


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


HINTS = (
    Hint("probabilities as logits", probabilities_as_logits, _probabilities_sentence),
    Hint("sigmoid twice", sigmoid_twice, _sigmoid_sentence),
    Hint("class axis", other_class_axis, _axis_sentence),
    Hint("mean by count", mean_by_count, _count_sentence),
    Hint("indices for one-hot", indices_for_one_hot, _one_hot_sentence),
    Hint("weight in the sum only", without_weight, _weight_sentence),
    Hint("pos_weight in the sum only", without_pos_weight, _pos_weight_sentence),
    Hint("batchmean", batchmean, _batchmean_sentence),
    Hint("temperature squared", temperature_squared, _squared_sentence),
    Hint("smoothing", without_smoothing, _smoothing_sentence),
)
