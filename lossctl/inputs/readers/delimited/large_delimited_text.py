"""A large CSV or TSV that stays in its file: one pass learns where its rows are, and rows are read when asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Text, Words
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.lazy_array import LazyArray, elements_of_rows
from lossctl.inputs.readers import last_read, line_index
from lossctl.inputs.readers.delimited import delimited_text, printed_tables
from lossctl.inputs.readers.delimited.cut_columns import cut_columns, without_plain_quotes
from lossctl.inputs.readers.delimited.load import load, with_points
from lossctl.inputs.readers.delimited.number_notation import NUMBER, is_like_number
from lossctl.inputs.readers.delimited.plain_rows import PlainRows, ends_lines_in_quotes
from lossctl.inputs.readers.delimited.table_cells import Grid
from lossctl.inputs.readers.json import json_lines, json_text
from lossctl.inputs.readers.line_index import LineIndex
from lossctl.inputs.readers.pasted import pasted_text
from lossctl.inputs.tables.columns import NO_NUMBERS, Kind
from lossctl.inputs.tables.table import Table


def recognises(source: SourceBytes) -> bool:
    """A long text whose head is a table, without doubt where it is not called one: other readers look at all of it."""
    if not line_index.is_long(source):
        return False
    head = line_index.head(source)
    try:
        if any(reader.recognises(head) for reader in (json_lines, json_text, printed_tables, pasted_text)):
            return False
        return source.suffix in delimited_text.SUFFIXES or _has_numbers(head)
    except InputError:
        return False


def read(source: SourceBytes) -> Table:
    """Tables with line ends in quotes, blank space between the values, or comments for a head are read whole."""
    start = line_index.head(source)
    if ends_lines_in_quotes(start.data[:]):  # where the head ends, it may have cut a row in two
        return delimited_text.read(source)
    head, notes = delimited_text.read_header(start)
    is_whole = head.delimiter is None or head.tidied or next(head.rows(), None) is None
    index = None if is_whole else _index(source, head, head.maybe_header)
    return delimited_text.read(source) if index is None else Table(LazyGrid(head, index, source), notes)


def _index(source: SourceBytes, head: Grid, whole_only: bool) -> LineIndex | None:
    """Where the rows are; None where something is among them that only a reader of the whole table understands."""
    assert head.delimiter
    accepts = PlainRows(head.delimiter.encode(), head.width, whole_only, head.kind(0) in (Kind.WORDS, Kind.MIXED))
    return line_index.index_lines(source, head.begin - 1, b"#", accepts)


@dataclass(frozen=True, eq=False)
class LazyGrid:
    """A table like `Grid`, whose rows stay in their file; `head` is its beginning."""

    head: Grid = field(repr=False)
    index: LineIndex
    source: SourceBytes = field(repr=False)

    @property
    def maybe_header(self) -> bool:
        """As of `Grid`."""
        return self.head.maybe_header

    @property
    def maybe_row(self) -> bool:
        """As of `Grid`."""
        return self.head.maybe_row

    def below_header(self) -> "LazyGrid":
        """The same table with its first row as the header."""
        return self._with_head(self.head.below_header())

    def with_first_row(self) -> "LazyGrid":
        """The same table with its header as the first row."""
        return self._with_head(self.head.with_first_row())

    def _with_head(self, head: Grid) -> "LazyGrid":
        index = _index(self.source, head, whole_only=False)
        assert index is not None
        return LazyGrid(head, index, self.source)

    @property
    def width(self) -> int:
        return self.head.width

    @property
    def names(self) -> tuple[str, ...]:
        return self.head.names

    def kind(self, column: int) -> Kind:
        return self.head.kind(column)

    def numbers(self, columns: Sequence[int]) -> LazyArray:
        """These columns as an array with one row per line."""
        shape = (len(self.index), len(columns))
        return LazyArray(shape, np.dtype(np.float64), partial(self._elements, tuple(columns)))

    def column(self, column: int) -> LazyArray:
        """The numbers of one column."""
        return LazyArray((len(self.index),), np.dtype(np.float64), partial(self._elements, (column,)))

    def words(self, column: int) -> LazyArray | Words:
        """One column: its numbers, or its words where the first of them is no number."""
        _, cells = next(self._grid(0, 1).rows())
        first = cells[column].strip()
        if not first or is_like_number(first):
            return self.column(column)
        return Words(len(self.index), partial(self._words, column))

    def _words(self, column: int, start: int, stop: int) -> Text:
        few = stop - start <= last_read.MOST
        found = last_read.kept(self._all_cells, column, start, stop) if few else self._all_cells(column, start, stop)
        return Text(found, lambda i: self._place(start + i, column))

    def _all_cells(self, column: int, start: int, stop: int) -> list[str]:
        return [word for step in self.index.steps(start, stop) for word in self._cells(column, *step)]

    def _cells(self, column: int, first: int, last: int) -> list[str]:
        """A column's cells in some rows: without quotes, they are cut faster than by the csv module."""
        lines = without_plain_quotes(self.index.rows(first, last), self._delimiter)
        cells = cut_columns(lines, self._delimiter, self.width, [column])
        if cells is None or not cells.isascii():
            return [cells[column].strip() for _, cells in self._grid(first, last).rows()]
        return [cell.strip() for cell in cells.decode().removesuffix("\n").split("\n")]

    def _place(self, row: int, column: int) -> tuple[str, ...]:
        grid = self._grid(row, row + 1)
        line, _ = next(grid.rows())
        return f"line {line}", grid.called(column)

    def _elements(self, columns: tuple[int, ...], start: int, stop: int) -> Array:
        """Elements `start` to `stop` of an array of these columns."""
        return elements_of_rows(partial(self._rows, columns), len(columns), start, stop)

    def _rows(self, columns: tuple[int, ...], first: int, last: int) -> Array:
        whole = self._has_numbers_alone and (last - first) * self.width <= last_read.MOST
        table = last_read.kept(self._all_columns, first, last) if whole else None
        if table is not None:
            return table.take(columns, axis=1)  # twenty times as fast as table[:, columns]
        parts = [self._some_columns(columns, *step) for step in self.index.steps(first, last)]
        return np.concatenate(parts) if parts else np.empty((0, len(columns)))

    @cached_property
    def _has_numbers_alone(self) -> bool:
        """Whether all columns can be read at once, as far as the first rows tell."""
        return not any(self.head.kind(i) in NO_NUMBERS for i in range(self.width))

    def _all_columns(self, first: int, last: int) -> Array | None:
        """Rows with all their columns; None where a cell is no number."""
        table = np.empty((last - first, self.width))
        for start, stop in self.index.steps(first, last):
            lines = self._lines(start, stop)
            part = None if lines is None else load(lines, self._delimiter)
            if part is None or part.shape != (stop - start, self.width):
                return None
            table[start - first : stop - first] = part
        return table

    def _some_columns(self, columns: Sequence[int], first: int, last: int) -> Array:
        chosen = sorted(set(columns))
        lines = self._lines(first, last)
        lines = None if lines is None else cut_columns(lines, self._delimiter, self.width, chosen)
        table = None if lines is None else load(lines, self._delimiter)
        if table is None or table.shape != (last - first, len(chosen)):
            return self._grid(first, last).floats(columns)
        return table.take(np.searchsorted(chosen, columns), axis=1)

    def _lines(self, first: int, last: int) -> bytes | None:
        """Rows with a point in every decimal; None where the cells have to be cut to know."""
        lines = without_plain_quotes(self.index.rows(first, last), self._delimiter)
        return with_points(lines) if self.head.comma else lines

    @property
    def _delimiter(self) -> str:
        assert self.head.delimiter
        return self.head.delimiter

    def _grid(self, first: int, last: int) -> Grid:
        """The rows from `first` to `last` as a table of their own, which names faults with their lines."""
        text, above = self.index.text(first, last)
        return Grid(text, self.head.delimiter, 1, self.width, self.names, above, self.head.comma)


def _has_numbers(head: SourceBytes) -> bool:
    """Whether the rows are as long as each other, and each has a number; raises where they are not."""
    grid, _ = delimited_text.read_header(head)
    return all(any(map(NUMBER.fullmatch, cells)) for _, cells in grid.rows())
