"""The cells of a table: read in bulk where all are numbers, else row by row, which finds the cell at fault."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Text
from lossctl.inputs.readers.delimited.load import is_even, load, with_points
from lossctl.inputs.readers.delimited.number_notation import NUMBER, plain_number, remedy_for, remedy_for_missing
from lossctl.inputs.readers.delimited.separators import Row, cut, uneven
from lossctl.inputs.tables.columns import MISSING, Kind

_WHOLE = re.compile(r"\s*[+-]?\d+\s*", re.ASCII)
_COMMENT = re.compile(r"^[^\S\n]*#[^\n]*\n?", re.MULTILINE)
_KEPT = 1 << 22  # characters of a text whose cells are kept once they have been cut


@dataclass(frozen=True)
class Grid:
    """A table's text, how a line is cut, the line on which its rows begin, its width and its columns' names."""

    text: str
    delimiter: str | None
    begin: int
    width: int
    names: tuple[str, ...]
    above: int = 0  # lines of the file above the text
    comma: bool = False  # whether decimals have a comma
    tidied: bool = False  # whether the text is another than the file's
    doubt: tuple[int, int, tuple[str, ...]] | None = None  # of the first line: it, the next one, and its cells

    @property
    def maybe_header(self) -> bool:
        """Whether the first row could be a header: whole numbers, which nothing in the table itself tells apart."""
        return self.doubt is not None and not self.names

    @property
    def maybe_row(self) -> bool:
        """Whether the header, of whole numbers above fractions, could be the first row."""
        return self.doubt is not None and bool(self.names)

    def below_header(self) -> "Grid":
        """The same table with its first row as the header."""
        assert self.doubt
        return replace(self, begin=self.doubt[1], names=self.doubt[2])

    def with_first_row(self) -> "Grid":
        """The same table with its header as the first row."""
        assert self.doubt
        return replace(self, begin=self.doubt[0], names=())

    def rows(self) -> Iterator[Row]:
        """The cells of each row with the number of its line; raises where one is longer or shorter than the others."""
        return self._cut() if len(self.text) > _KEPT else iter(self._kept)

    @cached_property
    def _kept(self) -> list[Row]:
        return list(self._cut())

    def _cut(self) -> Iterator[Row]:
        for line, cells in cut(self.text, self.delimiter):
            if line < self.begin:
                continue
            if len(cells) != self.width:
                raise uneven(line + self.above, len(cells), self.width)
            yield line + self.above, cells

    def kind(self, column: int) -> Kind:
        """What the cells of a column are."""
        return self._kinds[column]

    @cached_property
    def _kinds(self) -> list[Kind]:
        from lossctl.inputs.readers.delimited import column_kinds

        if self._table is not None:
            return column_kinds.kinds_of_table(self._table)
        return column_kinds.kinds_of_rows(self.rows(), self.width, self._plain, self._number_columns)

    @cached_property
    def _number_columns(self) -> dict[int, Array]:
        """The columns of numbers of a table that has others, too, and is not large."""
        from lossctl.inputs.readers.delimited.column_kinds import number_columns

        return {} if self.comma or len(self.text) > _KEPT else number_columns(self._kept)

    def numbers(self, columns: Sequence[int]) -> Array:
        """These columns as an array with one row per line; raises at the first cell that is no number."""
        quick = self._quick(columns)
        return self._careful(columns) if quick is None else quick

    def column(self, column: int) -> Array:
        """The numbers of one column."""
        numbers: Array = self.numbers([column])[:, 0]
        return numbers

    def words(self, column: int) -> Array | Text:
        """One column: its numbers, or its words where none of them is a number."""
        quick = self._quick([column])
        if quick is not None:
            return quick[:, 0]
        rows = [(line, cells[column].strip()) for line, cells in self.rows()]
        if not rows or any(NUMBER.fullmatch(self._plain(word)) for _, word in rows):
            return self._careful([column])[:, 0]
        if empty := next((line for line, word in rows if not word), 0):
            raise self._fault(empty, "", column)
        title = self.names[column] if self.width == 1 and self.names else ""
        return Text([word for _, word in rows], lambda i: (f"line {rows[i][0]}", self.called(column)), title)

    def floats(self, columns: Sequence[int]) -> Array:
        """As `numbers`, but always as floats."""
        picked = self._columns(columns, np.float64)
        return self._careful(columns).astype(np.float64) if picked is None else picked

    def called(self, column: int) -> str:
        """How an error names a column: by its heading, else by its place in the line."""
        return f"column {self.names[column]}" if self.names and self.names[column] else f"value {column + 1}"

    @cached_property
    def _body(self) -> str:
        pieces = self.text.split("\n", self.begin - 1)
        body = pieces[-1] if len(pieces) == self.begin else ""
        return _COMMENT.sub("", body) if "#" in body else body

    def _plain(self, cell: str) -> str:
        """The cell as Python reads its number; where decimals have a comma, one with a point is none."""
        if not self.comma:
            return cell
        return f"'{cell}'" if "." in cell else plain_number(cell, comma=True)

    def _quick(self, columns: Sequence[int]) -> Array | None:
        table = self._table
        if table is None and columns and self._number_columns.keys() >= set(columns):
            return np.stack([self._number_columns[column] for column in columns], axis=1)
        picked = table[:, columns] if table is not None else self._columns(columns, np.float64)
        if picked is not None and picked.dtype == np.float64 and len(picked) and _whole(picked):
            whole = self._columns(columns, np.int64)
            return picked if whole is None else whole
        return picked

    @cached_property
    def _table(self) -> Array | None:
        """All columns, read in bulk; None where a cell is no number, or a line is too long or too short."""
        if not self._body.strip():
            return np.empty((0, self.width))
        lines = self._quick_lines
        if lines is None:
            return None
        whole = load(lines, self.delimiter, np.int64)
        table = load(lines, self.delimiter) if whole is None else whole
        return table if table is not None and table.shape[1] == self.width else None

    @cached_property
    def _even(self) -> bool:
        """Whether there are rows, all of the same width; raises at the first that is longer or shorter."""
        return is_even(self._body.encode(), self.delimiter, self.width) or sum(1 for _ in self.rows()) > 0

    def _columns(self, columns: Sequence[int], dtype: type) -> Array | None:
        """These columns, read in bulk. That overlooks lines that are too long or short: `_even` finds those."""
        lines = self._quick_lines
        return load(lines, self.delimiter, dtype, columns) if lines is not None and self._even else None

    @property
    def _quick_lines(self) -> bytes | None:
        """The rows with a point in every decimal; None where the cells have to be cut to know."""
        return with_points(self._body.encode()) if self.comma else self._body.encode()

    def _careful(self, columns: Sequence[int]) -> Array:
        rows = [[self._number(line, cells, column) for column in columns] for line, cells in self.rows()]
        values = np.array(rows, dtype=np.float64).reshape(len(rows), len(columns))
        exact = all(isinstance(value, int) and abs(value) < 2**63 for row in rows for value in row)
        return np.array(rows, dtype=np.int64).reshape(values.shape) if rows and exact else values

    def _number(self, line: int, cells: list[str], column: int) -> int | float:
        cell = self._plain(cells[column])
        if _WHOLE.fullmatch(cell) and len(cell) < 400:
            return int(cell)
        if NUMBER.fullmatch(cell):
            return float(cell)
        raise self._fault(line, cells[column], column)

    def _fault(self, line: int, cell: str, column: int) -> InputError:
        where = (f"line {line}", self.called(column))
        missing = cell.strip().casefold() in MISSING
        remedy = remedy_for_missing(self.called(column)) if missing else remedy_for(cell, self.comma)
        remedy = remedy or "a number looks like 0.5, -1e-3, nan or inf"
        return InputError(
            f"{cell.strip()!r} is not a number" if cell.strip() else "an empty cell", *where, remedy=remedy
        )


def _whole(numbers: Array) -> bool:
    return bool((np.isfinite(numbers) & (numbers == np.floor(numbers))).all())
