"""A structured array, as `np.save(f, frame.to_records())` writes it: a table whose columns are its fields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Content, Members
from lossctl.inputs.lazy_array import LazyArray, elements_of_rows
from lossctl.inputs.readers.containers import npy_text
from lossctl.inputs.readers.text_kind import kind_of_cells
from lossctl.inputs.tables.columns import Kind, kind_of_numbers
from lossctl.inputs.tables.table import Table

_HEAD = 1000  # the rows of a large table by which the kind of its columns is known

Rows = Callable[[int, int], Array]  # reads some of the records


def document(dtype: np.dtype[Any], size: int, rows: Rows, large: bool) -> Table | Members:
    """A table where each field is one number or word; arrays by name where a field is an array itself."""
    columns = RecordColumns(dtype, size, rows, large)
    fields = [dtype[name] for name in columns.names]
    for name, field in zip(columns.names, fields, strict=True):
        if field.base.kind not in "biufUSMm":
            raise InputError(f"the field {name} holds no numbers", remedy="save it as text: frame.to_csv('x.csv')")
    if not any(field.shape for field in fields):
        return Table(columns)
    return Members({name: partial(columns.words, i) for i, name in enumerate(columns.names)})


@dataclass(frozen=True)
class RecordColumns:
    """The fields of `size` records of this type. A `large` table stays in its file, and is read by `rows`."""

    dtype: np.dtype[Any]
    size: int
    rows: Rows
    large: bool

    @property
    def width(self) -> int:
        return len(self.names)

    @property
    def names(self) -> tuple[str, ...]:
        return self.dtype.names or ()

    def kind(self, column: int) -> Kind:
        """What the cells of a column are: all, or the first of a large table."""
        cells = _field(self, column, 0, min(self.size, _HEAD) if self.large else self.size)
        if not _is_text(cells.dtype):
            return kind_of_numbers(cells)
        return kind_of_cells(npy_text.decoded(cells))

    def numbers(self, columns: Sequence[int]) -> Array | LazyArray:
        """These columns as (rows, columns)."""
        types = [self._type(column) for column in columns]
        dtype = np.result_type(*types) if types else np.dtype(np.float64)
        matrix = partial(_matrix, self, tuple(columns), dtype)
        if self.large and columns:
            return LazyArray((self.size, len(columns)), dtype, partial(elements_of_rows, matrix, len(columns)))
        return matrix(0, self.size)

    def column(self, column: int) -> Array | LazyArray:
        """The numbers of one column; a field that is an array has its own axes behind the rows."""
        field = self.dtype[self.names[column]]
        read = partial(_column, self, column)
        if not self.large:
            return read(0, self.size)
        width = int(np.prod(field.shape, dtype=int))
        return LazyArray((self.size, *field.shape), self._type(column), partial(elements_of_rows, read, width))

    def words(self, column: int) -> Content:
        """One column: its numbers, or its words."""
        field = self.dtype[self.names[column]]
        if not _is_text(field.base):
            return self.column(column)
        if self.large and not field.shape:
            return npy_text.lazy_content(self.size, partial(_field, self, column))
        return npy_text.content(_field(self, column, 0, self.size))

    def _type(self, column: int) -> np.dtype[Any]:
        """The native type of a column's numbers; that of words which are numbers is float64."""
        base = self.dtype[self.names[column]].base
        return np.dtype(np.float64) if _is_text(base) or base.itemsize > 8 else base.newbyteorder("=")


def _field(columns: RecordColumns, column: int, start: int, stop: int) -> Array:
    cells: Array = columns.rows(start, stop)[columns.names[column]]
    return cells.astype(str) if cells.dtype.kind in "Mm" else cells


def _column(columns: RecordColumns, column: int, start: int, stop: int) -> Array:
    """The numbers of some rows of one column; raises at the first cell that is none."""
    cells = _field(columns, column, start, stop)
    if not _is_text(cells.dtype):
        return np.ascontiguousarray(cells).astype(columns._type(column), copy=False)
    name = columns.names[column]
    numbers = npy_text.floats_of(npy_text.decoded(cells.reshape(-1)), lambda i: (f"record {start + i}, field {name}",))
    return numbers.reshape(cells.shape)


def _matrix(columns: RecordColumns, chosen: tuple[int, ...], dtype: np.dtype[Any], start: int, stop: int) -> Array:
    matrix = np.empty((stop - start, len(chosen)), dtype)
    for i, column in enumerate(chosen):
        matrix[:, i] = _column(columns, column, start, stop)
    return matrix


def _is_text(dtype: np.dtype[Any]) -> bool:
    """Strings, and dates, which are words, too."""
    return dtype.kind in "USMm"
