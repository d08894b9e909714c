"""What stands between the cells of a line, and how lines are cut into cells."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from lossctl.errors import InputError
from lossctl.inputs.nested_lists import counted
from lossctl.inputs.readers.delimited.number_notation import is_like_number

JUDGED = 20  # rows by which the separator and the header are judged
SEPARATORS = ("\t", ";", ",", "|")

Row = tuple[int, list[str]]

_SAID = re.compile(r"\"?sep=(\\t|[^\n\"]|)\"?[ \t]*", re.IGNORECASE)  # the first line for Excel
_TOKEN = re.compile(r'"((?:[^"]|"")*)"(?=[ \t\f\v]|$)|([^ \t\f\v]+)')  # a non-breaking blank may be within a number
_OPENED = re.compile(r'(?:^|[\t;,|]) *"[^"]*(?:""[^"]*)*$')  # a cell in quotes that goes on in the next line
_BARE_SIGN = re.compile(r"\s*(?:#+|%+|//+)\s*[\t;,|]")  # the cell of a token, or the heading of a row number


def said_separator(text: str) -> str | None:
    """The separator that a first line `sep=;` names, or None."""
    match = _SAID.fullmatch(text.split("\n", 1)[0])
    return None if match is None else {"\\t": "\t", "": "\t"}.get(match[1], match[1])


def is_comment(line: str) -> bool:
    """Whether a line begins with a sign of comments that is no cell of its own."""
    start = line.lstrip()
    return start.startswith(("#", "%", "//")) and not _BARE_SIGN.match(start)


def may_have_comments(text: str) -> bool:
    """Whether a sign of comments is in the text."""
    return "#" in text or "%" in text or "//" in text


def separator(text: str) -> str | None:
    """What is between the cells; None stands for blank space, and a lone column has a comma nowhere.

    The separator that cuts the first rows evenly, and leaves the largest share of numbers.
    """
    said = said_separator(text)
    if said is not None:
        return None if said == " " else said
    lines = list(islice((line for line in text.split("\n") if line.strip() and not is_comment(line)), JUDGED + 1))
    lines = without_open_row(lines)
    if not lines:
        raise InputError("holds nothing but comments")
    scores = {sign: score for sign in SEPARATORS if (score := _score(lines, sign)) is not None}
    best = max(scores, key=lambda sign: scores[sign], default=",")
    if best in scores and best != "," and scores[best] > (True, 0):
        return best
    blanks = _score(lines, None)
    return best if blanks is None or (best in scores and scores[best] >= blanks) else None


def without_open_row(lines: list[str]) -> list[str]:
    """The lines but for those of a last row that goes on behind them, as one does whose cell in quotes has line ends.

    A lone quote of another meaning, as of inches, opens no cell: the lines stay as they are if it begins none.
    """
    quotes = list(accumulate(line.count('"') for line in lines))
    if not quotes or quotes[-1] % 2 == 0:
        return lines
    whole = next((i for i in range(len(lines) - 1, 0, -1) if quotes[i - 1] % 2 == 0), 0)
    return lines[:whole] if whole and _OPENED.search(lines[whole]) else lines


def _score(lines: Sequence[str], sign: str | None) -> tuple[bool, float] | None:
    """Whether a sign cuts the lines evenly, and the share of numbers below the first; None where it cuts nothing."""
    if sign is not None and not any(sign in line for line in lines):
        return None
    try:
        rows = [cells for _, cells in cut("\n".join(lines), sign)]
    except InputError:
        return None
    body = rows[1:] or rows
    widths = {len(_without_bars(cells)) for cells in body}
    if max(widths) < 2 and (sign is None or len(rows[0]) < 2):
        return None
    cells = [cell for row in body for cell in _without_bars(row)]
    share = sum(map(is_like_number, cells)) / len(cells) if cells else 0.0
    if sign is None and not share:
        return None  # prose
    return len(widths) == 1 or len({len(cells) for cells in body}) == 1, share


def _without_bars(cells: list[str]) -> list[str]:
    """The cells but for empty ones at either end."""
    first, last = 0, len(cells)
    while first < last - 1 and not cells[first].strip():
        first += 1
    while last - 1 > first and not cells[last - 1].strip():
        last -= 1
    return cells[first:last]


def cut(text: str, delimiter: str | None) -> Iterator[Row]:
    """The cells of each line that is neither blank nor a comment, with the number of the line."""
    import csv

    number = opened = 0

    def lines() -> Iterator[str]:
        nonlocal number, opened  # within quotes, a line that begins with # or is blank is no line of its own
        for each, line in enumerate(text.split("\n"), 1):
            if opened or (line.strip() and not is_comment(line)):
                number = each
                if delimiter is not None and line.count('"') % 2 == 1:
                    opened = 0 if opened else each
                yield line

    if delimiter is None:
        yield from ((number, _tokens(line)) for line in lines())
        return
    try:
        for cells in csv.reader(lines(), delimiter=delimiter, skipinitialspace=True, strict=True):
            if cells:
                yield number, cells
    except csv.Error as fault:
        raise InputError(str(fault), f"line {opened or number}") from None


def uneven(line: int, count: int, width: int) -> InputError:
    """The error for a line with so many cells, below lines of another width."""
    short = "write nan where a number is missing, or take the line out"
    remedy = (
        short if count < width else "quote a value that holds the separator, or put what is too much on its own line"
    )
    return InputError(f"{counted(count)} where the lines above have {width}", f"line {line}", remedy=remedy)


def _tokens(line: str) -> list[str]:
    """The words of a line; those in quotes may hold blanks."""
    if '"' not in line and line.isascii():
        return line.split()
    return [bare or quoted.replace('""', '"') for quoted, bare in _TOKEN.findall(line)]
