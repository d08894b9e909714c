"""The other reading of a table with a doubtful column: the input without it, and the labels of the other classes."""

from functools import partial

import numpy as np

from lossctl.inputs.lazy_array import Array, LazyArray, elements_of_rows
from lossctl.inputs.reading import Reading
from lossctl.inputs.source import TakenArray


def reading_without(input: TakenArray, target: TakenArray | None, source: str) -> Reading:
    """The reading that leaves the doubted column out, and moves the labels accordingly."""
    assert input.doubt
    note, place = f"{source}: {input.doubt.reason}", input.doubt.place
    labels = None if target is None else _labels_without(target.array, place, by_name=target.by_name)
    if labels is None or input.array.ndim != labels.ndim + 1:
        return Reading(note, "", {})
    return Reading(note, "without it the loss is {}", {"input": _without_column(input.array, place), "target": labels})


def _without_column(array: Array | LazyArray, place: int) -> Array | LazyArray:
    """The array without one of its columns; a slice may have left a single row."""
    if isinstance(array, LazyArray):
        shape = (array.shape[0], array.shape[1] - 1)
        return LazyArray(shape, array.dtype, partial(_range_without, array, place), array.where)
    return np.delete(array, place, axis=-1)


def _labels_without(labels: Array | LazyArray, place: int, *, by_name: bool) -> Array | LazyArray | None:
    """The labels of the other columns; None where a label is the column, or cannot be looked at."""
    if isinstance(labels, LazyArray) or labels.ndim > 1:
        return None
    if not by_name:
        return labels
    return None if (labels == place).any() else np.where(labels > place, labels - 1, labels)


def _range_without(array: LazyArray, place: int, start: int, stop: int) -> Array:
    width = array.shape[1]

    def rows(first: int, last: int) -> Array:
        return np.delete(array.range_(first * width, last * width).reshape(-1, width), place, axis=1)

    return elements_of_rows(rows, width - 1, start, stop)
