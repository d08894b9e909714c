"""The columns of a columnar file: all cells of a small one, ranges of a large one."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Content, Text, Words
from lossctl.inputs.lazy_array import LazyArray, elements_of_rows
from lossctl.inputs.readers.arrow import cells
from lossctl.inputs.readers.arrow.column_kind import kind_of
from lossctl.inputs.readers.arrow.fields import Field, called, cells_in, tops_of
from lossctl.inputs.readers.arrow.library import damage_told
from lossctl.inputs.readers.arrow.row_ranges import ReadRows, in_steps
from lossctl.inputs.readers.arrow.stored_table import StoredTable, head
from lossctl.inputs.readers.arrow.unpacked_matrix import UnpackedMatrix
from lossctl.inputs.readers.containers import npy_text
from lossctl.inputs.tables.columns import Kind

_HEAD = 1000  # rows of a large file by which the kind of its columns is known
_FIRST_LISTS = 16  # the same of a column of lists, which may be long
_AT_ONCE = 32  # columns whose first rows are read together
_GATHERED = 64  # columns that are gathered for each range; more of them are faster where they have been unpacked


@dataclass(frozen=True, eq=False)
class ArrowColumns:
    """The columns `fields` of a table. With `named`, the labels of Hugging Face are the names of their classes."""

    rows: StoredTable
    fields: tuple[Field, ...]
    named: bool = False
    kinds: dict[int, Kind] = field(default_factory=dict, repr=False)

    @property
    def width(self) -> int:
        return len(self.fields)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.fields)

    def kind(self, column: int) -> Kind:
        """The kind of all cells, or of the first ones of a large file."""
        if column not in self.kinds:
            self._look(column)
        return self.kinds[column]

    def numbers(self, columns: Sequence[int]) -> Array | LazyArray:
        """These columns as (rows, columns)."""
        dtype = np.result_type(*map(self._dtype, columns)) if columns else np.dtype(np.float64)
        read: ReadRows = partial(self._matrix, tuple(columns), dtype)
        if self.rows.is_small or not columns or not self.rows.size:
            return read(0, self.rows.size)
        shape = self.rows.size, len(columns)
        if self.rows.is_packed or len(columns) > _GATHERED:
            read = UnpackedMatrix([partial(self.single_numbers, i) for i in columns], self.rows.size, dtype)
        return LazyArray(shape, dtype, partial(elements_of_rows, partial(in_steps, read, *shape), len(columns)))

    def column(self, column: int) -> Array | LazyArray:
        """The numbers of one column; (rows, …) where its cells are lists."""
        read = partial(self._column, column)
        if self.rows.is_small or not self.rows.size:
            return read(0, self.rows.size)
        item = read(0, 1).shape[1:]
        read = partial(self._checked, column, item)
        return LazyArray((self.rows.size, *item), self._dtype(column), partial(elements_of_rows, read, math.prod(item)))

    def single_numbers(self, column: int) -> Iterator[Array]:
        """All numbers of one column, some rows at a time."""
        start = 0
        chosen = (self.fields[column],)
        for batch in self.rows.batches(tops_of(chosen)):
            yield self._single_numbers(column, cells_in(batch, chosen)[0], start)
            start += batch.num_rows

    def words(self, column: int) -> Content:
        """One column: its numbers, or its words where none of them is a number."""
        own = self.fields[column]
        if (self.named and own.classes) or self.kind(column) is Kind.WORDS:  # an index that pandas wrote is WORDS, too
            return self._text_or_words(column)
        if not cells.is_text(cells.plain_type(own.type)):
            return self.column(column)
        if not self.rows.is_small:
            first = self._words(column, 0, min(self.rows.size, _HEAD))
            return self._text_or_words(column) if npy_text.numbers_of(first) is None else self.column(column)
        words = self._words(column, 0, self.rows.size)
        numbers = npy_text.numbers_of(words)
        return self._text_or_words(column) if numbers is None or not words else numbers

    def lists(self, column: int, start: int, stop: int) -> list[Any]:
        """The lists in some rows of a column, whatever they hold."""
        with damage_told():
            found: list[Any] = cells.plain(self._array(column, start, stop)).to_pylist()
        return found

    def lengths(self, column: int, start: int, stop: int) -> Array:
        """How long the lists in some rows of a column are."""
        with damage_told():
            return cells.lengths_of(self._array(column, start, stop), lambda i: start + i, self.names[column])

    def inside(self, column: int, start: int, stop: int) -> Array:
        """What the lists in some rows hold, one behind the other."""
        array = self._array(column, start, stop)
        with damage_told():
            lengths = cells.lengths_of(array, lambda i: start + i, self.names[column])
            rows = np.repeat(np.arange(start, stop), lengths)
            return np.array(cells.numbers_of(cells.plain(array).flatten(), lambda i: int(rows[i]), self.names[column]))

    def with_names(self) -> "ArrowColumns":
        """The same columns, with the labels of Hugging Face as names."""
        return ArrowColumns(self.rows, self.fields, named=True)

    def _text_or_words(self, column: int) -> Text | Words:
        if self.rows.is_small:
            return self._text(column, 0, self.rows.size)
        return Words(self.rows.size, partial(self._text, column))

    def _text(self, column: int, start: int, stop: int) -> Text:
        name = self.fields[column].name
        return Text(self._words(column, start, stop), lambda i: (f"row {start + i + 1}", f"column {name}"))

    def _words(self, column: int, start: int, stop: int) -> list[str]:
        own, array = self.fields[column], self._array(column, start, stop)
        with damage_told():
            if self.named and own.classes:
                return [called(label, own.classes) for label in cells.plain(array).to_pylist()]
            return cells.words_of(array)

    def _look(self, column: int) -> None:
        """Find the kind of a column, and of others that are read together with it."""
        simple = [i for i, each in enumerate(self.fields) if not each.path and cells.is_number(each.type)]
        place = simple.index(column) // _AT_ONCE * _AT_ONCE if column in simple else 0
        together = simple[place : place + _AT_ONCE] if column in simple else [column]
        most = _FIRST_LISTS if cells.is_list(cells.plain_type(self.fields[column].type)) else _HEAD
        stop = self.rows.size if self.rows.is_small else min(self.rows.size, most)
        chosen = [self.fields[i] for i in together]
        try:
            arrays = cells_in(head(self.rows, tops_of(chosen), stop), chosen)
            with damage_told():
                for i, array in zip(together, arrays, strict=True):
                    self.kinds[i] = kind_of(array, self.fields[i], named=self.named)
        except InputError:  # the error comes when the column is read
            self.kinds[column] = Kind.MIXED

    def _dtype(self, column: int) -> np.dtype[Any]:
        type_ = cells.innermost(self.fields[column].type)
        return cells.dtype_of(type_) if cells.is_number(type_) else np.dtype(np.float64)

    def _matrix(self, columns: tuple[int, ...], dtype: np.dtype[Any], start: int, stop: int) -> Array:
        chosen = [self.fields[i] for i in columns]
        arrays = cells_in(self.rows.read(tops_of(chosen), start, stop), chosen)
        matrix = np.empty((stop - start, len(columns)), dtype)
        for place, i in enumerate(columns):
            matrix[:, place] = self._single_numbers(i, arrays[place], start)
        return matrix

    def _single_numbers(self, column: int, array: Any, start: int) -> Array:
        numbers = self._numbers(column, array, start)
        if numbers.ndim > 1:
            name = self.fields[column].name
            raise InputError("holds lists, unlike the other columns", f"column {name}", remedy=f"FILE:{name}")
        return numbers

    def _column(self, column: int, start: int, stop: int) -> Array:
        return np.array(self._numbers(column, self._array(column, start, stop), start))

    def _checked(self, column: int, item: tuple[int, ...], start: int, stop: int) -> Array:
        """Some rows of a column, whose lists must be as long as those of the first row."""
        found = self._column(column, start, stop)
        if found.shape[1:] != item and stop > start:
            problem = f"lists of shape {found.shape[1:]} where the first row has {item}"
            raise InputError(problem, f"row {start + 1}", f"column {self.fields[column].name}")
        return found

    def _numbers(self, column: int, array: Any, start: int) -> Array:
        """The numbers of some rows; words are numbers if all of them read as such."""
        name = self.fields[column].name
        with damage_told():
            if not cells.is_text(cells.plain_type(array.type)):
                return cells.numbers_of(array, lambda i: start + i, name)
            words = cells.words_of(array)
        return npy_text.floats_of(words, lambda i: (f"row {start + i + 1}", f"column {name}"))

    def _array(self, column: int, start: int, stop: int) -> Any:
        """The cells of a column in some rows, as an array of pyarrow."""
        chosen = (self.fields[column],)
        return cells_in(self.rows.read(tops_of(chosen), start, stop), chosen)[0]
