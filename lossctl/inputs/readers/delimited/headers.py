"""Whether the first line of a table is a header: by its words, and by the numbers below where it has numbers alone."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from lossctl.inputs.readers.delimited.number_notation import NUMBER, is_like_number
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.columns import MISSING

_WHOLE = re.compile(r"-?\d+(?:\.0)?", re.ASCII)
_NAMED_NUMBER = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)  # numbers that could be words
_PROSE = {"a", "an", "and", "are", "by", "for", "from", "header", "in", "is", "made", "of", "on", "the", "to", "with"}


class Heading(NamedTuple):
    """What the first line is: the columns' names, () where it is a row; and whether it could be the other one, too."""

    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_certain: bool = True
    in_comment: bool = False


def judge(rows: Sequence[Sequence[str]], line: int, marked: bool, later: Iterable[Sequence[str]]) -> Heading:
    """What the first of these rows is. All numbers are written as Python reads them.

    `line` is its line, as a note names it; `marked` says that its numbers are in quotes or percentages, and those of
    the next line not. `later` are all rows below, which are looked through only where the first line counts from 0.
    """
    first, body = [cell.strip() for cell in rows[0]], [[cell.strip() for cell in row] for row in rows[1:]]
    if short := _header_of_row_names(first, body):
        return short
    below = list(zip(*body, strict=False)) if body and {len(row) for row in body} == {len(first)} else []
    words = [cell for cell in first if not is_like_number(cell) or (_NAMED_NUMBER.fullmatch(cell) and below)]
    if any(not is_like_number(cell) for cell in first):
        return _named(first) if _are_names(first, below) else Heading()
    return Heading() if words and not below else _judge_numbers(first, below, line, marked, later)


def of_comment(comment: str, delimiter: str | None, line: int, row: Sequence[str]) -> Heading | None:
    """The names in a comment just above the first row, as NumPy's savetxt writes a header; None where it has none."""
    text = comment.lstrip("#%/").strip() if delimiter is None else comment.lstrip("#%/")
    names = tuple(cell.strip() for cell in (text.split() if delimiter is None else text.split(delimiter)))
    is_prose = delimiter is None and not _PROSE.isdisjoint(name.casefold() for name in names)
    fits = len(names) == len(row) > 1 and len(set(names)) == len(names)
    if not fits or is_prose or any(map(is_like_number, names)):
        return None
    note = f"the comment on line {line} names the columns ({', '.join(names[:4])}{', …' * (len(names) > 4)})"
    return Heading(names, (f"{note}; --no-header leaves it",), in_comment=True)


def _are_names(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a line with words is a header: all are words, or its numbers are whole and its words name columns."""
    words = [cell for cell in first if not is_like_number(cell)]
    if all(word.casefold() in MISSING for word in words) and any(words):
        return False
    again = any(
        first[i] in column and first[i] and not is_like_number(first[i]) and not all(map(is_like_number, column))
        for i, column in enumerate(below)
    )
    if again and not all(cell in column for cell, column in zip(first, below, strict=True)):
        return False
    if len(words) == len(first):
        return True
    numbers = [cell for cell in first if is_like_number(cell)]
    if not all(_WHOLE.fullmatch(cell) or _NAMED_NUMBER.fullmatch(cell) for cell in numbers):
        return False
    known = all(column_names.is_index(word) or column_names.target_rank(word) is not None for word in words)
    return known or any(_is_above_numbers(*each) for each in zip(first, below, strict=False))


def _is_above_numbers(cell: str, column: Sequence[str]) -> bool:
    """Whether a cell is a name, which begins with no digit, and the cells below are numbers."""
    is_name = cell.casefold() not in MISSING and not is_like_number(cell) and not cell[0].isdigit()
    return is_name and all(NUMBER.fullmatch(each) for each in column)


def _header_of_row_names(first: Sequence[str], body: Sequence[Sequence[str]]) -> Heading | None:
    """A header one cell shorter than all rows, as R writes it above names of rows, and pandas prints it."""
    if not body or {len(row) for row in body} != {len(first) + 1}:
        return None
    if all(map(is_like_number, first)):
        labels = [row[0] for row in body]
        counted = any(labels == [str(i + start) for i in range(len(labels))] for start in (0, 1)) and len(labels) > 1
        if not (counted or not any(map(is_like_number, labels))) or not _are_distinct_whole(first):
            return None
    elif any(is_like_number(cell) and not _WHOLE.fullmatch(cell) for cell in first):
        return None
    return Heading(("", *first))


def _named(cells: Sequence[str]) -> Heading:
    """A header of these names; `#` above the numbers of rows is none."""
    return Heading(tuple("" if cell == "#" else cell for cell in cells))


def _are_distinct_whole(cells: Sequence[str]) -> bool:
    return all(map(_WHOLE.fullmatch, cells)) and len(set(map(float, cells))) == len(cells)


def _judge_numbers(
    first: Sequence[str], below: Sequence[Sequence[str]], line: int, marked: bool, later: Iterable[Sequence[str]]
) -> Heading:
    """What a line of numbers is: a header of whole numbers shows by the rows below, or not."""
    names = tuple(first)
    if marked and below and all(map(NUMBER.fullmatch, first)):
        return Heading(names)
    if not below:
        return Heading()
    if all(map(_NAMED_NUMBER.fullmatch, first)):
        return Heading(is_certain=any(map(_NAMED_NUMBER.fullmatch, map("".join, zip(*below, strict=True)))))
    if not _are_distinct_whole(first):
        return Heading()
    keep = "--no-header keeps it"
    if names == tuple(map(str, range(len(names)))):
        if any(map(_has_fraction, later)):
            shown = "0" if len(names) == 1 else f"0 to {len(names) - 1}"
            return Heading(names, (f"line {line} left out ({shown}: the header that pandas writes); {keep}",), False)
        return Heading(is_certain=False)
    if _cannot_be_row(first, below):
        shown = ",".join(names[:4]) + ("…" if len(names) > 4 else "")
        return Heading(names, (f"line {line} left out ({shown}: a header, by the rows below); {keep}",), False)
    return Heading(is_certain=len(first) < 2 or not any(map(_has_fraction, below)))


def _has_fraction(cells: Iterable[str]) -> bool:
    numbers = (float(cell) for cell in cells if NUMBER.fullmatch(cell))
    return any(number == number and abs(number) != float("inf") and number % 1 for number in numbers)


def _cannot_be_row(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the rows below are probabilities, and a first row of these numbers would be none."""
    columns = [column for column in below if all(map(NUMBER.fullmatch, column))]
    if len(columns) < 2 or len(columns) < len(below) or len(below[0]) < 2:
        return False
    values, row = np.array([[float(cell) for cell in column] for column in columns]), np.array([*map(float, first)])
    if not ((values >= 0) & (values <= 1)).all():
        return False
    sums_to_one = bool((abs(values.sum(axis=0) - 1) < 1e-2).all())
    return bool(row.max() > 1 or row.min() < 0) and (sums_to_one or len(below[0]) > 2)
