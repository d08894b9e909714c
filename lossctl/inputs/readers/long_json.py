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
from lossctl.inputs.readers import json, jsonl, lines, long_rows, nested
from lossctl.inputs.readers.elements import Elements, elements, position
from lossctl.inputs.readers.plain import plain
from lossctl.inputs.readers.records import records, scalars

MOST = 400  # entries of an object: one of more is no object of long arrays
SHORT = 1 << 16  # bytes in which a key, or a value that is no array, must end
BLANK = 1 << 8  # bytes that are looked through at once for the next that is not blank
HUGE = 1 << 23  # bytes of one element: of such ones each would be read several times

_BLANK = re.compile(rb"[ \t\r\n]*")
_SHORT = re.compile(rb'"(?:[^"\\]|\\.)*"|[^\s\[\]{},:"]+', re.DOTALL)


class _OddError(Exception):
    """Not as expected: another reader says what is wrong, or takes it."""


def recognises(blob: Blob) -> bool:
    """A long file that begins as the reader of JSON wants it; where lines alike follow, it is another's before."""
    if not (isinstance(blob.data, File) and len(blob.data) >= lines.LONG):
        return False
    start = blob.data[: lines.HEAD >> 6].removeprefix(BOM_UTF8).lstrip()
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
            if not rows.is_long:
                raise _OddError
            return long_rows.members(rows)
        entries: dict[str, JSONRows | Any] = {}
        for name, entry in self._object():
            if name in entries:
                raise _OddError
            entries[name] = entry
        self._end()
        lists = {name: [] if isinstance(entry, JSONRows) else entry for name, entry in entries.items()}
        return Members({name: partial(_content, name, entry) for name, entry in entries.items()}, scalars(lists))

    def _object(self, name: str = "") -> Iterator[tuple[str, "JSONRows | Any"]]:
        """Its entries by dotted key; an empty object is an entry itself."""
        self._take(b"{")
        if self._next() == b"}":
            yield name, {}
        else:
            yield from self._entries(f"{name}." if name else "")
        self._take(b"}")

    def _entries(self, above: str) -> Iterator[tuple[str, "JSONRows | Any"]]:
        keys: set[str] = set()
        while True:
            key = self._short()
            self.left -= 1
            if not (key and isinstance(key, str) and key not in keys and self.left):
                raise _OddError
            keys.add(key)
            self._take(b":")
            begins = self._next()
            if begins == b"{":
                yield from self._object(above + key)
            else:
                yield above + key, self._array(above + key, False) if begins == b"[" else self._short()
            if self._next() != b",":
                return
            self._take(b",")

    def _array(self, name: str, top: bool) -> "JSONRows":
        self._take(b"[")
        found = elements(self.file, self.at, self.watch)
        if isinstance(found, int):
            if len(self.file) - found < HUGE:
                _parsed(self.file, found, len(self.file), "")  # which tells what is missing
            raise _OddError
        self.at = found.end + 1
        return JSONRows(found, name, top)

    def _short(self) -> Any:
        """A string, a number or a word."""
        self._next()
        match = _SHORT.match(self.file[self.at : self.at + SHORT])
        if not match or match.end() == SHORT:
            raise _OddError
        self.at += match.end()
        try:
            return json.parsed(match[0].decode())
        except (InputError, UnicodeDecodeError):
            raise _OddError from None

    def _next(self) -> bytes:
        """The next byte that is not blank."""
        while piece := self.file[self.at : self.at + BLANK]:
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

    @property
    def is_long(self) -> bool:
        """Whether to read some of it at a time is worth it, and helps."""
        return LARGE <= self.elements.end - self.elements.begin < HUGE * len(self)

    def steps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        return self.elements.steps(first, last)

    def values(self, first: int, last: int) -> list[Any]:
        part = self.elements.around(first, last)
        values = _parsed(self.elements.file, part.begin, part.end)
        if len(values) != part.held:
            line, column = position(self.elements.file, part.end)
            raise InputError("is not JSON: expecting value", f"line {line}, column {column}")
        return values[part.before : part.before + last - first]

    def plain(self, first: int, last: int, like: Any) -> Array | None:
        if not isinstance(like, list | float | int):
            return None
        part = self.elements.around(first, last)
        numbers = plain(self.elements.file[part.begin : part.end], b",", part.held, like)
        return None if numbers is None else numbers[part.before : part.before + last - first]

    def members(self, values: list[Any], row: Callable[[int], int]) -> Members:
        if self.top and isinstance(values[0], dict):
            for i, value in enumerate(values):
                if not isinstance(value, dict):
                    raise InputError("is no record, unlike those before", *self._where((row(i),)))
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


def _parsed(file: File, begin: int, end: int, close: str = "]") -> list[Any]:
    """The elements in these bytes of an array."""
    data = file[begin:end]
    try:
        text = data.decode()
    except UnicodeDecodeError as fault:
        raise InputError(f"byte {begin + fault.start} is not UTF-8 text", remedy="save it as UTF-8") from None

    def where(at: int) -> str:
        line, column = position(file, begin + len(text[: max(0, at - 1)].encode()))
        return f"line {line}, column {column}"

    values: list[Any] = json.parsed(f"[{text}{close}", where)
    return values


def _content(name: str, entry: JSONRows | Any) -> Content:
    if isinstance(entry, JSONRows):
        if entry.is_long:
            return long_rows.members(entry).part("").content
        return entry.members(entry.values(0, len(entry)), int).part("").content
    return nested.array(entry, lambda _: (name,))
