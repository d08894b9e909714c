"""Other readings that the data suggest: each function says when one is likely, and words it with its number.

The numbers come from the readings that a diagnosis tries (`remarks/diagnosis`). Those are imported only where a note
is told: they take longer to import than a short calculation.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from lossctl.errors import InputError
from lossctl.losses.class_indices import fitting_axes
from lossctl.remarks import guesses
from lossctl.remarks.asked import Asked, AskedSums, Suggestion
from lossctl.remarks.exchanged import exchanged, looks_exchanged, several_labels
from lossctl.remarks.odd_values import labels_from_one, mark_for_nothing, percentages, samples_as_classes, two_codes
from lossctl.remarks.unstated_forms import probabilities_as_logits, target_no_probabilities
from lossctl.sums.exact import UNIT, Exact


def sigmoid_twice(asked: Asked) -> Suggestion | None:
    if asked.problem.loss.name != "bce-logits" or "pos_weight" in asked.problem.arrays:
        return None
    if not guesses.elements_look_like_probabilities(asked.samples) or looks_exchanged(asked.samples):
        return None
    from lossctl.remarks.diagnosis.sigmoid import sigmoid_missing

    sentence = "all inputs lie in [0, 1]; if they are probabilities already, lossctl bce gives {}"
    return Suggestion(asked.instead(sigmoid_missing), sentence)


def other_class_axis(asked: Asked) -> Suggestion | None:
    problem, samples = asked.problem, asked.samples
    if not samples.indexed or "class_axis" in asked.stated or not asked.result.count:
        return None
    if problem.class_names:  # the headings of a table say where the classes are
        return None
    fit = fitting_axes(problem.arrays["input"].shape, samples.shape)
    others = [axis for axis in fit if axis != samples.class_axis]
    if not others:
        return None
    from lossctl.remarks.diagnosis.axes import other_class_axis as along_other_axis

    taken = f"the classes are taken from axis {samples.class_axis}"
    return Suggestion(
        asked.instead(along_other_axis), f"{taken}; --class-axis {others[-1]} fits as well, and gives {{}}"
    )


def mean_by_count(asked: AskedSums) -> Suggestion | None:
    result = asked.result
    if result.reduction != "mean" or "reduction" in asked.stated or not result.count:
        return None
    if result.tally.denominator in (Exact(result.count << UNIT), Exact()):
        return None
    weights = "weights" if "weight" in result.options else "sample weights"
    one_each = asked.criterion.family == "classes" and result.count + result.ignored == math.prod(result.samples)
    counted = f"{'samples' if one_each else 'elements'}, {result.count}"
    sentence = f"mean divides by the {weights}, {result.denominator:g}; by the {counted}, it would be {{}}"
    return Suggestion(result.sum / result.count, sentence)


def indices_for_one_hot(asked: Asked) -> Suggestion | None:
    problem, samples, result = asked.problem, asked.samples, asked.result
    if samples.classes is None or samples.indexed or "weight" not in problem.arrays or not result.count:
        return None
    if not guesses.target_looks_one_hot(asked.samples):
        return None
    from lossctl.remarks.diagnosis.target_slips import one_hot_for_indices

    sentence = "the targets are one-hot; with class indices in their place the loss is {}"
    if result.reduction == "mean" and "sample_weight" not in problem.arrays:
        weights = guesses.weights_of_targets(problem, samples)
        sentence += f": mean then divides by their weights, {weights:g}, not by the samples, {result.count}"
    return Suggestion(asked.instead(one_hot_for_indices), sentence)


def without_weight(asked: Asked) -> Suggestion | None:
    if asked.criterion.family != "elements" or "weight" not in asked.problem.arrays:
        return None
    from lossctl.remarks.diagnosis.weights import weights_left_out

    return Suggestion(asked.instead(weights_left_out), "weight counts in the sum only; without it the loss is {}")


def without_pos_weight(asked: Asked) -> Suggestion | None:
    if "pos_weight" not in asked.problem.arrays:
        return None
    from lossctl.remarks.diagnosis.weights import pos_weight_left_out

    sentence = "pos_weight counts in the sum only; without it the loss is {}"
    return Suggestion(asked.instead(pos_weight_left_out), sentence)


def batchmean(asked: AskedSums) -> Suggestion | None:
    result = asked.result
    if "batchmean" not in asked.criterion.reductions or result.reduction != "mean" or "reduction" in asked.stated:
        return None
    divides = f"mean divides by all {result.count} elements"
    if len(result.shape) == 1:  # there the first axis, which batchmean divides by, holds the classes
        return Suggestion(result.sum, f"{divides}; --reduction sum, the KL itself, is {{}}")
    sentence = f"{divides}; --reduction batchmean, the mathematical KL, is {{}}"
    return Suggestion(replace(result, reduction="batchmean").reduced, sentence)


def temperature_squared(asked: Asked) -> Suggestion | None:
    t = asked.problem.settings.temperature
    if t == 1 or asked.samples.indexed:  # beside class indices a temperature calibrates, and nothing is distilled
        return None
    return Suggestion(asked.result.reduced * t * t, f"distillation multiplies by T² = {t * t:g}: {{}}")


def without_smoothing(asked: Asked) -> Suggestion | None:
    smoothing = asked.problem.settings.label_smoothing
    if not smoothing:
        return None
    from lossctl.remarks.diagnosis.smoothing import smoothing as conventions

    sentence = f"label smoothing {smoothing:g} is part of the loss; without it the loss is {{}}"
    return Suggestion(asked.instead(conventions), sentence)


SUGGESTIONS: tuple[Callable[[Asked], Suggestion | None], ...] = (
    exchanged,
    several_labels,
    samples_as_classes,
    probabilities_as_logits,
    target_no_probabilities,
    percentages,
    sigmoid_twice,
    two_codes,
    labels_from_one,
    mark_for_nothing,
    other_class_axis,
    mean_by_count,
    indices_for_one_hot,
    without_weight,
    without_pos_weight,
    batchmean,
    temperature_squared,
    without_smoothing,
)
SUGGESTIONS_OF_SUMS: tuple[Callable[[AskedSums], Suggestion | None], ...] = (mean_by_count, batchmean)


def other_readings(asked: Asked) -> Iterator[str]:
    """The sentences on the readings that give another number."""
    for suggest in SUGGESTIONS:
        try:
            suggested = suggest(asked)
        except InputError:  # the data do not even fit that reading
            continue
        yield from _sentences(asked, suggested)


def other_readings_of_sums(asked: AskedSums) -> Iterator[str]:
    """The same of those that need no more than the sums."""
    for suggest in SUGGESTIONS_OF_SUMS:
        yield from _sentences(asked, suggest(asked))


def _sentences(asked: AskedSums, suggested: Suggestion | None) -> Iterator[str]:
    """The sentence, if the number is another; for `none` it is the sum."""
    if suggested is None or suggested.value is None:
        return
    told = math.isfinite(suggested.value) or suggested.is_told_if_infinite
    if told and suggested.value != asked.result.reduced:
        kind = "a sum of " if asked.result.reduction == "none" else ""
        value = f"{suggested.value:.6g}".replace("nan", "NaN").replace("inf", "infinity")
        yield suggested.sentence.format(f"{kind}{value}")
