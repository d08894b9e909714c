"""The careful functions under the losses. They keep the dtype of their input, and no row sees another row."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def softmax_parts(x: Array) -> tuple[Array, Array]:
    """`d = x − max(x)` of shape (n, C), and `rest = Σ exp(d) − 1` of shape (n,).

    The largest term is exp(0) = 1 and is kept out of the sum: log softmax is `d − log_sum(rest)`, so that a loss of
    1e-30 keeps all its digits (SciPy's logsumexp does the same). Neither −d nor log_sum is below 0: nothing cancels.

    A row of NaN, of nothing but −inf, or with +inf is NaN, as in PyTorch.
    """
    rows = np.arange(len(x))
    top = np.argmax(x, axis=-1)
    peak = x[rows, top][:, None]
    d = x - peak
    exp = np.exp(d)
    exp[rows, top] -= 1
    rest = exp.sum(axis=-1)
    # Where one class has nearly all of the probability, the loss is `rest` itself, and half a unit in the last place
    # of d = −700 is a relative 5e-14 of exp(d): put back what the subtraction rounded off.
    sure = np.flatnonzero(rest < 1)
    if sure.size:
        rest[sure] += (exp[sure] * _rounded_off(x[sure], peak[sure], d[sure])).sum(axis=-1)
    return d, rest


def log_sum(rest: Array) -> Array:
    """`ln(1 + rest)`: by log1p where 1 + rest would round off what counts, else by log, which NumPy has in SIMD."""
    logs = np.log(1 + rest)
    small = np.flatnonzero(rest < 1)
    logs[small] = np.log1p(rest[small])
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


def softplus(x: Array) -> Array:
    """`ln(1 + exp(x))`, which is −ln(1 − sigmoid(x)): exact where exp overflows, inf at inf, 0 at −inf."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


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
