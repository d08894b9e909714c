"""What a result writes beside its state, and the state gives too: the loss, its figures and its distribution."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from lossctl.merge.state_form import NOT_FINITE, shown
from lossctl.result import Result
from lossctl.sums.distribution import Distribution
from lossctl.sums.exact import exact_sum

_EXACTLY = ("loss", "count", "ignored", "sum", "denominator", "accuracy", "same_top")
_NEARLY = ("perplexity", "bits", "stderr")  # exp, log and roots differ in their last digits between systems
_NEAR = 1e-9


def told_twice(result: Result, value: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """What is written otherwise than the state gives it: the key, and both."""
    keys = [key for key in (*_EXACTLY, *_NEARLY) if key in value and (key != "loss" or result.reduction != "none")]
    for key in keys:
        given = result.reduced if key == "loss" else getattr(result, key)
        unknown = given is None and value["state"]["version"] == 1  # whose states held less than its results told
        if not unknown and not alike(value[key], given, _NEAR if key in _NEARLY else 0):
            yield key, value[key], given
    if "distribution" in value:
        yield from _distribution_told_twice(result.distribution, value["distribution"])


def _distribution_told_twice(given: Distribution | None, written: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    if given is None:
        yield "distribution", written, None
        return
    for key in ("min", "max", "nan"):
        if not alike(written[key], getattr(given, key)):
            yield f"distribution.{key}", written[key], getattr(given, key)
    quantiles = {str(key): value for key, value in given.quantiles.items()}
    for key, value in written["quantiles"].items():
        if not alike(value, quantiles.get(key), _NEAR):
            yield f"distribution.quantiles.{shown(key)}", value, quantiles.get(key)


def number_of(written: Any) -> float:
    """The number that the JSON form wrote."""
    return float(written.replace("Infinity", "inf")) if isinstance(written, str) else float(written)


def alike(written: Any, given: float | None, near: float = 0) -> bool:
    """Whether what was written is the number that is given, NaN for NaN, but for `near` of it."""
    if given is None or (isinstance(written, str) and written not in NOT_FINITE):
        return False
    if type(written) not in (int, float, str):
        return False
    try:
        number = number_of(written)
    except OverflowError:
        return False
    if math.isnan(given) or math.isnan(number):
        return math.isnan(given) and math.isnan(number)
    return number == given or math.isclose(number, given, rel_tol=near)


def are_the_losses(written: Any, result: Result) -> bool:
    """Whether nested lists of losses, one for each sample or for each element, have the result's sum, exactly."""
    return any(_add_up(written, shape, result) for shape in {result.samples, result.shape})


def _add_up(written: Any, shape: tuple[int, ...], result: Result) -> bool:
    try:
        flat = np.array([number_of(each) for each in _flat(written, shape)], np.float64)
    except (TypeError, ValueError, OverflowError):
        return False
    return str(exact_sum(flat)) == str(result.tally.sum)


def _flat(written: Any, shape: tuple[int, ...]) -> Iterator[Any]:
    """The numbers in nested lists of this shape; ValueError for another shape, and for what is no number."""
    if not shape:
        if type(written) not in (int, float) and written not in NOT_FINITE:
            raise ValueError
        yield written
        return
    if not isinstance(written, list) or len(written) != shape[0]:
        raise ValueError
    for each in written:
        yield from _flat(each, shape[1:])
