"""A frame as pandas or R prints it, between other lines: names, and below them rows, mostly behind an index."""

import re
from collections.abc import Sequence

from lossctl.inputs.readers.delimited import pandas_prints
from lossctl.inputs.readers.delimited.number_notation import is_like_number
from lossctl.inputs.readers.delimited.printed_rows import PrintedRows
from lossctl.inputs.readers.delimited.separators import Row

_NAME = re.compile(r"[^\W\d][\w.%/-]*")
_SHAPE = re.compile(r"\s*\[(\d+) rows x \d+ columns\]\s*")
_INDEX = re.compile(r"[\w.:/-]+")
_NO_CELL = re.compile(r"[\[\](){}=,;'\"|]|:$")
_DOTS = frozenset(("..", "...", "…"))
_WORD = re.compile(r"\S+")
_WHOLE = "print it whole: print(df.to_string()), or save it: df.to_csv('x.csv', index=False)"


def frame_at(lines: Sequence[str], at: int) -> tuple[PrintedRows, int] | None:
    """The frame that begins at this line, and the line behind it; None where none does."""
    found = _part(lines, at)
    if found is None:
        return None
    rows, stop = found
    while lines[at].endswith("\\"):  # the columns go on below
        at = stop + 1 if stop < len(lines) and not lines[stop].strip() else stop
        more = _part(lines, at) if at < len(lines) else None
        if more is None or [cells[0] for _, cells in more[0]][1:] != [cells[0] for _, cells in rows][1:]:
            return None
        rows = [(line, cells + others[1:]) for (line, cells), (_, others) in zip(rows, more[0], strict=True)]
        stop = more[1]
    promised = None
    behind = stop + 1 if stop + 1 < len(lines) and not lines[stop].strip() else stop
    if behind < len(lines) and (shape := _SHAPE.fullmatch(lines[behind])):
        promised, stop = int(shape[1]), behind + 1
    return PrintedRows(rows, True, _WHOLE, promised), stop


def _part(lines: Sequence[str], at: int) -> tuple[list[Row], int] | None:
    """The names at this line and the rows below, each with its index or '', and the line behind them."""
    head = lines[at].removesuffix("\\").rstrip()
    names = head.split()
    counted = names == [str(i) for i in range(len(names))] and head.startswith(" ")
    if not names or not (counted or all(map(_NAME.fullmatch, names))):
        return None
    for width in (len(names) + 1, len(names)):
        stop = at + 1
        while stop < len(lines) and _is_row(lines[stop].split(), width):
            stop += 1
        if stop == at + 1:
            continue
        body = [lines[i].split() for i in range(at + 1, stop)]
        ends = all(_ends(lines[i])[-len(names) :] == _ends(head) for i in range(at + 1, stop))
        if width > len(names):
            if _has_index(head, body, ends):
                rows = [(i + 1, cells) for i, cells in zip(range(at + 1, stop), body, strict=True)]
                return [(at + 1, ["", *names]), *rows], stop
        elif not counted and _has_none(body, ends):
            rows = [(i + 1, ["", *cells]) for i, cells in zip(range(at + 1, stop), body, strict=True)]
            return [(at + 1, ["", *names]), *rows], stop
    return _with_blanks_in_names(lines, at, head)


def _is_row(cells: list[str], width: int) -> bool:
    if len(cells) != width or any(map(_NO_CELL.search, cells)):
        return False
    return any(map(is_like_number, cells[1:])) or all(cell in _DOTS for cell in cells)


def _has_index(head: str, body: list[list[str]], aligned: bool) -> bool:
    """Whether the first cells are an index: they count, or the others stand right below the names."""
    index = [cells[0] for cells in body if cells[0] not in _DOTS]
    count = [[str(i + begin) for i in range(len(index))] for begin in (0, 1)]
    if any(is_like_number(each) and not each.isdecimal() for each in index) or not all(map(_INDEX.fullmatch, index)):
        return False
    if head.startswith(" ") and (aligned or index in count or len(index) < len(body)):
        return True
    return len(head.split()) > 1 and len(index) > 1 and index in count


def _has_none(body: list[list[str]], aligned: bool) -> bool:
    """Whether these are rows without an index: at least two columns of numbers, right below their names."""
    return len(body[0]) > 1 and (len(body) > 1 or aligned) and all(all(map(is_like_number, row)) for row in body)


def _with_blanks_in_names(lines: Sequence[str], at: int, head: str) -> tuple[list[Row], int] | None:
    """A frame whose names hold blanks: behind an indented first line, below it rows that count from 0."""
    stop = at + 1
    while stop < len(lines) and lines[stop].split()[:1] == [str(stop - at - 1)]:
        stop += 1
    if not head.startswith(" ") or stop < at + 2 or "\\" in lines[at]:
        return None
    found = pandas_prints.printed([(i + 1, lines[i]) for i in range(at, stop)])
    if found is None or not found.rows or not found.header or found.rows[0][1][0]:
        return None
    return found.rows, stop


def _ends(line: str) -> list[int]:
    return [match.end() for match in _WORD.finditer(line)]
