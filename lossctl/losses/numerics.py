"""The careful functions under the losses. They keep the dtype of their input, and no row sees another row."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lossctl.sums.arrays import Array, Mask
from lossctl.sums.block import NARROW, floats
from lossctl.sums.scratch import scratch

TILE = 1 << 20  # bytes of numbers that are worked on at a time, in the cache: with fewer, Python's own part shows
PICKED = 4  # where a 4th of the rows or more are meant, all are faster than a copy of these
SMALL = 2.0**-6  # below it rounding d tells in the loss: by more than 2 units in the last place


class Softmax(NamedTuple):
    """What softmax is made of, for rows x of shape (n, C): `d = x − peak`, `exp = exp(d)`, `rest = Σ exp − 1`.

    `peak`, the largest of each row, is (n, 1), and `rest` is (n,). `exp` is scratch.
    """

    peak: Array
    d: Array
    exp: Array
    rest: Array


def softmax_parts(x: Array, out: Array | None = None) -> Softmax:
    """The parts of softmax along the last axis of (n, C); `out` is where d may be put.

    The largest term is exp(0) = 1: log softmax is `d − log1p(rest)`, and a loss of 1e-30 keeps all its digits,
    because the 1 is left out of the sum where it would drown the rest (SciPy's logsumexp does the same). Neither −d
    nor log_sum is below 0: nothing cancels.

    A row of NaN, of nothing but −inf, or with +inf is NaN, as in PyTorch.
    """
    peak = x.max(axis=-1, keepdims=True)
    d = np.subtract(x, peak, out=out)
    exp = np.exp(d, out=scratch("exp", d))
    rest = sum_rows(exp) - 1  # exact from 2 on
    _put(rest, rest < 1, _without_peak, exp)
    _put(rest, rest < SMALL, _small_rest, x, peak, d, exp)
    return Softmax(peak, d, exp, rest)


def _put(rest: Array, rows: Mask, better: Callable[..., Array], *arrays: Array) -> None:
    """Replace these rows of `rest` by something more exact."""
    number = np.count_nonzero(rows)
    if number >= len(rows) / PICKED:
        np.copyto(rest, better(*arrays), where=rows)
    elif number:
        rest[rows] = better(*(array[rows] for array in arrays))


def _without_peak(exp: Array) -> Array:
    """`Σ exp − 1` where one class has most of the probability: only the peak's exp is 1, and is left out."""
    others = np.floor(exp, out=scratch("others", exp))
    return sum_rows(np.subtract(exp, others, out=others))


def _small_rest(x: Array, peak: Array, d: Array, exp: Array) -> Array:
    """The same where the loss is nearly this sum itself.

    Half a unit in the last place of d = −700 is a relative 5e-14 of exp(d): what the subtraction rounded off is put
    back. What is not small has a d so near to 0 that this would not show.
    """
    others = np.less(d, 0, out=scratch("others", d))  # all but the largest: 1 · exp(d)
    others *= exp
    lost = _rounded_off(x, peak, d)
    lost *= others
    return sum_rows(others) + sum_rows(lost)


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


def softmax_pair(x: Array, out: Array | None = None) -> tuple[Array, Array]:
    """Softmax along the last axis of (n, C), to the last digits of its smallest values too, and its logarithm.

    `out` is where softmax may be put; its logarithm is scratch.
    """
    peak, d, exp, rest = softmax_parts(x, scratch("ln p", x))
    exact = _rounded_off(x, peak, d)
    exact += 1
    p = np.multiply(exp, exact, out=out)
    p /= (1 + rest)[:, None]
    d -= log1p(rest)[:, None]
    return p, d


def log_softmax(x: Array, out: Array | None = None) -> Array:
    """`x − ln Σ exp(x)` along the last axis of (n, C); `out` is where it may be put."""
    parts = softmax_parts(x, out)
    return np.subtract(parts.d, log1p(parts.rest)[:, None], out=parts.d)


def log_softmax_at(x: Array, t: Array, dtype: str) -> Array:
    """`x[t] − ln Σ exp(x)` of each row of (n, C), cast to the dtype some rows at a time: they fit in the cache.

    t holds an index for each row, (n,), and so does the result.
    """
    picked, rest = np.empty(len(x), dtype), np.empty(len(x), dtype)
    step = max(1, TILE // picked.itemsize // x.shape[1])
    for start in range(0, len(x), step):
        rows = slice(start, start + step)
        tile = floats(x[rows], dtype, "x")
        parts = softmax_parts(tile, scratch("d", tile))
        picked[rows], rest[rows] = parts.d[np.arange(len(tile)), t[rows]], parts.rest
    return picked - log1p(rest)


def logsumexp(x: Array) -> Array:
    """`ln Σ exp(x)` along the last axis of (n, C)."""
    return x.max(axis=-1) + log1p(softmax_parts(x).rest)


def log1p(x: Array, out: Array | None = None) -> Array:
    """`ln(1 + x)` for x ≥ −1: what rounding 1 + x loses is put back (HP-15C's formula; Goldberg 1991, theorem 4).

    NumPy's own log1p is as exact and takes twice the time, in float32 five times. `out` is where it may be put.
    """
    u = np.add(1, x, out=scratch("1 + x", x))
    lost = np.subtract(u, 1, out=scratch("lost", x))
    np.subtract(x, lost, out=lost)
    log: Array = np.log(u, out=out)
    lost /= np.maximum(u, np.finfo(x.dtype).tiny, out=u)
    log += lost
    return log


def softplus_pair(x: Array) -> tuple[Array, Array]:
    """`ln(1 + exp(x))` and `ln(1 + exp(−x))`: −ln(1 − sigmoid(x)) and −ln sigmoid(x), without overflow.

    Both are scratch.
    """
    on = np.negative(x, out=scratch("on", x))
    off = np.minimum(x, on, out=scratch("off", x))
    log = log1p(np.exp(off, out=off), out=scratch("log", x))
    np.maximum(x, 0, out=off)
    np.maximum(on, 0, out=on)
    off += log
    on += log
    return off, on


def sigmoid(x: Array) -> Array:
    """`1 / (1 + exp(−x))` without overflow."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, small) / (1 + small)


def times(factor: Array, value: Array, out: Array) -> Array:
    """`factor · value`, and 0 where factor is 0, whatever value is: the limit, where 0 · ∞ has one."""
    np.multiply(factor, value, out=out)
    np.copyto(out, 0, where=factor == 0)
    return out


def _rounded_off(x: Array, peak: Array, d: Array) -> Array:
    """What `d = fl(x − peak)` lacks of the difference, exactly (Knuth's TwoSum); 0 for a masked class. Scratch."""
    back = np.subtract(d, x, out=scratch("back", d))
    lost = np.subtract(d, back, out=scratch("rounded off", d))
    np.subtract(x, lost, out=lost)
    lost -= np.add(peak, back, out=back)
    if not d.min(initial=0) > -np.inf:  # nor is NaN
        lost[~np.isfinite(lost)] = 0
    return lost
