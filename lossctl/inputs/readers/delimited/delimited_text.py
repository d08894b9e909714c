"""Tables: CSV, TSV, `;` or blanks between the values, one sample a line; with or without a header."""

from itertools import islice

from lossctl.errors import InputError
from lossctl.inputs.array_names import is_index, role_of
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.delimited.table_cells import NUMBER, Grid, cut, decimal_point
from lossctl.inputs.tables.table import Table

SUFFIXES = (".csv", ".tsv")


def recognises(source: SourceBytes) -> bool:
    """Any text that no other reader took."""
    return bool(source.text)


def read(source: SourceBytes) -> Table:
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
