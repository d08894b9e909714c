"""What a result and its state must agree in: all that is written twice, and all that the counts and shapes tell.

A result is checked as a file of a stranger is. The checksum in its state tells that it was edited or damaged; what is
here says so in words, also of the states without one, and keeps what no run can give from being calculated with.
"""

from collections.abc import Callable, Mapping
from math import prod
from typing import Any, NamedTuple

from lossctl.losses import LOSSES
from lossctl.merge.state_form import damaged, is_identity, shown
from lossctl.merge.told_twice import are_the_losses, told_twice
from lossctl.option import options
from lossctl.result import Result
from lossctl.settings import Arrays, Settings
from lossctl.sums.exact import UNIT, Exact

_NOT_OF_THE_SUMS = ("reduction", "class_axis")  # settings that are no part of a state's options


class Agreement(NamedTuple):
    """What is wrong where it does not hold, in words for the error, and whether it holds of a result."""

    sentence: str
    holds: Callable[[Result], bool]


def check_agreement(result: Result, value: Mapping[str, Any]) -> None:
    """InputError where the result contradicts itself, or the object that it was read from."""
    for sentence, holds in _AGREEMENTS:
        if not holds(result):
            raise damaged(sentence)
    for key, written, given in told_twice(result, value):
        raise damaged(f"its {key} is {shown(written)} where its state gives {shown(given)}")
    if result.reduction == "none" and "loss" in value and not are_the_losses(value["loss"], result):
        raise damaged("its losses do not add up to the sum of its state")


def _reduction_exists(result: Result) -> bool:
    return result.reduction in LOSSES[result.criterion].reductions


def _class_axis_fits(result: Result) -> bool:
    if LOSSES[result.criterion].family == "elements":
        return result.class_axis is None
    return result.class_axis is not None and result.class_axis < len(result.shape)


def _size_fits(result: Result) -> bool:
    return prod(each or 1 for each in result.shape) < 1 << 62


def _options_fit(result: Result) -> bool:
    """All settings of the loss, and of its arrays some."""
    names = LOSSES[result.criterion].options
    known = {name for name in options(Settings) if name in names and name not in _NOT_OF_THE_SUMS} | {"target"}
    arrays = {name for name in options(Arrays) if name in names}
    given = result.options
    return (
        known <= given.keys() <= known | arrays
        and given["target"] in ("indices", "probabilities")
        and all(is_identity(given[name]) for name in arrays & given.keys())
    )


def _likelihood_fits(result: Result) -> bool:
    given = result.options
    plain = not {"weight", "sample_weight"} & given.keys() and not given.get("label_smoothing")
    return result.likelihood == (result.criterion == "ce" and given["target"] == "indices" and plain)


def _counts_fit(result: Result) -> bool:
    """There is a loss for each sample, or one for each element, as the loss has it."""
    return result.count + result.ignored in (prod(result.samples), prod(result.shape))


def _denominator_fits(result: Result) -> bool:
    """Without weights mean divides by the count; bce's weights of elements are no part of it."""
    weighted = "sample_weight" in result.options or (
        LOSSES[result.criterion].family == "classes" and "weight" in result.options
    )
    return weighted or result.tally.denominator == Exact(result.count << UNIT)


def _marks_fit(result: Result) -> bool:
    size, samples = prod(result.shape), prod(result.samples)
    return all(mark.count <= size and mark.first < samples for mark in result.tally.marks.values())


def _inputs_fit(result: Result) -> bool:
    """The digest of each input begins with its shape; an empty input has none."""
    shapes = (digest.partition("-")[0].split("x") for digest in result.inputs)
    return sum(prod(int(each) for each in shape if each) for shape in shapes) == prod(result.shape)


def _classes_fit(result: Result) -> bool:
    return not result.classes or result.class_count in (None, len(result.classes))


_AGREEMENTS = (
    Agreement("its criterion has no such reduction", _reduction_exists),
    Agreement("its class_axis is none of its shape", _class_axis_fits),
    Agreement("its shape is larger than any array", _size_fits),
    Agreement("its options are not those of its criterion", _options_fit),
    Agreement("its likelihood does not fit its options", _likelihood_fits),
    Agreement("its count and ignored do not add up to its shape", _counts_fit),
    Agreement("its denominator does not fit its count", _denominator_fits),
    Agreement("its marks lie outside its shape", _marks_fit),
    Agreement("its inputs do not fit its shape", _inputs_fit),
    Agreement("its classes do not fit its shape", _classes_fit),
)
