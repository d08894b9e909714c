"""The careful functions under the losses. They keep the dtype of their input, and no row sees another row."""

import numpy as np

from lossctl.sums.arrays import Array
from lossctl.sums.block import NARROW
from lossctl.sums.scratch import scratch


def softmax_parts(x: Array, out: Array | None = None) -> tuple[Array, Array]:
    """`d = x − max(x)` of shape (n, C), and `rest = Σ exp(d) − 1` of shape (n,).

    The largest term is exp(0) = 1: log softmax is `d − log_sum(rest)`, and a loss of 1e-30 keeps all its digits,
    because the 1 is left out of the sum where it would drown the rest (SciPy's logsumexp does the same). Neither −d
    nor log_sum is below 0: nothing cancels.

    A row of NaN, of nothing but −inf, or with +inf is NaN, as in PyTorch. `out` is where d may be put.
    """
    d = np.subtract(x, x.max(axis=-1, keepdims=True), out=out)
    rest = sum_rows(np.exp(d, out=scratch("exp", d))) - 1  # exact from 2 on
    sure = np.flatnonzero(rest < 1)
    if sure.size:
        rest[sure] = _small_rest(x[sure], d[sure])
    return d, rest


def _small_rest(x: Array, d: Array) -> Array:
    """`Σ exp(d) − 1` where one class has most of the probability, and the loss may be this sum itself.

    Half a unit in the last place of d = −700 is a relative 5e-14 of exp(d): what the subtraction rounded off is put
    back.
    """
    rows, top = np.arange(len(x)), np.argmax(x, axis=-1)
    exp = np.exp(d)
    exp[rows, top] = 0
    return sum_rows(exp) + sum_rows(exp * _rounded_off(x, x[rows, top][:, None], d))


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


def log_sum(rest: Array) -> Array:
    """`ln(1 + rest)`: by log1p where 1 + rest would round off what counts, else by log, which NumPy has in SIMD."""
    logs = np.log(1 + rest)
    small = np.flatnonzero(rest < 1)
    logs[small] = log1p(rest[small])
    return logs


def softmax(x: Array) -> Array:
    """`exp(x) / Σ exp(x)` along the last axis of (n, C), to the last digits of its smallest values too."""
    d, rest = softmax_parts(x)
    peak = x.max(axis=-1, keepdims=True)
    return np.exp(d) * (1 + _rounded_off(x, peak, d)) / (1 + rest)[:, None]


def log_softmax(x: Array) -> Array:
    """`x − ln Σ exp(x)` along the last axis of (n, C)."""
    d, rest = softmax_parts(x)
    return d - log_sum(rest)[:, None]


def logsumexp(x: Array) -> Array:
    """`ln Σ exp(x)` along the last axis of (n, C)."""
    return x.max(axis=-1) + log_sum(softmax_parts(x)[1])


def log1p(x: Array) -> Array:
    """`ln(1 + x)` for x ≥ −1: what rounding 1 + x loses is put back (HP-15C's formula; Goldberg 1991, theorem 4).

    NumPy's own log1p is as exact and takes twice the time, in float32 five times.
    """
    u = 1 + x
    lost = x - (u - 1)
    return np.log(u) + lost / np.maximum(u, np.finfo(x.dtype).tiny)


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
    return np.where(factor == 0, factor, factor * value)


def _rounded_off(x: Array, peak: Array, d: Array) -> Array:
    """What `d = fl(x − peak)` lacks of the difference, exactly (Knuth's TwoSum); 0 for a masked class."""
    back = d - x
    lost = (x - (d - back)) + (-peak - back)
    return np.where(np.isfinite(lost), lost, 0)
