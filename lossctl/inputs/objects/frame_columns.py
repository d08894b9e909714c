"""The columns of a frame in memory, as a table's reader gives them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.contents import Content, Text, Words
from lossctl.inputs.lazy_array import Array, LazyArray, elements_of_rows
from lossctl.inputs.objects.python_cells import Cells, beyond_float64, place
from lossctl.inputs.readers.containers import npy_text
from lossctl.inputs.readers.text_kind import kind_of_text
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.columns import Kind, kind_of_numbers

SMALL = 1 << 20  # cells of a small frame: of a larger one the first rows tell the kind of a column, as of a large file
_HEAD = 1000  # those rows
_LONG = 1 << 22  # numbers from which on a matrix is put together row by row, as it is read


def is_small(cells: int) -> bool:
    """Whether all of so many cells may be looked at where a rule asks for the kind of a column."""
    return cells <= SMALL


@dataclass(frozen=True, eq=False)
class FrameColumn:
    """One column of `size` rows: its name, and what reads so many of its first cells.

    `dropped` is how the caller leaves out rows without a value here. `is_index` says that it is the index of a frame,
    and `may_hold_lists` spares a look at numbers. `is_small` says that all cells may be looked at to know their kind.
    """

    name: str
    size: int
    read: Callable[[int], Cells]
    dropped: str
    is_index: bool = False
    may_hold_lists: bool = True
    is_small: bool = True

    @cached_property
    def cells(self) -> Cells:
        """All cells."""
        return self.read(self.size)

    @cached_property
    def first_cells(self) -> Cells:
        """The cells by which the kind is known."""
        return self.cells if self.is_small else self.read(min(self.size, _HEAD))

    @cached_property
    def kind(self) -> Kind:
        """What these cells are, but the missing ones."""
        cells = self.first_cells
        if cells.fault:
            return Kind.LISTS
        if cells.words is not None:
            return kind_of_text([word for word in cells.words if word])
        if cells.numbers is None or not len(cells.numbers):
            return Kind.EMPTY
        found = self.cells.numbers  # all of them, since numbers are looked at where they are
        numbers, present = (cells.numbers, cells.present) if found is None else (found, self.cells.present)
        numbers = numbers if present is None else numbers[present]
        if not len(numbers) or numbers.ndim > 1:
            return Kind.LISTS if len(numbers) else Kind.EMPTY
        if self.is_index and column_names.names_rows(self.name):
            return Kind.WORDS
        return kind_of_numbers(numbers)

    @property
    def holds_numbers(self) -> bool:
        """Whether each cell is a single number."""
        return self.first_cells.numbers is not None and self.first_cells.numbers.ndim == 1

    def text(self, start: int, stop: int) -> Text:
        """The words of some rows; those of an index may be numbers."""
        cells = self.first_cells if stop <= _HEAD else self.cells
        words = cells.words if cells.words is not None else [*map(str, self.numbers().tolist())]
        return Text(words[start:stop], lambda i: place(start + i, self.name))

    def numbers(self) -> Array:
        """All numbers; InputError where a value is missing, or a cell is no number."""
        cells = self.cells
        if cells.fault:
            raise cells.fault()
        if cells.missing is not None:
            raise InputError("a missing value", *place(cells.missing, self.name), remedy=self.dropped)
        if cells.beyond is not None:
            raise beyond_float64(*place(cells.beyond, self.name))
        if cells.numbers is not None:
            return cells.numbers
        if cells.words is None:
            raise InputError("holds no numbers", f"column {self.name}")
        return npy_text.floats_of([*cells.words], lambda i: place(i, self.name))


@dataclass(frozen=True, eq=False)
class FrameColumns:
    """The columns of a frame; the numbers of one are in the memory of the frame where it has them so."""

    columns: tuple[FrameColumn, ...]
    kinds: dict[int, Kind] = field(default_factory=dict, repr=False)

    @property
    def width(self) -> int:
        return len(self.columns)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.columns)

    def kind(self, column: int) -> Kind:
        return self.kinds.get(column) or self.columns[column].kind

    def numbers(self, columns: Sequence[int]) -> Array | LazyArray:
        """These columns as (rows, columns); those of a large frame are put together as they are read."""
        arrays = [self._single_numbers(column) for column in columns]
        dtype = np.result_type(*arrays) if arrays else np.dtype(np.float64)
        rows = len(arrays[0]) if arrays else 0
        read = partial(_rows, arrays, dtype)
        if rows * len(arrays) < _LONG:
            return read(0, rows)
        return LazyArray((rows, len(arrays)), dtype, partial(elements_of_rows, read, len(arrays)))

    def column(self, column: int) -> Array:
        return self.columns[column].numbers()

    def words(self, column: int) -> Content:
        """One column: its numbers, or its words where none of them is a number."""
        own = self.columns[column]
        words = own.first_cells.words
        numbers = npy_text.numbers_of([*words]) if words else None
        if self.kind(column) is Kind.WORDS or (words is not None and numbers is None):
            return own.text(0, own.size) if own.is_small else Words(own.size, own.text)
        return own.numbers() if numbers is None or not own.is_small else numbers

    def _single_numbers(self, column: int) -> Array:
        numbers = self.columns[column].numbers()
        if numbers.ndim > 1:
            raise InputError("holds lists, unlike the other columns", f"column {self.names[column]}")
        return numbers


def _rows(arrays: Sequence[Array], dtype: np.dtype[Any], start: int, stop: int) -> Array:
    matrix = np.empty((stop - start, len(arrays)), dtype)
    for i, array in enumerate(arrays):
        matrix[:, i] = array[start:stop]
    return matrix
