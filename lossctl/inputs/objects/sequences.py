"""Lists and tuples, of numbers, of words or of arrays, as one array of NumPy."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lossctl.errors import InputError, located
from lossctl.inputs.contents import Content, Text, Words
from lossctl.inputs.lazy_array import Array
from lossctl.inputs.nested_lists import counted

_PLAIN = frozenset((int, float, bool, str, complex, np.float64, np.float32, np.int64, np.bool_))

Read = Callable[[Any], Content]


def array_of(values: Sequence[Any], read: Read, index: tuple[int, ...] = ()) -> Array:
    """One array, whose first axis is the list. Entries that are neither numbers, words nor lists are read by `read`.

    InputError where the entries have several shapes, and where words stand beside numbers. `index` is where the list
    stands in other lists.
    """
    kinds = _kinds(values)
    if kinds <= _PLAIN:
        return _plain(values, kinds)
    rows = []
    for i, value in enumerate(values):
        rows.append(_row(value, read, (*index, i)))
    shapes = [row.shape for row in rows]
    if odd := next((i for i, shape in enumerate(shapes) if shape != shapes[0]), None):
        raise _other_shape((*index, odd), shapes[odd], shapes[0])
    try:
        return np.stack(rows)
    except (TypeError, ValueError) as error:  # such as words beside dates
        raise InputError(f"its entries make no array: {error}") from None


def _kinds(values: Sequence[Any]) -> set[type]:
    """The types of all that stands in nested lists and tuples, or `list` where these have several lengths."""
    kinds: set[type] = set(map(type, values))
    for kind in (list, tuple):
        if kind in kinds:
            lengths = {len(value) for value in values if isinstance(value, list | tuple)}
            if len(lengths) > 1 or not kinds <= {list, tuple}:
                return kinds
            return set().union(*map(_kinds, values))
    return kinds


def _plain(values: Sequence[Any], kinds: set[type]) -> Array:
    if str in kinds and len(kinds) > 1:
        raise InputError("holds words and numbers", remedy="give numbers, or the names of classes alone")
    try:
        return np.array(values)
    except (ValueError, OverflowError) as error:
        raise InputError(f"its entries make no array: {error}") from None


def _row(value: Any, read: Read, index: tuple[int, ...]) -> Array:
    if isinstance(value, list | tuple):
        return array_of(value, read, index)
    if type(value) in _PLAIN or isinstance(value, str):
        return np.asarray(value)
    with located(f"index {list(index)}"):
        content = read(value)
        if isinstance(content, Text | Words):
            raise InputError("holds words")
    return np.asarray(content)


def _other_shape(index: tuple[int, ...], shape: tuple[int, ...], usual: tuple[int, ...]) -> InputError:
    if len(shape) == len(usual) == 1:
        problem = f"{counted(shape[0])} where the rows before have {usual[0]}"
    else:
        both = [str(each) if each else "a single number" for each in (shape, usual)]
        problem = f"{both[0]} where those before have {both[1]}"
    return InputError(problem, f"index {list(index)}", remedy=_ONE_SHAPE)


_ONE_SHAPE = "rows of one array are equally long; input and target are two arguments: lossctl.ce(input, target)"
