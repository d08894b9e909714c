"""Several columns of truth values, as targets of several labels are: 1 and 0."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from lossctl.inputs.contents import Content
from lossctl.inputs.hints import Classes
from lossctl.inputs.lazy_array import Array, LazyArray, elements_of_rows
from lossctl.inputs.tables.class_labels import text_as_numbers


def stacked(columns: Sequence[Content]) -> Array | LazyArray:
    """The columns side by side, (rows, columns); InputError at a word that is neither true nor false."""
    arrays = [text_as_numbers(each, Classes(), "").array for each in columns]
    if any(isinstance(each, LazyArray) for each in arrays):
        shape = (arrays[0].shape[0], len(arrays))
        return LazyArray(shape, np.dtype(np.float64), partial(_range, arrays))
    return np.stack([np.asarray(each) for each in arrays], axis=1)


def _range(arrays: list[Array | LazyArray], start: int, stop: int) -> Array:
    def rows(first: int, last: int) -> Array:
        some = [each.range_(first, last) if isinstance(each, LazyArray) else each[first:last] for each in arrays]
        return np.stack(some, axis=1).astype(np.float64)

    return elements_of_rows(rows, len(arrays), start, stop)
