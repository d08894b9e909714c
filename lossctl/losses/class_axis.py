"""What the losses over classes, ce and kl, share: the class axis, and logits, probabilities and their logarithms."""

import numpy as np

from lossctl import numerics
from lossctl.errors import InputError
from lossctl.problem import Problem
from lossctl.sums.arrays import Array, Mask

SUM_TOLERANCE = 1e-5  # a row of float32 probabilities sums to 1 within this


def class_axis(problem: Problem) -> int:
    """The axis of INPUT that holds the classes, 0 or more; by default 1, and 0 for one sample, as in PyTorch."""
    shape = problem.arrays["input"].shape
    if not shape:
        is_class = problem.arrays["target"].size > 1 and float(np.asarray(problem.arrays["input"])).is_integer()
        remedy = "a class index? the input, a number per class, comes first, then the index" if is_class else ""
        raise InputError("one number is no input: there must be a number per class", "input", remedy=remedy)
    axis = problem.settings.class_axis
    if axis is None:
        axis = min(1, len(shape) - 1)
    if not -len(shape) <= axis < len(shape):
        raise InputError(f"--class-axis {axis} does not exist in an input of shape {shape}", "input")
    axis %= len(shape)
    if not shape[axis]:
        raise InputError(f"axis {axis} of shape {shape} holds no classes", "input")
    return axis


def samples_shape(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    """The shape that is left without the class axis."""
    return shape[:axis] + shape[axis + 1 :]


def tempered(values: Array, form: str, temperature: float) -> Array:
    """Logits divided by the temperature; whatever else is left as it is."""
    return values / temperature if form == "logits" and temperature != 1 else values


def log_probs(values: Array, form: str) -> Array:
    """Log-probabilities of all classes, (n, C), of logits, probabilities or log-probabilities."""
    if form == "logits":
        return numerics.log_softmax(values)
    return np.log(values) if form == "probs" else values


def probs_and_logs(values: Array, form: str) -> tuple[Array, Array]:
    """Probabilities of all classes, (n, C), and their logarithms."""
    if form == "logits":
        return numerics.softmax_pair(values)
    return (np.exp(values), values) if form == "log-probs" else (values, np.log(values))


def off_one(rows: Array) -> Mask:
    """Which rows of probabilities do not sum to 1."""
    return np.abs(rows.sum(axis=-1) - 1) > SUM_TOLERANCE


def zero_times_infinity(loss: Array, factor: Array, log_p: Array) -> dict[str, Mask]:
    """Which samples are NaN because a target or a weight of 0 met a class of probability 0; (n, C) or (n,) arrays."""
    if not np.isnan(loss.min(initial=0)):
        return {}
    met = (factor == 0) & np.isinf(log_p)
    return {"0 · ∞": met if met.ndim == 1 else met.any(axis=-1)}
