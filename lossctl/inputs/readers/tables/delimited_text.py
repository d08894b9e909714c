"""Tables: CSV, TSV, `;` or blanks between the values, one sample a line; with or without a header."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from lossctl.errors import InputError
from lossctl.inputs.array_names import is_index, listed, role_of
from lossctl.inputs.document import OPTIONS, PAIR, Array, Content, Taken, fitting
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.tables.table_cells import NUMBER, Grid, cut, decimal_point

SUFFIXES = (".csv", ".tsv")


def recognises(source: SourceBytes) -> bool:
    """Any text that no other reader took."""
    return bool(source.text)


def read(source: SourceBytes) -> "Table":
    """Raises for a table whose lines cannot be cut; its cells are read when they are asked for."""
    return Table(*read_header(source))


def read_header(source: SourceBytes) -> tuple[Grid, tuple[str, ...]]:
    """The table below its header, and a note where the first line is taken for a header though it has numbers."""
    text = source.text
    delimiter = _delimiter(text)
    (first, cells), *second = islice(cut(text, delimiter), 2)
    if source.header and _is_header([decimal_point(cell, delimiter) for cell in cells]):
        if not second and source.suffix not in SUFFIXES:
            raise InputError("holds no numbers")
        names = tuple(cell.strip() for cell in cells)
        return Grid(text, delimiter, first + 1, len(cells), names), ()
    if source.header and _is_counted(cells, text, delimiter):
        note = f"line {first} left out (0 to {len(cells) - 1}: the header that pandas writes); --no-header keeps it"
        return Grid(text, delimiter, second[0][0], len(cells), tuple(map(str, range(len(cells))))), (note,)
    return Grid(text, delimiter, first, len(cells), ()), ()


class Cells(Protocol):
    """The cells of a table, in memory or in a file."""

    @property
    def width(self) -> int: ...

    @property
    def names(self) -> tuple[str, ...]: ...

    def numbers(self, columns: Sequence[int]) -> Array | LazyArray: ...

    def column(self, column: int) -> Array | LazyArray: ...

    def words(self, column: int) -> Content: ...


@dataclass(frozen=True)
class Table:
    """A table's columns: the whole is all but its index columns, and its target column where it has one."""

    grid: Cells
    notes: tuple[str, ...] = ()
    roles: frozenset[str] = PAIR
    loss: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return self.grid.names or ("",)

    def find(self, role: str) -> Taken | None:
        if role == "input":
            alone = self.grid.width == 1 and fitting("target", self.grid.names)
            return None if alone else self.take(role)
        name = fitting(role, self.grid.names)
        return None if name is None else Taken(name, self.grid.words(self._column(name)))

    def take(self, role: str) -> Taken:
        if role != "input" and (found := self.find(role)):
            return found
        index = self._index()
        apart = (*index, self._target()) if role == "input" else index
        columns = [i for i in range(self.grid.width) if i not in apart]
        if not columns:
            raise InputError(f"no column is left for the {role}; the columns are {listed(self.names)}")
        notes = (f"column {self.grid.names[i] or 'without a heading'} left out (an index)" for i in index)
        return Taken("", self._content(columns, role), self._classes(columns), (*self.notes, *notes))

    def part(self, name: str) -> Taken:
        whole = name in self.grid.names
        columns = [self._column(each.strip()) for each in ([name] if whole else name.split(","))]
        return Taken(name, self._content(columns, "target"), self._classes(columns))

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        target = self._target()
        if target is not None and "target" not in used:
            yield f"column {self.names[target]} left out (TARGET is given)"
        for name in self.grid.names:
            if role_of(name) in OPTIONS:
                yield f"column {name} is read as one of the input's; pick columns to leave it out"

    def _content(self, columns: Sequence[int], role: str) -> Content:
        """A lone column has one axis, and may hold words where it is no input."""
        if len(columns) > 1:
            return self.grid.numbers(columns)
        return self.grid.column(columns[0]) if role == "input" else self.grid.words(columns[0])

    def _classes(self, columns: Sequence[int]) -> tuple[str, ...]:
        names = tuple(self.grid.names[i] for i in columns) if self.grid.names else ()
        counted = names == tuple(map(str, range(len(names))))
        return () if counted or len(names) == 1 else names

    def _index(self) -> tuple[int, ...]:
        index = tuple(i for i, name in enumerate(self.grid.names) if is_index(name))
        return index if len(index) < self.grid.width else ()

    def _target(self) -> int | None:
        name = fitting("target", self.grid.names)
        return None if name is None or self.grid.width == 1 else self.grid.names.index(name)

    def _column(self, name: str) -> int:
        names = self.grid.names or tuple(map(str, range(self.grid.width)))
        if names.count(name) == 1:
            return names.index(name)
        if name in names:
            raise InputError(f"{names.count(name)} columns are called {name}")
        known = f"the columns are {listed(names)}" if self.grid.names else f"without a header they are 0 to {names[-1]}"
        raise InputError(f"no column {name!r}; {known}")


def _delimiter(text: str) -> str | None:
    """Judged by the last line, which is no header; None stands for blank space."""
    lines = text.rstrip().split("\n")
    last = next(line for line in reversed(lines) if line.strip() and not line.lstrip().startswith("#"))
    for delimiter in ("\t", ";", ","):
        if delimiter in last:
            return delimiter
    return None if len(last.split()) > 1 and all(map(NUMBER.fullmatch, last.split())) else ","


def _is_header(cells: list[str]) -> bool:
    """Whether these are words only; or words for an index or a target, and whole numbers that name the classes."""
    words = [cell for cell in cells if not NUMBER.fullmatch(cell)]
    numbers = [cell for cell in cells if NUMBER.fullmatch(cell)]
    if not numbers or not words:
        return bool(words)
    known = all(is_index(word) or role_of(word) == "target" for word in words)
    return known and all(number.strip().isdecimal() for number in numbers)


def _is_counted(cells: list[str], text: str, delimiter: str | None) -> bool:
    """Whether this is the header of pandas: 0, 1, … above several columns, where a later number is not whole."""
    if len(cells) < 2 or [cell.strip() for cell in cells] != [str(i) for i in range(len(cells))]:
        return False
    later = (cell for _, row in islice(cut(text, delimiter), 1, None) for cell in row if NUMBER.fullmatch(cell))
    return any(value == value and abs(value) != float("inf") and value % 1 for value in map(float, later))
