"""The cells of a table: read in bulk where all are numbers, else row by row, which finds the cell at fault."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Text
from lossctl.inputs.nested_lists import counted
from lossctl.inputs.readers.delimited.load import is_even, load
from lossctl.inputs.tables.columns import Kind, kind_of_numbers, kind_of_words

NUMBER = re.compile(r"\s*[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|inf|infinity)\s*", re.IGNORECASE | re.ASCII)
_WHOLE = re.compile(r"\s*[+-]?\d+\s*", re.ASCII)
_COMMENT = re.compile(r"^[^\S\n]*#[^\n]*\n?", re.MULTILINE)
_MISSING = ("", "na", "n/a", "null", "none", "-", "?")

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Grid:
    """A table's text, how a line is cut, the line on which its rows begin, its width and its columns' names."""

    text: str
    delimiter: str | None
    begin: int
    width: int
    names: tuple[str, ...]
    above: int = 0  # lines of the file above the text

    def rows(self) -> Iterator[Row]:
        """The cells of each row with the number of its line; raises where one is longer or shorter than the others."""
        for line, cells in cut(self.text, self.delimiter):
            if line < self.begin:
                continue
            if len(cells) != self.width:
                raise InputError(
                    f"{counted(len(cells))} where the lines above have {self.width}", f"line {line + self.above}"
                )
            yield line + self.above, cells

    def kind(self, column: int) -> Kind:
        """What the cells of a column are."""
        if self._table is not None:
            return kind_of_numbers(self._table[:, column])
        cells = [self._plain(cells[column]) for _, cells in self.rows()]
        numbers = [float(cell) for cell in cells if NUMBER.fullmatch(cell)]
        if not numbers:
            return kind_of_words(cells)
        return kind_of_numbers(np.array(numbers)) if len(numbers) == len(cells) else Kind.MIXED

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
        if not rows or any(NUMBER.fullmatch(self._plain(word)) or not word for _, word in rows):
            return self._careful([column])[:, 0]
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

    @cached_property
    def _decimal_comma(self) -> bool:
        return self.delimiter == ";" and "," in self._body and "." not in self._body

    def _plain(self, cell: str) -> str:
        return decimal_point(cell, self.delimiter) if self._decimal_comma else cell

    def _quick(self, columns: Sequence[int]) -> Array | None:
        table = self._table
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
        whole = load(self._quick_lines, self.delimiter, np.int64)
        table = load(self._quick_lines, self.delimiter) if whole is None else whole
        return table if table is not None and table.shape[1] == self.width else None

    @cached_property
    def _even(self) -> bool:
        """Whether there are rows, all of the same width; raises at the first that is longer or shorter."""
        return is_even(self._body.encode(), self.delimiter, self.width) or sum(1 for _ in self.rows()) > 0

    def _columns(self, columns: Sequence[int], dtype: type) -> Array | None:
        """These columns, read in bulk. That overlooks lines that are too long or short: `_even` finds those."""
        return load(self._quick_lines, self.delimiter, dtype, columns) if self._even else None

    @property
    def _quick_lines(self) -> bytes:
        return (self._body.replace(",", ".") if self._decimal_comma else self._body).encode()

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
        raise self._fault(line, cell, column)

    def _fault(self, line: int, cell: str, column: int) -> InputError:
        where = (f"line {line}", self.called(column))
        missing = cell.strip().casefold() in _MISSING
        remedy = "write nan where a number is missing" if missing else "a number looks like 0.5, -1e-3, nan or inf"
        return InputError(
            f"{cell.strip()!r} is not a number" if cell.strip() else "an empty cell", *where, remedy=remedy
        )


def cut(text: str, delimiter: str | None) -> Iterator[Row]:
    """The cells of each line that is neither blank nor a comment, with the number of the line."""
    import csv

    number = 0

    def lines() -> Iterator[str]:
        nonlocal number
        for each, line in enumerate(text.split("\n"), 1):
            if line.strip() and not line.lstrip().startswith("#"):
                number = each
                yield line

    if delimiter is None:
        yield from ((number, line.split()) for line in lines())
        return
    try:
        for cells in csv.reader(lines(), delimiter=delimiter, skipinitialspace=True, strict=True):
            yield number, cells
    except csv.Error as fault:
        raise InputError(str(fault), f"line {number}") from None


def _whole(numbers: Array) -> bool:
    return bool((np.isfinite(numbers) & (numbers == np.floor(numbers))).all())


def decimal_point(cell: str, delimiter: str | None) -> str:
    """Where `;` is between the values, a comma may stand for the decimal point."""
    return cell.replace(",", ".") if delimiter == ";" else cell
