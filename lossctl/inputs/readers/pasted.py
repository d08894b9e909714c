"""Pasted text: one array as Python prints it, or a block that names its arrays, as a post shows them.

    block     = { statement | prose }
    statement = [label (':' | '=')] value          the label may stand on a line of its own
    value     = an array in brackets (see printed.py), or numbers up to the end of a labelled line

Prompts and comments are blanked out first, so that every position stays what it is in the text.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.blob import Blob
from lossctl.inputs.document import OPTIONS, PAIR, Array, Members
from lossctl.inputs.names import role_of
from lossctl.inputs.readers import printed, table

_LABEL = re.compile(r"(?P<label>[^\W\d][\w.\- ]*?)\s*(?::|=(?!=))\s*")
_BEGIN = re.compile(printed.BEGIN)
_SIGN = re.compile(rf"^[ \t]*(?:[^\W\d][\w.\- ]*?\s*[:=]\s*)?{printed.BEGIN}", re.MULTILINE)
_PROMPT = re.compile(r"^(?:>>> ?|In ?\[\d*\]: ?|Out ?\[\d*\]: ?| *\.\.\.: ?)", re.MULTILINE)
_CONTINUED = re.compile(r"^\.\.\. ", re.MULTILINE)
_COMMENT = re.compile(r"#[^\n]*")
_CODE = re.compile(r"None\b|[A-Za-z_][\w.]*\s*[(.\[]|[A-Za-z_]\w*\s*$", re.MULTILINE)
_SHAPE = re.compile(r"torch\.Size\(\[[^\]]*\]\)|(?<=\w)\[[^\]]*\]")
_NUMBERS = re.compile(r"[\[(]\s*[\[(\d.+-]|^[ \t]*[-+.\d][-+.\d\se,]*$")
_FIRST_NUMBER = re.compile(printed.NUMBER, re.IGNORECASE)
_GAP = re.compile(r"[\s,;]*")
_REST = re.compile(r"[^\n]*")


class Statement(NamedTuple):
    """A labelled array (the label may be ''), and the text of it as written."""

    label: str
    array: Array
    written: str
    at: int


def recognises(blob: Blob) -> bool:
    """A line begins an array, the first is labelled, or the only one is numbers in a file not called a table."""
    text = blob.text.strip()
    if any(bracket in text for bracket in "[(［（") and _SIGN.search(printed.plain(_blanked(text))):
        return True
    first, _, rest = text.partition("\n")
    label = _LABEL.match(printed.plain(_blanked(first)))
    if label and role_of(label["label"]):
        return True
    return not rest and blob.suffix not in table.SUFFIXES and printed.whole(first) is not None


def read(blob: Blob) -> Members:
    """Raises for an array that cannot be read, or that no label names beside others."""
    text = printed.plain(_blanked(blob.text))
    if not _SIGN.search(text) and (alone := printed.whole(text)) is not None:
        return Members({"": lambda: alone})
    found = list(_statements(text))
    if len(found) == 1 and not found[0].label:
        return Members({"": lambda: found[0].array})
    return _members(text, found)


def _members(text: str, found: list[Statement]) -> Members:
    named: dict[str, Statement] = {}
    for statement in found:
        where = printed.place(text, statement.at)
        if not statement.label:
            remedy = "label them: 'input: [[…]]', 'target: […]'"
            raise InputError(f"{len(found)} arrays, and this one has no name", where, remedy=remedy)
        first = named.setdefault(statement.label, statement)
        if not np.array_equal(first.array, statement.array, equal_nan=True):
            raise InputError(f"a second {statement.label}, and not the same numbers", where)
    losses = [s for s in named.values() if role_of(s.label) == "loss" and s.array.ndim == 0]
    arrays = {s.label: s for s in named.values() if s not in losses}
    number = _FIRST_NUMBER.search(losses[0].written) if losses else None
    members = {label: partial(_get, statement) for label, statement in arrays.items()}
    return Members(members, whole=PAIR | set(OPTIONS), loss=number.group() if number else None)


def _get(statement: Statement) -> Array:
    return statement.array


def _statements(text: str) -> Iterator[Statement]:
    at = _after(_GAP, text, 0)
    while at < len(text):
        label = _LABEL.match(text, at)
        name, begin = (label["label"], label.end()) if label else ("", at)
        if value := _value(text, begin, name):
            array, end = value
            yield Statement(name, array, text[begin:end], at)
            _check_end(text, end)
        else:
            end = _after(_REST, text, at)
            _check_prose(text, at, text[at:end], name)
        at = _after(_GAP, text, end)


def _value(text: str, at: int, label: str) -> tuple[Array, int] | None:
    if _BEGIN.match(text, at):
        return printed.array_at(text, at)
    return printed.run_at(text, at) if role_of(label) else None


def _check_end(text: str, at: int) -> None:
    """After an array: the end of the line, a separator, or the next label."""
    rest = text[at : _after(_REST, text, at)].strip()
    if rest and rest[0] not in ",;。" and not _LABEL.match(rest):
        printed.fail(text, at + text[at:].index(rest[0]), f"{rest[:12]!r} after the array")


def _check_prose(text: str, at: int, line: str, label: str) -> None:
    """A line may be passed over where it holds no numbers that the reader could take for read."""
    if _NUMBERS.search(_SHAPE.sub("", line)):
        remedy = "label it: 'input: [[…]]', 'target: […]'; take the rest out"
        raise InputError("numbers that no label names", printed.place(text, at), remedy=remedy)
    value = line[len(label) :].lstrip(" :=")
    if label and role_of(label) not in (None, "loss") and not _CODE.match(value):
        printed.fail(text, at, f"no array after {label!r}")


def _blanked(text: str) -> str:
    if ">>> " in text:
        text = _CONTINUED.sub("    ", text)
    for sign in (_PROMPT, _COMMENT):
        text = sign.sub(lambda match: " " * len(match.group()), text)
    return text


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
