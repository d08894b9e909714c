"""Columns that are left out because their first cells are whole numbers: all cells of a large table must be."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Content
from lossctl.inputs.lazy_array import LazyArray, elements_of_rows
from lossctl.inputs.tables.columns import NO_NUMBERS, Columns, Kind


class _LeftOut(NamedTuple):
    """How an error calls the columns that must be whole, and what it says to do."""

    names: tuple[str, ...]
    remedy: str

    def check(self, numbers: Array, first: int) -> None:
        """Raise at the first fraction in these rows, which begin with row `first`."""
        odd = np.argwhere((numbers != np.floor(numbers)) & np.isfinite(numbers))
        if odd.size:
            row, column = odd[0]
            problem = f"{self.names[column]} was left out, as its first rows hold whole numbers; here is"
            number = f"{numbers[row, column]:g}"
            raise InputError(f"{problem} {number}", f"row {first + int(row) + 1}", remedy=self.remedy)


def beside_whole_columns(table: Columns, content: Content, columns: Sequence[int], left_out: Sequence[int]) -> Content:
    """The columns of a large table, of which every row is read together with those left out, to see that these are."""
    checked = [i for i in left_out if table.kind(i) is Kind.WHOLE]
    if not isinstance(content, LazyArray) or not checked:
        return content
    called = tuple(f"column {table.names[i]}" if table.names else f"value {i + 1}" for i in checked)
    chosen = ",".join(table.names[i] if table.names else str(i) for i in columns)
    remedy = f"say which columns are the input: FILE:{chosen}" if len(columns) < 20 else ""
    whole = _LeftOut(called, remedy)
    alone = _numbers_of(table, checked)
    if not isinstance(alone, LazyArray) or alone.dtype.kind != "f":
        return content
    if all(table.kind(i) not in NO_NUMBERS for i in columns):
        both = table.numbers((*columns, *checked))
        if isinstance(both, LazyArray) and both.dtype == content.dtype:
            return LazyArray(content.shape, content.dtype, partial(_read_both, both, content, len(columns), whole))
    return LazyArray(content.shape, content.dtype, partial(_read_each, content, alone, whole))


def _numbers_of(table: Columns, columns: Sequence[int]) -> Array | LazyArray | None:
    """Some columns; None where a cell is missing in one: that is no fault of a column that is left out."""
    try:
        return table.numbers(columns)
    except InputError:
        return None


def _read_both(both: LazyArray, content: LazyArray, width: int, whole: _LeftOut, start: int, stop: int) -> Array:
    """The first columns of an array; the others are looked at, but in rows where a cell is missing in one."""
    every = both.shape[1]

    def rows(first: int, last: int) -> Array:
        try:
            found = both.read(first * every, last * every).reshape(-1, every)
        except InputError:
            return content.read(first * width, last * width).reshape(-1, width)
        whole.check(found[:, width:], first)
        return found[:, :width]

    return elements_of_rows(rows, width, start, stop)


def _read_each(content: LazyArray, alone: LazyArray, whole: _LeftOut, start: int, stop: int) -> Array:
    per_row = max(1, content.size // max(1, content.shape[0]))
    first, last, width = start // per_row, -(-stop // per_row), alone.shape[1]
    try:
        beside = alone.read(first * width, last * width).reshape(-1, width)
    except InputError:  # a cell is missing
        return content.read(start, stop)
    whole.check(beside, first)
    return content.read(start, stop)
