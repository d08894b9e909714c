"""Ranges of rows: what is asked for, and what is read for it."""

from collections.abc import Callable

import numpy as np

from lossctl.inputs.lazy_array import Array
from lossctl.inputs.readers import last_read

_STEP = 1 << 18  # numbers of a matrix that are read at once

ReadRows = Callable[[int, int], Array]  # reads the rows from one to another


def in_steps(read: ReadRows, size: int, width: int, start: int, stop: int) -> Array:
    """Some rows of a matrix, whose columns lie apart: a step of rows is read at once and kept, for the next range."""
    step = max(1, _STEP // width)
    if stop - start >= step:
        return read(start, stop)
    pieces = []
    while start < stop:
        first = start // step * step
        end = min(stop, first + step)
        whole = last_read.kept(read, first, min(size, first + step))
        pieces.append(whole[start - first : end - first])
        start = end
    return np.concatenate(pieces) if pieces else read(0, 0)
