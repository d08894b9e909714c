"""The loss of a row that has one for each class."""

import math
from collections.abc import Sequence

import numpy as np

from lossctl import numerics
from lossctl.sums.arrays import Array, Floats


def row_sum(losses: Sequence[float]) -> float:
    """Their sum, rounded once; infinite where it is past float64, NaN where both infinities are in it."""
    try:
        return math.fsum(losses)
    except OverflowError:  # some partial sum is past float64, though the whole may not be
        scale = 2.0 ** (len(losses).bit_length() + 1)  # a power of two: only subnormals lose digits
        return scale * row_sum([each / scale for each in losses])
    except ValueError:
        return math.nan


def row_sums(losses: Array) -> Floats:
    """The sums of the rows of (n, C), as fast as NumPy adds; by `row_sum` where that goes past float64 on the way."""
    with np.errstate(over="ignore", invalid="ignore"):
        total: Floats = numerics.sum_rows(losses.astype(np.float64, copy=False))
    odd = np.flatnonzero(~np.isfinite(total))
    if odd.size:
        rows = losses[odd]
        past = np.isfinite(rows).all(axis=1) | (np.isnan(total[odd]) & ~np.isnan(rows).any(axis=1))
        total[odd[past]] = [row_sum(row) for row in rows[past].tolist()]
    return total
