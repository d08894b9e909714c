"""What the losses over classes, ce and kl, share: the class axis, and logits, probabilities and their logarithms."""

import numpy as np

from lossctl import numerics
from lossctl.errors import InputError
from lossctl.problem import Problem
from lossctl.sums.arrays import Array, Mask

SURE = -0.69  # ln p of more than a half
SUM_TOLERANCE = 1e-5  # a row of float32 probabilities sums to 1 within this
LOG_TOLERANCE = 1e-2  # a print of log-probabilities has two decimals or more


def class_axis(problem: Problem) -> int:
    """The axis of INPUT that holds the classes, 0 or more; by default 1, and 0 for one sample, as in PyTorch."""
    shape = problem.arrays["input"].shape
    if not shape:
        from lossctl.losses.single_numbers import one_number

        problem_ = "one number is no input: there must be a number per class"
        raise InputError(problem_, "input", remedy=one_number(problem))
    axis = problem.settings.class_axis
    if axis is None:
        axis = min(1, len(shape) - 1)
    if not -len(shape) <= axis < len(shape):
        from lossctl.losses.typed_call import INPUT, TARGET, typed_call

        remedy = f"axes count from 0, and back from -1: the last is --class-axis {len(shape) - 1 if axis > 0 else -1}"
        target = problem.arrays["target"].shape
        if (
            -len(target) <= axis < len(target)
            and target[axis] > 1
            and samples_shape(target, axis % len(target)) == shape
        ):
            call = typed_call(problem, "ce", input=TARGET, target=INPUT)
            remedy = f"the two look swapped; the input comes first, then the target: {call}"
        raise InputError(f"--class-axis {axis} does not exist in an input of shape {shape}", "input", remedy=remedy)
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


def off_one(rows: Array, form: str = "probs") -> Mask:
    """Which rows of probabilities, or the exponentials of log-probabilities, do not sum to 1."""
    if form == "probs":
        return np.abs(rows.sum(axis=-1) - 1) > SUM_TOLERANCE
    return np.abs(np.exp(rows).sum(axis=-1) - 1) > LOG_TOLERANCE


def zero_times_infinity(loss: Array, factor: Array, log_p: Array) -> dict[str, Mask]:
    """Which samples are NaN because a target or a weight of 0 met a class of probability 0; (n, C) or (n,) arrays."""
    if not np.isnan(loss.min(initial=0)):
        return {}
    met = (factor == 0) & np.isinf(log_p)
    return {"0 · ∞": met if met.ndim == 1 else met.any(axis=-1)}


def is_largest(rows: Array, t: Array, log_p: Array, d: Array | None) -> Mask:
    """Whether t is the class of the largest number of each row, the first of equal ones: `argmax(rows) == t`.

    Where `d = x[t] − max x` is known, few rows need a look: where d is 0, none is larger. Another can be as large only
    where p[t] is at most a half. Where there is NaN, d or its row's log p is, too.
    """
    if d is None:
        return np.asarray(rows.argmax(axis=-1) == t)
    largest = d == 0
    doubtful = np.flatnonzero(~((d < 0) | (log_p > SURE)))
    largest[doubtful] = np.asarray(rows[doubtful], log_p.dtype).argmax(axis=-1) == t[doubtful]
    return largest


def same_largest(rows: Array, others: Array) -> Mask:
    """Whether the largest number of each row stands where that of the other row does, the first of equal ones."""
    return np.asarray(rows.argmax(axis=-1) == others.argmax(axis=-1))
