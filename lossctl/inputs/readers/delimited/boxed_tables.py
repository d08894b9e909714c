"""Tables with rules: Markdown, polars, psql, MySQL, DuckDB, tabulate."""

import re

from lossctl.inputs.readers.delimited.printed_rows import Lines, PrintedRows
from lossctl.inputs.readers.delimited.separators import Row

_BARS = "|│┃┆┇┊┋║╎╏"
_DASHES = r"=─━═╌┄┈╍\-"
_RULE_SIGNS = re.compile(rf"[+:|\u2500-\u257f{_DASHES} \t]+")
_DASHED = re.compile(rf"[{_DASHES}]{{2}}")
_MARKDOWN_RULE = re.compile(r":?-+:?")
_JOINT = re.compile(r"[+|\u2500-\u257f]")
_GROUPS = re.compile(r"[ \t]*(?:-+|=+)(?: +(?:-+|=+))+")
_BAR = re.compile(rf"(?<!\\)[{_BARS}]")
_SHAPE = re.compile(r"shape: \(([\d_,']+), ([\d_,']+)\)")
_FOOTER = re.compile(r"\(?(\d+) rows?(?: in set.*)?\)?|#.*", re.IGNORECASE)
_NO_PROSE = re.compile(r"[\d\[\](){}=|]")  # in a line that may hold numbers or code
_TYPE = re.compile(
    r"[fiu](?:8|16|32|64|128)|str|bool|cat|enum|date|null|binary|(?:list|array|struct|decimal|datetime|duration)\S*"
    r"|varchar|double|float|boolean|u?(?:big|huge|small|tiny)?int(?:eger)?\d*|timestamp|enum\(.*\)"
)
_WITH_TYPE = re.compile(rf"(.*) \((?:{_TYPE.pattern})\)")
_WRAPPED = "the cells go on over several lines"
_POLARS = "save it: df.write_csv('x.csv'), or print it with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=10000)"
_OTHER = "print all rows and columns, each row on one line, or save the table as CSV"


def printed(lines: Lines) -> PrintedRows | None:
    """The rows of a table with at least one rule, and with nothing else but words around it."""
    is_rule = {number for number, line in lines if _is_rule(line)}
    if not is_rule:
        return None
    spans = _spans(lines)
    if spans is None and not any(_JOINT.search(line) for number, line in lines if number in is_rule):
        return None
    table = [(number, line) for number, line in lines if number not in is_rule and (spans or _BAR.search(line))]
    table = [(number, line) for number, line in table if not _SHAPE.fullmatch(line.strip())]
    inside = is_rule | {number for number, _ in table}
    outside = [line.strip() for number, line in lines if number not in inside]
    if not all(_SHAPE.fullmatch(line) or _FOOTER.fullmatch(line) or not _NO_PROSE.search(line) for line in outside):
        return None
    shape = next(filter(None, map(_SHAPE.fullmatch, outside)), None)
    footer = next((match for line in outside if (match := _FOOTER.fullmatch(line)) and match[1]), None)
    count = shape or footer
    promised = int(re.sub(r"\D", "", count[1])) if count else None
    rows = [(number, _sliced(line, spans) if spans else _cells(line)) for number, line in table]
    return _between(lines, is_rule, rows, promised, _POLARS if shape else _OTHER)


def _is_rule(line: str) -> bool:
    if not _RULE_SIGNS.fullmatch(line):
        return False
    cells = [cell.strip() for cell in line.strip(" \t|").split("|")]
    return bool(_DASHED.search(line)) or ("|" in line and all(map(_MARKDOWN_RULE.fullmatch, cells)))


def _between(lines: Lines, is_rule: set[int], rows: list[Row], promised: int | None, whole: str) -> PrintedRows | None:
    """The header is above the first rule below a row; a row of types may be below that, and has a rule of its own."""
    if not rows:
        return None
    below = next((number for number, _ in lines if number in is_rule and number > rows[0][0]), rows[0][0])
    count = sum(number < below for number, _ in rows)
    typed = rows[count : count + 1]
    if typed and _are_types(typed[0][1]):
        count += 1
    heading, body = _heading(rows[:count]), rows[count:]
    groups: dict[int, int] = {}
    for number, _ in body:
        above = max(rule for rule in is_rule if rule < number)
        groups[above] = groups.get(above, 0) + 1
    cut = next((n for n, cells in body if any(re.fullmatch(r"-?\d+\.", cell) for cell in cells)), None)
    if (len(groups) > 1 and max(groups.values()) > 1) or (cut is not None and promised is not None):
        return PrintedRows(rows, True, whole, faults=((cut or body[0][0], _WRAPPED),))
    return PrintedRows(heading + body, bool(heading), whole, promised)


def _heading(rows: list[Row]) -> list[Row]:
    """One row of names: they may go on over several lines, and a row of types may be below, or types behind them."""
    if not rows:
        return []
    names = rows[:-1] if len(rows) > 1 and _are_types(rows[-1][1]) else rows
    cells = ["".join(parts) for parts in zip(*(cells for _, cells in names), strict=False)]
    typed = [match[1] for cell in cells if (match := _WITH_TYPE.fullmatch(cell))]
    return [(rows[-1][0], typed if len(typed) == len(cells) else cells)]


def _are_types(cells: list[str]) -> bool:
    """Whether all are types, but for columns that are left out."""
    return any(cells) and all(not cell or cell == "…" or _TYPE.fullmatch(cell) for cell in cells)


def _spans(lines: Lines) -> list[tuple[int, int | None]] | None:
    """Where the columns are by a rule of dashes with blanks between, and nothing else is a rule; None without one."""
    rules = {line for _, line in lines if _is_rule(line)}
    if len(rules) != 1 or not _GROUPS.fullmatch(rule := next(iter(rules))):
        return None
    starts = [match.start() for match in re.finditer(r"-+|=+", rule)]
    return list(zip([0, *starts[1:]], [*starts[1:], None], strict=True))


def _sliced(line: str, spans: list[tuple[int, int | None]]) -> list[str]:
    return [line[start:stop].strip() for start, stop in spans]


def _cells(line: str) -> list[str]:
    """The cells between the bars, without those that end the line, and without Markdown's emphasis."""
    text = line.strip()
    cells = [_without_emphasis(cell.strip().replace("\\|", "|")) for cell in _BAR.split(text)]
    begin = 1 if text[0] in _BARS else 0
    ends = text[-1] in _BARS and not text.endswith("\\|") and len(cells) > begin + 1
    return cells[begin:-1] if ends else cells[begin:]


def _without_emphasis(cell: str) -> str:
    for sign in ("**", "__", "`", "*"):
        if len(cell) > 2 * len(sign) and cell.startswith(sign) and cell.endswith(sign):
            return cell[len(sign) : -len(sign)].strip()
    return cell
