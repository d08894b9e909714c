"""Go through a large JSON text value by value; arrays are indexed and stay in their file."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Watch
from lossctl.inputs.readers.json import json_parser
from lossctl.inputs.readers.json.array_index import ArrayIndex, index_elements, parse_elements

MOST = 400  # entries of an object; with more it is not an object of a few long arrays
SHORT = 1 << 16  # bytes in which a key, or a value that is no array, must end
BLANK = 1 << 8  # bytes that are searched at once for one that is not blank
TAIL = 1 << 23  # bytes at the end of an array that is cut off, which are parsed for the error

_BLANK = re.compile(rb"[ \t\r\n]*")
_SHORT = re.compile(rb'"(?:[^"\\]|\\.)*"|[^\s\[\]{},:"]+', re.DOTALL)

Entry = tuple[str, Any]  # a dotted key, and its value or the ArrayIndex of its array


class UnexpectedError(Exception):
    """The text is not an object or array as this reader wants it; `json_text` reads it, or says what is wrong."""


class Walk:
    """A position `at` in the text, which moves forward; UnexpectedError where the text is not as wanted."""

    def __init__(self, file: File, watch: Watch) -> None:
        self.file, self.watch = file, watch
        self.at = len(BOM_UTF8) if file[:3] == BOM_UTF8 else 0
        self.left = MOST

    def whole(self) -> ArrayIndex | dict[str, Any]:
        """The elements of the array that the text is, or the entries of the object."""
        found: ArrayIndex | dict[str, Any] = self._array() if self._next() == b"[" else self._named_entries()
        if self._next():
            raise UnexpectedError
        return found

    def _named_entries(self) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for name, entry in self._object():
            if name in entries:
                raise UnexpectedError
            entries[name] = entry
        return entries

    def _object(self, name: str = "") -> Iterator[Entry]:
        """Its entries; an empty object is an entry itself."""
        self._take(b"{")
        if self._next() == b"}":
            yield name, {}
        else:
            yield from self._entries(f"{name}." if name else "")
        self._take(b"}")

    def _entries(self, above: str) -> Iterator[Entry]:
        keys: set[str] = set()
        while True:
            key = self._scalar()
            self.left -= 1
            if not (key and isinstance(key, str) and key not in keys and self.left):
                raise UnexpectedError
            keys.add(key)
            self._take(b":")
            begins = self._next()
            if begins == b"{":
                yield from self._object(above + key)
            else:
                yield above + key, self._array() if begins == b"[" else self._scalar()
            if self._next() != b",":
                return
            self._take(b",")

    def _array(self) -> ArrayIndex:
        self._take(b"[")
        found = index_elements(self.file, self.at, self.watch)
        if isinstance(found, int):
            if len(self.file) - found < TAIL:
                parse_elements(self.file, found, len(self.file), "")
            raise UnexpectedError
        self.at = found.end + 1
        return found

    def _scalar(self) -> Any:
        """A string, a number or a word."""
        self._next()
        match = _SHORT.match(self.file[self.at : self.at + SHORT])
        if not match or match.end() == SHORT:
            raise UnexpectedError
        self.at += match.end()
        try:
            return json_parser.parse_json(match[0].decode())
        except (InputError, UnicodeDecodeError):
            raise UnexpectedError from None

    def _next(self) -> bytes:
        """The next byte that is not blank, b'' at the end."""
        while piece := self.file[self.at : self.at + BLANK]:
            blank = _BLANK.match(piece)
            end = blank.end() if blank else 0
            self.at += end
            if end < len(piece):
                return piece[end : end + 1]
        return b""

    def _take(self, sign: bytes) -> None:
        if self._next() != sign:
            raise UnexpectedError
        self.at += 1
