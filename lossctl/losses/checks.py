"""Checks that several losses share: of probabilities, sample weights and the temperature."""

from collections.abc import Callable

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import ARGUMENTS
from lossctl.losses.class_axis import LOG_TOLERANCE
from lossctl.option import flag_of
from lossctl.problem import Prepared, Problem
from lossctl.sums.arrays import Array, Mask
from lossctl.sums.block import Block
from lossctl.sums.layout import StoredArray

CODES = ((-1.0, 1.0), (1.0, 2.0), (0.0, 255.0))  # that are written for 0 and 1
PERCENT_TOLERANCE = 1.0
OUTSIDE = "target outside [0, 1]"  # a mark


def shown(value: float) -> str:
    """A number in a message: as short as it can be told from its neighbours, so that 1.0000001 is not shown as 1."""
    return repr(float(value)).removesuffix(".0")


def recoded(low: float, high: float) -> str:
    """What to write for two codes: `0 for -1`, `0 for 1 and 1 for 2`."""
    return " and ".join(f"{new} for {shown(old)}" for new, old in ((0, low), (1, high)) if new != old)


def counted(block: Block) -> Array:
    """The targets of the samples that count."""
    return block.target if block.present is None else block.target[block.present]


def decimal_commas(problem: Problem, name: str, *counts: int) -> str:
    """What it probably means that twice as many whole numbers are typed as fit; '' where it is not so."""
    array = problem.arrays[name]
    is_typed = problem.origin(name) in (name, ARGUMENTS[name])
    if not is_typed or array.shape not in [(2 * count,) for count in counts] or not _are_whole(np.asarray(array)):
        return ""
    return "a comma stands between two numbers; within one write a point: 0.5"


def _are_whole(numbers: Array) -> bool:
    return bool((np.floor(numbers) == numbers).all())


def check_temperature(problem: Problem, forms: tuple[str, ...]) -> None:
    """--temperature divides logits: there must be some."""
    if problem.settings.temperature != 1 and "logits" not in forms:
        raise InputError("--temperature divides logits, and here are none", remedy="leave it out")


def check_probs(values: Array, name: str, block: Block, prepared: Prepared) -> None:
    """InputError at the first of these values, (n, C), that is outside [0, 1]."""
    option = "from_" if name == "input" else "target_from"
    known = option in prepared.problem.loss.criterion.options
    remedy = _other_form(values, flag_of(option)) if known else ""
    if name == "input" and "from_" not in prepared.problem.settings.stated:
        remedy = "its name says that it holds probabilities; if they are logits, --from logits"
    if are_percentages(values):
        remedy = "the rows sum to 100: if they are percentages, divide them by 100"
    check_range(values, name, block, prepared, lambda value: remedy)  # noqa: ARG005 - whatever it is


def _other_form(rows: Array, flag: str) -> str:
    """What rows that are no probabilities hold: their logarithms, if these sum to 1, or else logits."""
    return f"log-probabilities? {flag} log-probs" if log_rows_sum_to_1(rows) else f"logits? {flag} logits"


def log_rows_sum_to_1(rows: Array) -> bool:
    """Whether the exponentials of all rows, (n, C), sum to 1, but for what a print rounds off."""
    with np.errstate(over="ignore"):
        return bool((np.abs(np.exp(rows).sum(axis=-1) - 1) <= LOG_TOLERANCE).all())


def are_percentages(rows: Array) -> bool:
    """Whether all rows, (n, C), lie in [0, 100] and sum to 100, but for what whole percentages round off."""
    if rows.shape[-1] < 2 or not rows.size or not (rows.min() >= 0 and rows.max() <= 100):
        return False
    return bool((np.abs(rows.sum(axis=-1) - 100) <= PERCENT_TOLERANCE).all())


def check_stated_target(block: Block, prepared: Prepared) -> None:
    """The same of the target where the caller says that it holds probabilities; PyTorch itself calculates any."""
    settings = prepared.problem.settings
    if settings.target_from == "probs" and "target_from" in settings.stated:
        check_probs(block.target, "target", block, prepared)


def outside(targets: Array) -> dict[str, Mask]:
    """Which targets, (n,) or (n, C), are outside [0, 1], as a mark; nothing where none is."""
    if not targets.size or (targets.min() >= 0 and targets.max() <= 1):  # neither holds where there is a NaN
        return {}
    return {OUTSIDE: (targets < 0) | (targets > 1)}


def check_range(values: Array, name: str, block: Block, prepared: Prepared, remedy: Callable[[float], str]) -> None:
    """InputError at the first of these values, (n,) or (n, C), that is outside [0, 1]; NaN is carried through."""
    if not values.size or (values.min() >= 0 and values.max() <= 1):  # neither holds where there is a NaN
        return
    outside = np.argwhere((values < 0) | (values > 1))
    if len(outside):
        row, *class_ = outside[0]
        value = values[tuple(outside[0])]
        raise InputError(
            f"{shown(value)} is not a probability: it is outside [0, 1]",
            *prepared.place(name, block.start + int(row), *class_),
            remedy=remedy(value),
        )


def check_sample_weight(block: Block, prepared: Prepared) -> None:
    """InputError at the first sample weight that is not 0 or more."""
    weight = block.sample_weight
    if weight is not None and not (weight >= 0).all():
        first = int(np.argmin(weight >= 0))
        raise InputError(
            f"{shown(weight[first])} is no sample weight: 0 or more is",
            *prepared.place("sample_weight", block.start + first),
        )


def sample_weight(problem: Problem, shape: tuple[int, ...]) -> Array | StoredArray:
    """--sample-weight broadcast to the shape of the samples: one per loss, or one per item of the first axis."""
    weight = problem.arrays["sample_weight"]
    if weight.shape == shape:
        return weight
    if shape and weight.shape == shape[:1]:
        return np.asarray(weight).reshape(weight.shape + (1,) * (len(shape) - 1))
    expected = f"{shape[:1]}, one per sample" if shape else "(), one number"
    also = f", or {shape}, one per loss" if len(shape) > 1 else ""
    is_per_class = "weight" in problem.loss.criterion.options and weight.shape == _weights_shape(problem)
    remedy = "one number per class is --weight" if is_per_class else ""
    remedy = remedy or decimal_commas(problem, "sample_weight", shape[0] if shape else 1)
    raise InputError(f"shape {weight.shape} does not fit: it must be {expected}{also}", "sample_weight", remedy=remedy)


def _weights_shape(problem: Problem) -> tuple[int, ...]:
    """Of --weight: one per class for ce, one per label, which lie along the last axis, for single elements."""
    shape = problem.arrays["input"].shape
    axis = problem.settings.class_axis if "class_axis" in problem.loss.criterion.options else -1
    return shape[1:2] if axis is None else shape[axis:][:1]
