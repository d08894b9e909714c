"""What pandas prints: a frame whose index has a name, with blanks in its names, with its shape below; and a series."""

import re
from collections.abc import Callable

from lossctl.inputs.readers.delimited.number_notation import is_like_number
from lossctl.inputs.readers.delimited.printed_rows import Lines, PrintedRows
from lossctl.inputs.readers.delimited.separators import Row

_SHAPE = re.compile(r"\[(\d+) rows x (\d+) columns\]")
_SERIES = re.compile(r"(?:Freq: \S+, )?(?:Name: (?P<name>.*?), )?(?:Length: (?P<length>\d+), )?dtype: \w+")
_CODE = re.compile(r"\s*(?:>>>|In ?\[|[\w.]+\(.*\)$)")  # then it is a post that shows a series
_POLARS_SERIES = re.compile(r"Series: '(?P<name>.*)' \[\w+\]")
_GAP = re.compile(r"\s{2,}|\s(?=-[\d.])")  # what is between two columns: a cell may hold single blanks
Split = Callable[[str], list[str]]

_WHOLE = "print it whole: print(df.to_string()), or save it: df.to_csv('x.csv', index=False)"


def printed(lines: Lines) -> PrintedRows | None:
    """The rows of a frame or of a series, and nothing else; None for one that is like any table with blanks."""
    if found := _series(lines) or _polars_series(lines):
        return found
    shape = _SHAPE.fullmatch(lines[-1][1]) if lines else None
    table = lines[:-1] if shape else lines
    if len(table) < 2:
        return None
    if table[0][1].startswith(" ") and any(line.endswith(" \\") for _, line in table):
        at = next(number for number, line in table if line.endswith(" \\"))
        return PrintedRows([], False, _WHOLE, faults=((at, "the columns go on below: the print is wrapped"),))
    promised = int(shape[1]) if shape else None
    if without_index := _without_index(table):
        return PrintedRows(without_index, True, _WHOLE, promised) if shape else None
    plain, gaps = _rows(table, str.split, str.split), _rows(table, _GAP.split, _GAP.split)
    if gaps is None or any(
        " " in cell and any(map(is_like_number, cell.split())) for _, row in gaps for cell in row[1:]
    ):
        gaps = plain or _rows(table, str.split, _GAP.split)
    if gaps is None:
        return PrintedRows([], False, _WHOLE, promised) if shape else None
    as_any_table = gaps == plain and gaps[0][0] == table[0][0] and not shape
    return None if as_any_table else PrintedRows(gaps, True, _WHOLE, promised)


def _without_index(table: Lines) -> list[Row] | None:
    """The rows of a frame that is printed without its index: as many words in each line, and none counts the rows."""
    rows = [(number, line.split()) for number, line in table]
    counted = [cells[0] for _, cells in rows[1:]] == [str(i) for i in range(len(rows) - 1)]
    return None if counted or len({len(cells) for _, cells in rows}) > 1 else rows


def _rows(table: Lines, split_names: Split, split: Split) -> list[Row] | None:
    """The header and the rows, cut so; None where that leaves them uneven."""
    rows = [(number, split(line.strip())) for number, line in table]
    rows[0] = (table[0][0], split_names(table[0][1].strip()))
    return _with_header(rows, table[0][1].startswith(" "))


def _with_header(rows: list[Row], indented: bool) -> list[Row] | None:
    """The rows below one header row: names, or names and below them the name of the index; None where they are uneven.

    The columns' own name, if they have one, stands above the index.
    """
    first = rows[0][1]
    named = len(rows) > 2 and len(rows[1][1]) == 1 and not is_like_number(rows[1][1][0])
    if named and (indented or not is_like_number(first[0])) and len({len(cells) for _, cells in rows[2:]}) == 1:
        width, line, index = len(rows[2][1]), rows[1][0], rows[1][1]
        if width - len(first) in (0, 1) and width > 1:
            return [(line, [*index, *first[len(first) - width + 1 :]]), *rows[2:]]
    widths = {len(cells) for _, cells in rows[1:]} if indented else set()
    return [(rows[0][0], ["", *first]), *rows[1:]] if widths == {len(first) + 1} else None


def _series(lines: Lines) -> PrintedRows | None:
    last = _SERIES.fullmatch(lines[-1][1]) if len(lines) > 1 else None
    if last is None or any(_SERIES.fullmatch(line) or _CODE.match(line) for _, line in lines[:-1]):
        return None
    rows = [(number, line.rsplit(None, 1)) for number, line in lines[:-1]]
    promised = int(last["length"]) if last["length"] else None
    if last["name"] is not None and rows[0][0] > 1 and len(rows[0][1]) == 2:
        rows.insert(0, (rows[0][0] - 1, ["", last["name"]]))
        return PrintedRows(rows, True, _WHOLE, promised)
    return PrintedRows([(number, cells[-1:]) for number, cells in rows], False, _WHOLE, promised)


def _polars_series(lines: Lines) -> PrintedRows | None:
    shape = re.fullmatch(r"shape: \((\d+),\)", lines[0][1]) if len(lines) > 3 else None
    if shape is None or not _POLARS_SERIES.fullmatch(lines[1][1]) or (lines[2][1], lines[-1][1]) != ("[", "]"):
        return None
    rows: list[Row] = [(number, [line.strip().strip('"')]) for number, line in lines[3:-1]]
    return PrintedRows(rows, False, "save it: s.to_frame().write_csv('x.csv')", int(shape[1]))
