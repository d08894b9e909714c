"""Cells that hold a list of numbers each, as pandas writes them: `"[0.1, 0.9]"`, or NumPy's `[0.1 0.9]`."""

from functools import partial

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.contents import Content, Text, Words
from lossctl.inputs.lazy_array import Array, LazyArray, elements_of_rows


def as_rows(content: Content) -> Content:
    """Words that are lists of numbers as rows of them; any other content as it is."""
    if isinstance(content, Words) and content.size:
        first = _rows(content.range_(0, 1))
        width = first.shape[1]
        return LazyArray((content.size, width), np.dtype(np.float64), partial(_range, content, width))
    return _rows(content) if isinstance(content, Text) else content


def _range(content: Words, width: int, start: int, stop: int) -> Array:
    return elements_of_rows(lambda first, last: _rows(content.range_(first, last), width), width, start, stop)


def _rows(text: Text, width: int | None = None) -> Array:
    """InputError for a cell that is no list of numbers, and for one that is longer or shorter than the first."""
    found = []
    for i, cell in enumerate(text.entries):
        try:
            row = [float(each) for each in cell.strip("[]() ").replace(",", " ").split()]
        except ValueError:
            raise InputError(f"{_shown(cell)} is no list of numbers", *text.place(i)) from None
        width = len(row) if width is None else width
        if len(row) != width:
            raise InputError(f"{len(row)} numbers where the lists above have {width}", *text.place(i))
        found.append(row)
    return np.array(found, dtype=np.float64).reshape(len(found), -1)


def _shown(cell: str) -> str:
    return repr(cell if len(cell) < 40 else f"{cell[:37]}...")
