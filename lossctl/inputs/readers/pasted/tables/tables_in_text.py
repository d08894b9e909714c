"""Where the tables in a paste are: Markdown and boxes, frames and series of pandas, and cells with separators.

Each is cut into cells by what reads such a table alone; here is only where it begins and ends between code and prose.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from lossctl.inputs.readers.delimited import boxed_tables, pandas_prints, r_prints
from lossctl.inputs.readers.delimited.number_notation import is_like_number
from lossctl.inputs.readers.delimited.printed_rows import Lines, PrintedRows
from lossctl.inputs.readers.pasted.tables.printed_frames import frame_at

_FRAME = re.compile(r"[ \t]*(?:Out ?\[[\d ]*\]:|#+>?(?= )(?: #(?= ))?|>(?= ))")
_MAY_BEGIN = re.compile(r"\s*[^\W\d]|\s*[|│┃+┌├╞╒╭┏═─━]|[ \t]+0[ \t]|[ \t]+0$|[\t,;]")
_PROMPT = re.compile(r"\s*(?:>|\.\.\.|In ?\[|julia>)")
_BARRED = re.compile(r"[|│┃┆┇]|^\s*[+┌├└╞╘╒╭╰╪┏┡└═─━+][-=─━═┬┼┴╪╤╧┐┤┘╡╛╕╮╯+┳╇┓┩:]+\s*$")
_RULE = re.compile(r"[-=─━═]{2}|\|\s*:?-+:?\s*\|?")
_SHAPE = re.compile(r"\s*shape: \([\d_,' ]+\)\s*")
_SERIES_HEAD = re.compile(r"\s*Series: '.*' \[\w+\]\s*")
_SERIES_END = re.compile(r"\s*(?:Freq: \S+, )?(?:Name: .*?, )?(?:Length: \d+, )?dtype: \w+\s*")
_NAMES = re.compile(r"[^\W\d][\w .%/-]*|Unnamed: \d+|")
_CODE = re.compile(r"[\[\](){}='\"]")
_LABEL = re.compile(r"\s*(?P<label>[^\W\d][\w ()]{0,40})[:=] (?=\s)")
_LABEL_OF_SERIES = re.compile(r"\s*(?P<label>[^\W\d][\w ()]{0,40})[:=]\s+(?P<row>\S+\s{2,}\S+)\s*$")
_HEAD = 6  # lines of a table in which a rule must be
_WHOLE = "print it whole, or save the table as CSV"


class FoundTable(NamedTuple):
    """A table, and the numbers of its first and last line. `series`: one column that is an array by itself.

    `label` stands before it on its first line.
    """

    first: int
    last: int
    rows: PrintedRows
    series: bool = False
    label: str = ""


def tables_in(text: str) -> dict[int, FoundTable]:
    """The tables by the number of their first line."""
    lines = [_without_frame(line.rstrip()) for line in text.split("\n")]
    found = _series_in(lines)
    at = 0
    while at < len(lines):
        table = found.get(at + 1)
        if table is None and _MAY_BEGIN.match(lines[at]):
            table = next(filter(None, (form(lines, at) for form in _FORMS)), None) or _behind_label(lines, at)
        if table:
            found[table.first] = table
        at = table.last if table else at + 1
    return found


def _behind_label(lines: list[str], at: int) -> FoundTable | None:
    """A frame whose first line stands behind a label: `print("df:", df)`."""
    label = _LABEL.match(lines[at])
    if not label:
        return None
    written, lines[at] = lines[at], " " * label.end() + lines[at][label.end() :]
    table = _frame(lines, at)
    if table is None:
        lines[at] = written
    return table and table._replace(label=label["label"].strip())


def _without_frame(line: str) -> str:
    """The line with blanks for a prompt of output or a comment sign, so that columns stay where they are."""
    match = _FRAME.match(line)
    return " " * match.end() + line[match.end() :] if match else line


def _numbered(lines: Sequence[str], at: int, stop: int) -> Lines:
    return [(number, line) for number, line in enumerate(lines[at:stop], at + 1) if line]


def _boxed(lines: Sequence[str], at: int) -> FoundTable | None:
    """A table between bars, with a rule, and the line above that says its shape."""
    begin = at + 1 if _SHAPE.fullmatch(lines[at]) else at
    stop = begin
    if not any(_RULE.search(line) for line in lines[begin : begin + _HEAD]):
        return None
    while stop < len(lines) and _BARRED.search(lines[stop]):
        stop += 1
    if stop < begin + 2:
        return None
    rows = boxed_tables.printed(_numbered(lines, at, stop))
    return FoundTable(at + 1, stop, rows) if rows and rows.header else None


def _polars_series(lines: Sequence[str], at: int) -> FoundTable | None:
    if not _SHAPE.fullmatch(lines[at]) or at + 2 >= len(lines) or not _SERIES_HEAD.fullmatch(lines[at + 1]):
        return None
    stop = next((i for i in range(at + 2, len(lines)) if lines[i].strip() == "]"), None)
    if stop is None:
        return None
    printed = [(number, line.strip()) for number, line in _numbered(lines, at, stop + 1)]
    rows = pandas_prints.printed(printed)
    return FoundTable(at + 1, stop + 1, rows, series=True) if rows else None


def _series_in(lines: list[str]) -> dict[int, FoundTable]:
    """Series of pandas: lines of an index and a value, above one that says their type."""
    found: dict[int, FoundTable] = {}
    last = 0
    for stop, line in enumerate(lines):
        if not _SERIES_END.fullmatch(line):
            continue
        at = stop
        while at > last and len(lines[at - 1].split()) == 2 and not _PROMPT.match(lines[at - 1]):
            at -= 1
        label = _LABEL_OF_SERIES.match(lines[at - 1]) if last < at < stop else None
        if label:  # `print("p:", p)`: the first row stands behind the label
            at -= 1
            lines[at] = label["row"]
        rows = pandas_prints.printed(_numbered(lines, at, stop + 1)) if at < stop else None
        if rows:
            table = FoundTable(at + 1, stop + 1, rows._replace(header=False, rows=_bodies(rows)), True)
            table = table._replace(label=label["label"].strip() if label else "")
            found[table.first] = table
        last = stop + 1
    return found


def _bodies(rows: PrintedRows) -> list[tuple[int, list[str]]]:
    """The values of a series, without its name and its index."""
    return [(number, cells[-1:]) for number, cells in rows.rows[rows.header :]]


def _frame(lines: Sequence[str], at: int) -> FoundTable | None:
    found = frame_at(lines, at)
    return FoundTable(at + 1, found[1], found[0]) if found else None


def _tibble(lines: Sequence[str], at: int) -> FoundTable | None:
    found = r_prints.tibble_at(lines, at)
    return FoundTable(at + 1, found[1], found[0]) if found else None


def _separated(lines: Sequence[str], at: int) -> FoundTable | None:
    """Names and at least two rows of as many cells between tabs, commas or semicolons."""
    for sign in "\t,;":
        head = lines[at].split(sign)
        if len(head) < 2 or not all(_NAMES.fullmatch(each.strip()) for each in head) or not any(head):
            continue
        stop = at + 1
        while stop < len(lines) and _is_row(lines[stop], sign, len(head)):
            stop += 1
        if stop >= at + 3:
            rows = [(i + 1, [each.strip() for each in lines[i].split(sign)]) for i in range(at, stop)]
            return FoundTable(at + 1, stop, PrintedRows(rows, True, _WHOLE))
    return None


def _is_row(line: str, sign: str, width: int) -> bool:
    cells = line.split(sign)
    return len(cells) == width and not _CODE.search(line) and any(map(is_like_number, cells))


_FORMS: tuple[Callable[[Sequence[str], int], FoundTable | None], ...] = (
    _polars_series,
    _boxed,
    _tibble,
    _frame,
    _separated,
)
