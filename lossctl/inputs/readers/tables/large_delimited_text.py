"""A large CSV or TSV that stays in its file: one pass learns where its rows are, and rows are read when asked for."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Text, Words
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers import line_index
from lossctl.inputs.readers.json import json_lines, json_text
from lossctl.inputs.readers.line_index import Lines
from lossctl.inputs.readers.pasted import pasted_text
from lossctl.inputs.readers.tables import cut_columns as columns_
from lossctl.inputs.readers.tables import delimited_text
from lossctl.inputs.readers.tables.decimals import decimals
from lossctl.inputs.readers.tables.table_cells import NUMBER, Grid

KEPT = 1 << 20  # numbers that a thread keeps of its last rows: targets are in the same lines as inputs

_last = threading.local()


def recognises(source: SourceBytes) -> bool:
    """A long text whose head is a table, without doubt where it is not called one: other readers look at all of it."""
    if not line_index.is_long(source):
        return False
    head = line_index.head(source)
    try:
        if any(reader.recognises(head) for reader in (json_lines, json_text, pasted_text)):
            return False
        return source.suffix in delimited_text.SUFFIXES or _has_numbers(head)
    except InputError:
        return False


def read(source: SourceBytes) -> delimited_text.Table:
    """As the reader of tables, which gets what has line ends in quotes, or blank space between the values."""
    head, notes = delimited_text.seen(line_index.head(source))
    plain = head.delimiter is not None and not _may_count(head)
    found = line_index.indexed(source, head.begin - 1, b"#", _closes_quotes) if plain else None
    return delimited_text.read(source) if found is None else delimited_text.Table(Rows(head, found), notes)


@dataclass(frozen=True)
class Rows:
    """A table as `Grid`, its rows in their file."""

    head: Grid = field(repr=False)
    lines: Lines

    @property
    def width(self) -> int:
        return self.head.width

    @property
    def names(self) -> tuple[str, ...]:
        return self.head.names

    def numbers(self, columns: Sequence[int]) -> LazyArray:
        """These columns as an array with one row per line."""
        shape = (len(self.lines), len(columns))
        return LazyArray(shape, np.dtype(np.float64), partial(self._range, tuple(columns)))

    def column(self, column: int) -> LazyArray:
        """The numbers of one column."""
        return LazyArray((len(self.lines),), np.dtype(np.float64), partial(self._range, (column,)))

    def words(self, column: int) -> LazyArray | Words:
        """One column: its numbers, or its words where the first of them is no number."""
        _, cells = next(self._grid(0, 1).rows())
        first = cells[column].strip()
        if not first or NUMBER.fullmatch(first):
            return self.column(column)
        return Words(len(self.lines), partial(self._words, column))

    def _words(self, column: int, start: int, stop: int) -> Text:
        found: list[str] = []
        for step in self.lines.steps(start, stop):
            words = columns_.words(self.lines.rows(*step), self._delimiter, self.width, column)
            found += [cells[column].strip() for _, cells in self._grid(*step).rows()] if words is None else words
        return Text(found, lambda i: self._place(start + i, column))

    def _place(self, row: int, column: int) -> tuple[str, ...]:
        grid = self._grid(row, row + 1)
        line, _ = next(grid.rows())
        return f"line {line}", grid.called(column)

    def _range(self, columns: tuple[int, ...], start: int, stop: int) -> Array:
        """Elements of these columns, in the order of the lines."""
        first, last = start // len(columns), -(-stop // len(columns))
        table = self._kept(first, last) if (last - first) * self.width <= KEPT else None
        if table is None:
            parts = [self._floats(columns, *step) for step in self.lines.steps(first, last)]
            picked = np.concatenate(parts) if parts else np.empty((0, len(columns)))
        else:
            picked = table[:, columns]
        return picked.reshape(-1)[start - first * len(columns) : stop - first * len(columns)]

    def _kept(self, first: int, last: int) -> Array | None:
        """Rows with all their columns, kept until this thread reads others; None where a cell is no decimal."""
        last_read: list[_Kept] = getattr(_last, "kept", [])
        kept = next((each for each in last_read if each.rows is self), None)
        if kept is None or first < kept.first or last > kept.last:
            table = np.empty((last - first, self.width))
            for start, stop in self.lines.steps(first, last):
                if (part := self._decimals(start, stop)) is None:
                    return None
                table[start - first : stop - first] = part
            kept = _Kept(self, first, last, table)
            _last.kept = [kept, *(each for each in last_read if each.rows is not self)][:2]  # a block of two shards
        return kept.table[first - kept.first : last - kept.first]

    def _floats(self, columns: Sequence[int], first: int, last: int) -> Array:
        rows, order = self.lines.rows(first, last), sorted(set(columns))
        some = columns_.picked(rows, self._delimiter, self.width, order)
        table = None if some is None else decimals(some, self._delimiter, len(order))
        if table is None:
            return self._grid(first, last).floats(columns)
        return table if order == list(columns) else table[:, [order.index(column) for column in columns]]

    def _decimals(self, first: int, last: int) -> Array | None:
        return decimals(self.lines.rows(first, last), self._delimiter, self.width)

    @property
    def _delimiter(self) -> bytes:
        assert self.head.delimiter
        return self.head.delimiter.encode()

    def _grid(self, first: int, last: int) -> Grid:
        """The rows from `first` to `last` as a table of their own."""
        text, above = self.lines.text(first, last)
        return Grid(text, self.head.delimiter, 1, self.width, self.names, above)


class _Kept(NamedTuple):
    rows: Rows
    first: int
    last: int
    table: Array


def _has_numbers(head: SourceBytes) -> bool:
    """Whether the rows are as long as each other, and each has a number; raises where they are not."""
    grid, _ = delimited_text.seen(head)
    return all(any(map(NUMBER.fullmatch, cells)) for _, cells in grid.rows())


def _may_count(head: Grid) -> bool:
    """Whether the first line could be the header 0, 1, … of pandas, which only a later line would tell."""
    _, cells = next(head.rows())
    return not head.names and len(cells) > 1 and [cell.strip() for cell in cells] == [str(i) for i in range(len(cells))]


def _closes_quotes(piece: bytes) -> bool:
    """Whether no line ends in quotes: it would not be the end of a row."""
    return b'"' not in piece or all(line.count(b'"') % 2 == 0 for line in piece.split(b"\n"))
