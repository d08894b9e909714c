"""A column that is left out as an index because its first cells are whole numbers: all of them must be."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Content
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.tables.columns import Columns, Kind


def beside_whole_index(table: Columns, content: Content, index: Sequence[int], headings: tuple[str, ...]) -> Content:
    """The columns of a large table, whose rows are read together with the index columns to see that these are whole."""
    numbers = [i for i in index if table.kind(i) is Kind.WHOLE]
    if not isinstance(content, LazyArray) or not numbers:
        return content
    columns = [table.column(i) for i in numbers]
    lazy = [(table.names[i], each) for i, each in zip(numbers, columns, strict=True) if isinstance(each, LazyArray)]
    remedy = f"say which columns are the input: FILE:{','.join(headings)}" if len(headings) < 20 else ""
    return LazyArray(content.shape, content.dtype, partial(_read, content, lazy, remedy))


def _read(content: LazyArray, index: list[tuple[str, LazyArray]], remedy: str, start: int, stop: int) -> Array:
    per_row = max(1, content.size // max(1, content.shape[0]))
    first, last = start // per_row, -(-stop // per_row)
    for name, column in index:
        numbers = column.read(first, last)
        odd = np.flatnonzero(numbers != np.floor(numbers))
        if odd.size and np.isfinite(numbers[odd[0]]):
            problem = f"column {name} was left out as an index, but holds {numbers[odd[0]]:g}"
            raise InputError(problem, f"row {first + int(odd[0]) + 1}", remedy=remedy)
    return content.read(start, stop)
