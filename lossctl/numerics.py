"""The careful functions under the losses. They keep the dtype of their input, and no row sees another row."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lossctl.sums.arrays import Array
from lossctl.sums.block import NARROW, floats

TILE = 1 << 20  # bytes of rows that are worked on at a time: few enough for the cache, enough to hide Python's own cost
COPIED = 1 / 4  # if this part of the rows or more need it, recomputing all rows is faster than copying the chosen ones
SMALL = 2.0**-3  # below it rounding d shows in the loss: by more than 2 units in the last place


class Softmax(NamedTuple):
    """What softmax is made of, for rows x of shape (n, C): `d = x − peak`, `exp = exp(d)`, `rest = Σ exp − 1`.

    `peak`, the largest of each row, is (n, 1), and `rest` is (n,).
    """

    peak: Array
    d: Array
    exp: Array
    rest: Array


def softmax_parts(x: Array) -> Softmax:
    """The parts of softmax along the last axis of (n, C).

    The largest term is exp(0) = 1: log softmax is `d − log1p(rest)`. Neither −d nor log1p(rest) is below 0, so nothing
    cancels. A row of NaN, of nothing but −inf, or with +inf is NaN, as in PyTorch.
    """
    peak = x.max(axis=-1, keepdims=True)
    d = x - peak
    exp = np.exp(d)
    return Softmax(peak, d, exp, _rest(exp, x, peak))


def _rest(exp: Array, x: Array, peak: Array) -> Array:
    """`Σ exp − 1` of each row of (n, C), so exact that a loss of 1e-30 keeps all its digits.

    Where the sum is 2 or more, subtracting the peak's 1 is exact. Below 2 the peak is left out of the sum, because the
    1 would drown the rest (SciPy's logsumexp does the same). Where the rest is small, rounding d is made up for too.
    """
    rest = sum_rows(exp) - 1
    for limit, exact in ((1, _without_peak), (SMALL, _small_rest)):
        rows = rest < limit
        count = np.count_nonzero(rows)
        if count >= len(rows) * COPIED:
            np.copyto(rest, exact(exp, x, peak), where=rows)
        elif count:
            rest[rows] = exact(exp[rows], x[rows], peak[rows])
    return rest


def _without_peak(exp: Array, x: Array, peak: Array) -> Array:  # noqa: ARG001 - _small_rest needs them
    """The sum of all but the peak. In rows whose sum is below 2, only the peak has an exp of 1."""
    return sum_rows(exp - np.floor(exp))


def _small_rest(exp: Array, x: Array, peak: Array) -> Array:
    """The same where the loss is nearly this sum itself.

    Half a unit in the last place of d = −700 is a relative 5e-14 of exp(d), so what the subtraction rounded off is put
    back. A class with a larger exp has a d so near to 0 that this would not show.
    """
    x = floats(x, exp.dtype.name)
    d = x - peak
    others = np.where(d < 0, exp, 0)
    return sum_rows(others) + sum_rows(_rounded_off(x, peak, d) * others)


def sum_rows(rows: Array) -> Array:
    """The sums of the rows of (n, C), each in an order that does not depend on n.

    Narrow rows lie with their classes first and are added class by class; NumPy would add a single such row otherwise.
    """
    if rows.shape[1] > NARROW:
        total: Array = rows.sum(axis=-1)
        return total
    total = rows[:, 0].copy()
    for class_ in range(1, rows.shape[1]):
        total += rows[:, class_]
    return total


def softmax_pair(x: Array) -> tuple[Array, Array]:
    """Softmax along the last axis of (n, C), to the last digits of its smallest values too, and its logarithm."""
    peak, d, exp, rest = softmax_parts(x)
    exact = _rounded_off(x, peak, d)
    exact += 1
    exp *= exact
    exp /= (1 + rest)[:, None]
    d -= log1p(rest)[:, None]
    return exp, d


def log_softmax(x: Array) -> Array:
    """`x − ln Σ exp(x)` along the last axis of (n, C)."""
    parts = softmax_parts(x)
    return np.subtract(parts.d, log1p(parts.rest)[:, None], out=parts.d)


def log_softmax_at(x: Array, t: Array, dtype: str) -> tuple[Array, Array]:
    """`x[t] − ln Σ exp(x)` of each row of (n, C), calculated in this dtype, and `x[t] − max x`.

    t holds an index for each row, (n,), and so do the results. Some rows at a time are cast and then worked on in
    place, so that one buffer in the cache is all that this takes.
    """
    peak, rest = np.empty(len(x), dtype), np.empty(len(x), dtype)
    step = max(1, TILE // peak.itemsize // x.shape[1])
    for start in range(0, len(x), step):
        rows = slice(start, start + step)
        exp = floats(x[rows], dtype, copy=True)
        peak[rows] = exp.max(axis=-1)
        exp -= peak[rows, None]
        np.exp(exp, out=exp)
        rest[rows] = _rest(exp, x[rows], peak[rows, None])
    d = floats(x[np.arange(len(x)), t], dtype) - peak
    return d - log1p(rest), d


def along_axis(function: Callable[[Array], Array], values: Array, axis: int) -> Array:
    """A function of rows, (n, C), applied along an axis of an array of any shape."""
    rows = np.moveaxis(values, axis, -1)
    result = function(np.ascontiguousarray(rows).reshape(-1, rows.shape[-1])).reshape(rows.shape)
    return np.moveaxis(result, -1, axis)


def logsumexp(x: Array) -> Array:
    """`ln Σ exp(x)` along the last axis of (n, C)."""
    return x.max(axis=-1) + log1p(softmax_parts(x).rest)


def log1p(x: Array) -> Array:
    """`ln(1 + x)` for x ≥ −1: what rounding 1 + x loses is put back (HP-15C's formula; Goldberg 1991, theorem 4).

    NumPy's own log1p is as exact and takes twice the time, in float32 five times.
    """
    u = 1 + x
    lost = x - (u - 1)
    lost /= np.maximum(u, np.finfo(x.dtype).tiny)
    lost += np.log(u)
    return lost


def softplus_pair(x: Array) -> tuple[Array, Array]:
    """`ln(1 + exp(x))` and `ln(1 + exp(−x))`: −ln(1 − sigmoid(x)) and −ln sigmoid(x), without overflow."""
    log = log1p(np.exp(-np.abs(x)))
    return np.maximum(x, 0) + log, np.maximum(-x, 0) + log


def sigmoid(x: Array) -> Array:
    """`1 / (1 + exp(−x))` without overflow."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)


def times(factor: Array, value: Array) -> Array:
    """`factor · value`, and 0 where factor is 0, whatever value is: the limit, where 0 · ∞ has one."""
    return np.where(factor == 0, 0, factor * value)


def _rounded_off(x: Array, peak: Array, d: Array) -> Array:
    """What `d = fl(x − peak)` lacks of the difference, exactly (Knuth's TwoSum); 0 for a masked class."""
    back = d - x
    lost = (x - (d - back)) - (peak + back)
    if not d.min(initial=0) > -np.inf:  # nor is NaN
        lost[~np.isfinite(lost)] = 0
    return lost
