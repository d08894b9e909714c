"""A table as people write it, as plain CSV: each row stays on its line, so that errors name the right one."""

import re
from collections.abc import Sequence
from itertools import islice

from lossctl.inputs.readers.delimited.number_notation import (
    has_decimal_commas,
    is_like_number,
    is_percentage,
    may_be_odd,
    plain_number,
)
from lossctl.inputs.readers.delimited.separators import Row, cut, is_comment, may_have_comments, said_separator
from lossctl.inputs.tables.columns import MISSING

COMMAS_JUDGED = 200  # rows by which the decimal comma is judged
DELIMITER = ","  # of a table that has been written anew

_TO_BE_QUOTED = re.compile(r'[,"\t]|^(?:#|%|//)')


def needs_tidying(text: str, delimiter: str | None) -> bool:
    """Whether something but `#` comments and plain rows is in it, beside commas for decimal points."""
    if said_separator(text) is not None or may_be_odd(text):
        return True
    if any(is_comment(line) != line.lstrip().startswith("#") for line in _signed_lines(text)):
        return True
    if delimiter is not None and '"' in text and any(line.count('"') % 2 for line in text.split("\n")):
        return True  # a line break in quotes
    if delimiter is None:
        return False
    return _has_empty_ends(text.split("\n"), delimiter) or (delimiter == "|" and text.lstrip().startswith("|"))


def _has_empty_ends(lines: list[str], delimiter: str) -> bool:
    """Whether a line ends in a separator, or one below the first begins with one."""
    blank = " " if delimiter == "\t" else " \t"
    ends = any(line.rstrip(blank).endswith(delimiter) for line in lines)
    return ends or any(line.lstrip(" ").startswith(delimiter) for line in lines[1:])


def decimal_comma(text: str, delimiter: str | None) -> bool:
    """Whether the decimals below the first row have a comma."""
    if delimiter == "," and '"' not in text:
        return False
    if "," not in text:
        return False
    rows = islice(cut(text, delimiter), COMMAS_JUDGED + 1)
    return has_decimal_commas(cell for _, cells in rows for cell in cells)


def tidy_rows(text: str, delimiter: str | None) -> list[Row]:
    """The cells of each row, without blanks around them, and without empty ones before or behind all others.

    Last rows without any value are left out.
    """
    begin = 2 if said_separator(text) is not None else 1
    rows = [(line, [cell.strip() for cell in cells]) for line, cells in cut(text, delimiter) if line >= begin]
    return _even_ends(_without_empty_ends(rows))


def as_csv(rows: list[Row], lines: int) -> str:
    """The rows as so many lines of CSV, each on its own line."""
    text = [""] * lines
    for line, cells in rows:
        text[line - 1] = DELIMITER.join(map(_quoted, cells)) if len(cells) > 1 else _quoted(cells[0]) or '""'
    return "\n".join(text)


def line_of_hidden_row(text: str, delimiter: str | None, rows: list[Row]) -> int | None:
    """The line of a comment that could be a row whose first cell is a word like `#include`; None where none is."""
    if delimiter is None or not may_have_comments(text):
        return None
    _, cells = rows[-1]
    if is_like_number(cells[0]) or not any(map(is_like_number, cells[1:])):
        return None
    for line, each in enumerate(text.split("\n"), 1):
        is_row = line > rows[0][0] and is_comment(each) and each.count(delimiter) == len(cells) - 1
        if is_row and any(map(is_like_number, each.split(delimiter)[1:])):
            return line
    return None


def _signed_lines(text: str) -> list[str]:
    """The lines that begin with a sign of comments."""
    if not may_have_comments(text):
        return []
    return [line for line in text.split("\n") if line.lstrip().startswith(("#", "%", "//"))]


def _without_empty_ends(rows: list[Row]) -> list[Row]:
    """The rows but for the last ones that have separators alone."""
    last = len(rows)
    while last > 1 and len(rows[last - 1][1]) > 1 and not any(rows[last - 1][1]):
        last -= 1
    return rows[:last]


def _even_ends(rows: list[Row]) -> list[Row]:
    """The rows without empty cells before or behind all others, which outer bars and trailing separators leave."""
    if not rows:
        return rows
    body = [cells for _, cells in rows[1:]] or [rows[0][1]]
    first = rows[0][1]
    if all(len(cells) > 1 and not cells[0] for cells in body) and len(first) > 1 and not first[0]:
        rows = [(line, cells[1:]) for line, cells in rows]
    width = max(_length(cells) for _, cells in rows)
    return [(line, cells[:width] if not any(cells[width:]) else cells) for line, cells in rows]


def _length(cells: Sequence[str]) -> int:
    """How many cells there are up to the last that is not empty; at least one."""
    return next((i for i in range(len(cells), 1, -1) if cells[i - 1]), 1)


def write_plain_numbers(body: list[Row], comma: bool) -> tuple[str, ...]:
    """Write the numbers of these rows, in place, as Python reads them; and notes on how they were read."""
    percent = None
    for column in range(max((len(cells) for _, cells in body), default=0)):
        cells = [row[column] for _, row in body if column < len(row)]
        found = [cell for cell in cells if cell.casefold() not in MISSING]
        signed = [cell for cell in found if is_percentage(cell)]
        all_numbers = all(map(is_like_number, found))
        alike = not signed or len(signed) == sum(not cell.casefold().endswith(("nan", "inf")) for cell in found)
        for _, row in body:
            if column < len(row) and (alike or not is_percentage(row[column])):
                row[column] = plain_number(row[column], comma, all_numbers)
        if signed and all_numbers and alike and percent is None:
            percent = signed[0]
    if percent is None:
        return ()
    return (f"percentages are read as parts of 1: {percent} as {_shown(percent, comma)}",)


def _shown(percent: str, comma: bool) -> str:
    return repr(float(plain_number(percent, comma)))


def _quoted(cell: str) -> str:
    """A cell as CSV has it; a line break within becomes a blank, for it would move the lines below."""
    if "\n" in cell:
        cell = " ".join(cell.split("\n"))
    if _TO_BE_QUOTED.search(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell
