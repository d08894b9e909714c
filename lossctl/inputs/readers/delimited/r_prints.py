"""What R prints: a tibble or data.table, whose columns have types below their names, and a matrix."""

import re
from collections.abc import Sequence

from lossctl.inputs.readers.delimited.printed_rows import Lines, PrintedRows
from lossctl.inputs.readers.delimited.separators import Row

_TIBBLE = re.compile(r"# A tibble: ([\d,]+) [x×] [\d,]+")
_TYPES = re.compile(r"\s*(?:<[\w:\[\], ]+>\s*)+")
_MORE = re.compile(r"(?:# )?(?:ℹ|…|\.\.\.) ?(?:with )?(?:[\d,]+ more|Use)")
_LABEL = re.compile(r"\[\d+,\]")
_COLUMN = re.compile(r"\[,\d+\]")
_TOKEN = re.compile(r"`([^`]*)`|\"([^\"]*)\"|(\S+)")
_WHOLE = "print it whole: print(x, n = Inf, width = Inf), or save it: write.csv(x, 'x.csv', row.names = FALSE)"
_WRAPPED = "save it: write.csv(x, 'x.csv', row.names = FALSE), or print it with options(width = 10000)"


def printed(lines: Lines) -> PrintedRows | None:
    """The rows of a tibble, a data.table or a matrix, and nothing else."""
    return _with_types(lines) or _matrix(lines)


def tibble_at(lines: Sequence[str], at: int) -> tuple[PrintedRows, int] | None:
    """The tibble that begins at this line of a session, whose signs of comments are gone, and the line behind it."""
    shape = _TIBBLE.match(f"# {lines[at].lstrip(' #')}")
    if shape is None or at + 3 >= len(lines):
        return None
    most = at + 3 + int(shape[1].replace(",", ""))
    stop = next((i for i in range(at + 3, len(lines)) if i == most or not lines[i].strip()), len(lines))
    below = [(i + 1, lines[i].strip()) for i in range(at + 1, stop)]
    rows = _with_types([(at + 1, shape.string), *below])
    return (rows, stop) if rows else None


def _with_types(lines: Lines) -> PrintedRows | None:
    shapes = [match for _, line in lines if (match := _TIBBLE.match(line))]
    faults = tuple((number, "the print is abbreviated") for number, line in lines if _is_cut(line))
    table = [(number, line) for number, line in lines if not line.startswith("# ") and not _is_cut(line)]
    if len(table) < 2 or not _TYPES.fullmatch(table[1][1]) or len(shapes) > 1:
        return None
    rows: list[Row] = [(number, _tokens(line)) for number, line in table]
    names, body = rows[0], [(number, [cells[0].removesuffix(":"), *cells[1:]]) for number, cells in rows[2:]]
    promised = int(shapes[0][1].replace(",", "")) if shapes else None
    return PrintedRows([(names[0], ["", *names[1]]), *body], True, _WHOLE, promised, faults)


def _is_cut(line: str) -> bool:
    """Whether a line says that there is more than is printed."""
    return bool(_MORE.match(line)) or ("reached" in line and "omitted" in line)


def _matrix(lines: Lines) -> PrintedRows | None:
    """Rows with labels like [1,], below names or labels like [,1]; or rows with names below such labels."""
    if len(lines) < 2:
        return None
    heads = [i for i, (_, line) in enumerate(lines) if line.startswith(" ")]
    rows: list[Row] = [(number, _tokens(line)) for number, line in lines]
    by_number = all(map(_COLUMN.fullmatch, rows[0][1]))
    labelled = len(heads) < len(lines) and all(
        _LABEL.match(line) for i, (_, line) in enumerate(lines) if i not in heads
    )
    if not heads or heads[0] != 0 or not (by_number or labelled):
        return None
    second = next((i for i in range(1, len(rows)) if all(map(_COLUMN.fullmatch, rows[i][1]))), None)
    faults = () if second is None else ((rows[second][0], "the columns go on below: the print is wrapped"),)
    body = [(number, cells[1:]) for number, cells in rows[1:]]
    return PrintedRows(body if by_number else [rows[0], *body], not by_number, _WRAPPED, None, faults)


def _tokens(line: str) -> list[str]:
    return ["".join(parts) for parts in _TOKEN.findall(line)]
