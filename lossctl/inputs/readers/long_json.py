"""A large JSON text that stays in its file: an array of rows or records, or an object of arrays."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.blob import Blob, Watch
from lossctl.inputs.document import Array, Content, Members
from lossctl.inputs.file import LARGE, File
from lossctl.inputs.readers import json, jsonl, long_rows, nested
from lossctl.inputs.readers.elements import Elements, elements, position
from lossctl.inputs.readers.lines import HEAD, LONG
from lossctl.inputs.readers.plain import plain
from lossctl.inputs.readers.records import records, scalars

MOST = 1000  # entries of an object: one of more is no object of long arrays
KEY = 1 << 12  # bytes in which a key, or a value that is no array, must end

_BLANK = re.compile(rb"[ \t\r\n]*")
_SHORT = re.compile(rb'"(?:[^"\\]|\\.)*"|[^\s\[\]{},:"]+', re.DOTALL)


class _OddError(Exception):
    """Not as expected: another reader says what is wrong, or takes it."""


def recognises(blob: Blob) -> bool:
    """A long file that begins as the reader of JSON wants it; where lines alike follow, it is another's before."""
    if not (isinstance(blob.data, File) and len(blob.data) >= LONG):
        return False
    start = blob.data[: HEAD >> 6].removeprefix(BOM_UTF8).lstrip()
    return b"\0" not in start and (
        start[:1] == b"{" or (start[:1] == b"[" and (b'"' in start or blob.suffix == ".json"))
    )


def read(blob: Blob) -> Members:
    """As the readers of JSON, which get what is damaged between its arrays."""
    file = blob.data
    assert isinstance(file, File)
    walk = _Walk(file, blob.watch)
    try:
        return walk.document()
    except _OddError:
        return (jsonl if jsonl.recognises(blob) else json).read(blob)


class _Walk:
    """From value to value of a text."""

    def __init__(self, file: File, watch: Watch) -> None:
        self.file, self.watch = file, watch
        self.at = len(BOM_UTF8) if file[:3] == BOM_UTF8 else 0
        self.left = MOST

    def document(self) -> Members:
        """The arrays of the whole text."""
        if self._next() == b"[":
            rows = self._array("", True)
            self._end()
            return long_rows.members(rows)
        entries: dict[str, JSONRows | Any] = {}
        for name, entry in self._object(""):
            if name in entries:
                raise _OddError
            entries[name] = entry
        self._end()
        lists = {name: [] if isinstance(entry, JSONRows) else entry for name, entry in entries.items()}
        return Members({name: partial(_content, name, entry) for name, entry in entries.items()}, scalars(lists))

    def _object(self, above: str) -> Iterator[tuple[str, "JSONRows | Any"]]:
        """Its entries by dotted key."""
        keys: set[str] = set()
        self._take(b"{")
        while True:
            key = self._short()
            self.left -= 1
            if not isinstance(key, str) or key in keys or not self.left:
                raise _OddError
            keys.add(key)
            self._take(b":")
            begins = self._next()
            if begins == b"{":
                yield from self._object(f"{above}{key}.")
            else:
                yield above + key, self._array(above + key, False) if begins == b"[" else self._short()
            if self._next() == b"}":
                break
            self._take(b",")
        self._take(b"}")

    def _array(self, name: str, top: bool) -> "JSONRows":
        self._take(b"[")
        found = elements(self.file, self.at, self.watch)
        if found is None:
            raise _OddError
        self.at = found.end + 1
        return JSONRows(found, name, top)

    def _short(self) -> Any:
        """A string, a number or a word."""
        self._next()
        match = _SHORT.match(self.file[self.at : self.at + KEY])
        if not match or match.end() == KEY:
            raise _OddError
        self.at += match.end()
        try:
            return json.parsed(match[0].decode())
        except (InputError, UnicodeDecodeError):
            raise _OddError from None

    def _next(self) -> bytes:
        """The next byte that is not blank."""
        while piece := self.file[self.at : self.at + KEY]:
            blank = _BLANK.match(piece)
            end = blank.end() if blank else 0
            self.at += end
            if end < len(piece):
                return piece[end : end + 1]
        return b""

    def _take(self, sign: bytes) -> None:
        if self._next() != sign:
            raise _OddError
        self.at += 1

    def _end(self) -> None:
        if self._next():
            raise _OddError


@dataclass(frozen=True)
class JSONRows:
    """The elements of an array, called `name` ('' for the whole text); `top`: they may be records."""

    elements: Elements
    name: str
    top: bool

    def __len__(self) -> int:
        return len(self.elements)

    def steps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        return self.elements.steps(first, last)

    def values(self, first: int, last: int) -> list[Any]:
        part = self.elements.around(first, last)
        values = self._parsed(part.begin, part.end)
        if len(values) != part.count:
            line, column = position(self.elements.file, part.end)
            raise InputError("is not JSON: expecting value", f"line {line}, column {column}")
        return values[part.before : part.before + last - first]

    def plain(self, first: int, last: int, like: Any) -> Array | None:
        if not isinstance(like, list | float | int):
            return None
        part = self.elements.around(first, last)
        numbers = plain(self.elements.file[part.begin : part.end], b",", part.count, like)
        return None if numbers is None else numbers[part.before : part.before + last - first]

    def members(self, values: list[Any], row: Callable[[int], int]) -> Members:
        if self.top and isinstance(values[0], dict):
            jsonl.check_alike(values, lambda i: self._where((row(i),)))
            return records(values, lambda i: self._where((row(i),)))

        def where(index: nested.Index) -> tuple[str, ...]:
            return self._where((row(index[0]), *index[1:])) if index else tuple(filter(None, [self.name]))

        return Members({"": lambda: nested.array(values, where)})

    def _where(self, index: nested.Index) -> tuple[str, ...]:
        from lossctl.inputs.readers.locate import line

        begin, end = self.elements.element(index[0])
        text = self.elements.file[begin:end].decode(errors="replace")
        above, _ = position(self.elements.file, begin)
        inside = line(text, "", index[1:])
        found = int(inside[0].removeprefix("line ")) if inside else 1
        return f"line {above + found - 1}", self.name + nested.index_text(index)

    def _parsed(self, begin: int, end: int) -> list[Any]:
        data = self.elements.file[begin:end]
        try:
            text = data.decode()
        except UnicodeDecodeError as fault:
            raise InputError(f"byte {begin + fault.start} is not UTF-8 text", remedy="save it as UTF-8") from None

        def where(at: int) -> str:
            line, column = position(self.elements.file, begin + len(text[: max(0, at - 1)].encode()))
            return f"line {line}, column {column}"

        values: list[Any] = json.parsed(f"[{text}]", where)
        return values


def _content(name: str, entry: JSONRows | Any) -> Content:
    if isinstance(entry, JSONRows):
        small = entry.elements.end - entry.elements.begin < LARGE
        rows = long_rows.members(entry) if not small else entry.members(entry.values(0, len(entry)), int)
        return rows.part("").content
    return nested.array(entry, lambda _: (name,))
