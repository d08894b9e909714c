"""One sample a line: `Actual: 1, Predicted: 0.90 → Loss: 0.1054`, on two lines or more with the same labels.

line   = [ prefix ] field { separator field } [ remark ]
prefix = `Sample 1:`, `sample 1`, `[1]`, or the name of a function and its bracket
field  = label (':' | '=') number or list of numbers; behind an arrow or a closed bracket, the loss needs no label
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.lines.framed_lines import Line
from lossctl.inputs.readers.pasted.prints.values import Value

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_PREFIX = re.compile(
    r"(?:[^\W\d]+[ \t]*#?\d+[ \t]*[:.)|,-]|(?!class|label)[^\W\d]+[ \t]+#?\d+(?=[ \t]+[^\W\d])|\[\d+\]:?|[\w.]+\()"
    r"[ \t]*"
)
_FIELD = re.compile(
    rf"(?P<label>[^\W\d][^:=,;|→⇒>\n()\[\]]{{0,40}}?)[ \t]*[:=][ \t]*(?P<value>{_NUMBER}|\[[-+\d., \te]+\])(?![\w.%/])",
    re.IGNORECASE,
)
_RESULT = re.compile(rf"\)?[ \t]*(?:[-=]*>|→|⇒|=(?=\s*[-\d.])|:)[ \t]*(?P<value>{_NUMBER})(?![\w.%/])", re.IGNORECASE)
_BETWEEN = re.compile(r"[ \t]*(?:[,;|→⇒)(]|[-=]+>|--?(?=\s)|and\b)*[ \t]*")
_REMARK = re.compile(r"[ \t]*(?:[(\[<←#✓✔✗✘❌✅-][^\d\n]*)?$")
_WRITTEN = re.compile(_NUMBER, re.IGNORECASE)
_LONGEST = 300  # characters of a line
_MOST = 100_000  # lines
_INPUTS = ("p", "q", "ŷ", "p_hat", "ph", "yhat", "z", "prob", "p(y=1)")
_TARGETS = ("t", "y", "true", "true value", "class", "gold")


class Samples(NamedTuple):
    """The columns of the lines, which of them are the input, the target and the losses, and the first line behind."""

    columns: tuple[Value, ...]
    input: int
    target: int
    loss: int | None
    behind: int


class _Field(NamedTuple):
    label: str
    begin: int
    end: int


def samples_at(lines: Sequence[Line], at: int) -> Samples | None:
    """The samples of the lines that begin here; None where the next two are no samples with the same labels."""
    first = _fields(lines[at])
    labels = [each.label for each in first]
    chosen = _chosen(labels)
    if chosen is None or (at and lines[at - 1].text is lines[at].text and _labels(lines[at - 1]) == labels):
        return None
    rows = [first]
    while at + len(rows) < len(lines) and len(rows) < _MOST:
        line = lines[at + len(rows)]
        if line.text is not lines[at].text:
            break
        row = _fields(line)
        if [each.label for each in row] != labels:
            break
        rows.append(row)
    if len(rows) < 2:
        return None
    columns = [_column(lines[at].text, [row[i] for row in rows]) for i in range(len(labels))]
    input_, target, loss = chosen
    taken = [each for i, each in enumerate(columns) if i in chosen]
    if any(each is None for each in taken):
        return None
    kept = tuple(each for each in columns if each is not None)
    places = [next((j for j, each in enumerate(kept) if each is columns[i]), 0) for i in (input_, target)]
    given = kept[places[0]].array
    if np.isin(given, (0, 1)).all():
        return None  # predicted classes, of which no loss tells
    of_loss = None if loss is None else next(j for j, each in enumerate(kept) if each is columns[loss])
    return Samples(kept, places[0], places[1], of_loss, at + len(rows))


def _fields(line: Line) -> list[_Field]:
    """All fields of the line; none where something else is in it."""
    text, at, end = line.text, line.begin, line.end
    if line.frame in ("code", "more") or end - at > _LONGEST or not any(sign in line.content for sign in ":="):
        return []
    prefix = _PREFIX.match(text, at, end)
    at = prefix.end() if prefix else at
    found: list[_Field] = []
    while at < end and not (found and _REMARK.match(text, at, end)):
        if found and (result := _RESULT.match(text, at, end)):
            found.append(_Field("", *result.span("value")))
            at = result.end()
            continue
        between = _BETWEEN.match(text, at, end) if found else None
        at = between.end() if between else at
        match = _FIELD.match(text, at, end)
        if match is None:
            return []
        found.append(_Field(match["label"].strip(), *match.span("value")))
        at = match.end()
    return found


def _labels(line: Line) -> list[str]:
    return [each.label for each in _fields(line)]


def _chosen(labels: list[str]) -> tuple[int, int, int | None] | None:
    """Which of the labels are those of an input, a target and a loss; None where one of the first two is missing."""
    if len(labels) < 2 or len({*labels}) < len(labels):
        return None
    roles = [_role(each) for each in labels]
    if roles.count("input") != 1 or roles.count("target") != 1 or roles.count("loss") > 1:
        return None
    return roles.index("input"), roles.index("target"), roles.index("loss") if "loss" in roles else None


def _role(label: str) -> str | None:
    name = label.casefold()
    if not name or pasted_labels.role(label, 0) == "loss":
        return "loss"
    if name in _INPUTS or name in _TARGETS:
        return "input" if name in _INPUTS else "target"
    return pasted_labels.role(label, 1)


def _column(text: str, fields: list[_Field]) -> Value | None:
    """The numbers of one label as an array, where they stand in the paste; None for lists of different lengths."""
    written = [text[each.begin : each.end] for each in fields]
    rows = [[float(number) for number in _WRITTEN.findall(each)] for each in written]
    if len({len(row) for row in rows}) != 1 or not rows[0]:
        return None
    array = np.array(rows) if written[0][0] == "[" else np.array(rows)[:, 0]
    if array.ndim == 1 and all(each.lstrip("+-").isdigit() for each in written):
        array = array.astype(np.int64)
    begin = fields[0].begin
    shown = f"{text[:begin]}[{', '.join(written)}]"
    return Value(fields[0].label, array, shown, begin, len(shown))


def unit_of(written: str) -> float:
    """One unit of the last digit that the column has most of."""
    decimals = [len(each.partition(".")[2]) for each in _WRITTEN.findall(written) if "e" not in each.casefold()]
    return 10.0 ** -max(decimals, default=0)


def may_be_rounded(written: str) -> bool:
    """Whether a format may have cut the column's digits: all have as many decimals, two or more, as in `0.90`."""
    decimals = {len(each.partition(".")[2]) for each in _WRITTEN.findall(written)}
    return len(decimals) == 1 and decimals.pop() > 1


def number_at(column: Value, index: int) -> Value:
    """The number of one sample, as it is written."""
    written = _WRITTEN.findall(column.written)[index]
    text = f"{column.text[: column.begin]}{written}"
    return Value(column.label, np.array(float(written)), text, column.begin, len(text))
