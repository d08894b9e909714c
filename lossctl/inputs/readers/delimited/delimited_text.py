"""Tables: CSV, TSV, `;`, `|` or blanks between the values, one sample a line; with or without a header."""

import re
from itertools import chain, islice

from lossctl.errors import InputError
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.delimited import headers
from lossctl.inputs.readers.delimited.headers import Heading
from lossctl.inputs.readers.delimited.number_notation import is_like_number, is_percentage, may_be_odd, plain_number
from lossctl.inputs.readers.delimited.separators import JUDGED, Row, cut, is_comment, separator
from lossctl.inputs.readers.delimited.summary_row import check_last_row
from lossctl.inputs.readers.delimited.table_cells import Grid
from lossctl.inputs.readers.delimited.tidy_table import (
    DELIMITER,
    as_csv,
    decimal_comma,
    line_of_hidden_row,
    needs_tidying,
    tidy_rows,
    write_plain_numbers,
)
from lossctl.inputs.readers.delimited.title_lines import without_title
from lossctl.inputs.tables.table import Table

SUFFIXES = (".csv", ".tsv")

_QUOTED = re.compile(r'\s*"[^"]*"(?:(?:[ \t]*[;,|][ \t]*|[ \t]+)"[^"]*")*\s*')


def recognises(source: SourceBytes) -> bool:
    """Any text that no other reader took."""
    return bool(source.text)


def read(source: SourceBytes) -> Table:
    """Raises for a table whose lines cannot be cut; its cells are read when they are asked for."""
    if source.suffix not in SUFFIXES and ("(" in source.text or "import " in source.text):
        from lossctl.inputs.readers.pasted.no_numbers import code_alone, is_code_alone

        if is_code_alone(source.text):
            raise code_alone(source.text)
    source, left_out = without_title(source)
    grid, notes = read_header(source)
    return Table(grid, (*left_out, *notes))


def read_header(source: SourceBytes) -> tuple[Grid, tuple[str, ...]]:
    """The table below its header, and notes: on a first line that is taken for a header though it has numbers."""
    text = source.text
    delimiter = separator(text)
    comma = decimal_comma(text, delimiter)
    if not needs_tidying(text, delimiter) and not (comma and delimiter in (None, ",")):
        first = list(islice(cut(text, delimiter), JUDGED + 1))
        _check_is_table(source, first)
        heading = _heading(source, first, delimiter, comma)
        _check_rows(source, delimiter, first, heading)
        check_last_row(text, delimiter, heading.names, first)
        return _grid(text, delimiter, first, heading, comma), heading.notes
    rows = tidy_rows(text, delimiter)
    if not rows:
        raise InputError("holds no rows")
    heading = _heading(source, rows, delimiter, comma)
    _check_rows(source, delimiter, rows[: JUDGED + 1], heading)
    check_last_row(as_csv(rows, rows[-1][0]), DELIMITER, heading.names, rows[: JUDGED + 1])
    body = rows[bool(heading.names and not heading.in_comment) :]
    notes = write_plain_numbers(body, comma) if comma or may_be_odd(text) else ()
    grid = _grid(as_csv(rows, text.count("\n") + 1), DELIMITER, rows, heading, False, tidied=True)
    return grid, (*heading.notes, *notes)


def _check_is_table(source: SourceBytes, rows: list[Row]) -> None:
    """Raise for a text of which nobody said that it is a table, and which is cut into unequal rows with few numbers."""
    if source.suffix in SUFFIXES or source.header is not None or len({len(cells) for _, cells in rows}) == 1:
        return
    cells = [cell for _, row in rows for cell in row]
    if 2 * sum(map(is_like_number, cells)) <= len(cells):
        remedy = "write a line for each array: input = [[2, 0.5]], then target = [0]"
        raise InputError("holds no table, and no array that has a name", remedy=remedy)


def _check_rows(source: SourceBytes, delimiter: str | None, rows: list[Row], heading: Heading) -> None:
    """Raise for a text that is no table, and for a comment that could be a row."""
    if heading.names and len(rows) < 2 and source.suffix not in SUFFIXES and not source.header:
        raise InputError("holds no numbers")
    hidden = line_of_hidden_row(source.text, delimiter, rows)
    if hidden is not None:
        remedy = 'put its first word into quotes ("#word") if it is a row, else take the line out'
        raise InputError("begins like a comment, but has the cells of a row", f"line {hidden}", remedy=remedy)


def _heading(source: SourceBytes, rows: list[Row], delimiter: str | None, comma: bool) -> Heading:
    """What the first of these rows is, by what the user says or by what it looks like."""
    line, cells = rows[0]
    if source.header is not None:
        width = len(rows[1][1]) if len(rows) > 1 else len(cells)
        names = tuple(cell.strip() for cell in cells)
        return Heading((*[""] * (width == len(names) + 1), *names) if source.header else ())
    lines = source.text.split("\n")
    marked = len(rows) > 1 and (
        bool(_QUOTED.fullmatch(lines[line - 1]) and not _QUOTED.fullmatch(lines[rows[1][0] - 1]))
        or (all(map(is_percentage, cells)) and not any(map(is_percentage, rows[1][1])))
    )
    sample = [[plain_number(cell, comma) for cell in cells] for _, cells in rows[: JUDGED + 1]]
    later = ([plain_number(cell, comma) for cell in cells] for _, cells in _below(source, rows, delimiter))
    found = headers.judge(sample, line, marked, later)
    above = lines[line - 2].strip() if line > 1 else ""
    if not found.names and is_comment(above):
        return headers.of_comment(above, delimiter, line - 1, cells) or found
    return found


def _below(source: SourceBytes, rows: list[Row], delimiter: str | None) -> "chain[Row]":
    """All rows below the first: those that are cut already, then the others."""
    rest = islice(cut(source.text, delimiter), len(rows), None) if len(rows) == JUDGED + 1 else iter(())
    return chain(rows[1:], rest)


def _grid(
    text: str, delimiter: str | None, rows: list[Row], heading: Heading, comma: bool, tidied: bool = False
) -> Grid:
    """The table whose first rows these are."""
    (first, cells), *below = rows
    width = len(heading.names) or len(cells)
    begin = first
    if heading.names and not heading.in_comment:
        begin = below[0][0] if below else first + 1
    doubt = None if heading.is_certain or not below else (first, below[0][0], tuple(cell.strip() for cell in cells))
    return Grid(text, delimiter, begin, width, heading.names, 0, comma, tidied, doubt)
