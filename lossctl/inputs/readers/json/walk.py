"""From value to value of a long JSON text, past its arrays, which stay in their file."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Watch
from lossctl.inputs.readers.json import json_text
from lossctl.inputs.readers.json.array_index import Elements, elements, parsed

MOST = 400  # entries of an object: one of more is no object of long arrays
SHORT = 1 << 16  # bytes in which a key, or a value that is no array, must end
BLANK = 1 << 8  # bytes that are looked through at once for the next that is not blank
TAIL = 1 << 23  # bytes of an array that is cut off which are parsed to tell what is missing

_BLANK = re.compile(rb"[ \t\r\n]*")
_SHORT = re.compile(rb'"(?:[^"\\]|\\.)*"|[^\s\[\]{},:"]+', re.DOTALL)

Entry = tuple[str, Any]  # its dotted key; its value, of an array where its elements are


class OddError(Exception):
    """Not as expected: another reader says what is wrong, or takes it."""


class Walk:
    """Where in a text it has come to. OddError where that is no JSON, or no object of a few arrays."""

    def __init__(self, file: File, watch: Watch) -> None:
        self.file, self.watch = file, watch
        self.at = len(BOM_UTF8) if file[:3] == BOM_UTF8 else 0
        self.left = MOST

    def whole(self) -> Elements | dict[str, Any]:
        """The elements of the array that the text is, or the entries of the object."""
        found: Elements | dict[str, Any] = self._array() if self._next() == b"[" else self._dict()
        if self._next():
            raise OddError
        return found

    def _dict(self) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for name, entry in self._object():
            if name in entries:
                raise OddError
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
            key = self._short()
            self.left -= 1
            if not (key and isinstance(key, str) and key not in keys and self.left):
                raise OddError
            keys.add(key)
            self._take(b":")
            begins = self._next()
            if begins == b"{":
                yield from self._object(above + key)
            else:
                yield above + key, self._array() if begins == b"[" else self._short()
            if self._next() != b",":
                return
            self._take(b",")

    def _array(self) -> Elements:
        self._take(b"[")
        found = elements(self.file, self.at, self.watch)
        if isinstance(found, int):
            if len(self.file) - found < TAIL:
                parsed(self.file, found, len(self.file), "")
            raise OddError
        self.at = found.end + 1
        return found

    def _short(self) -> Any:
        """A string, a number or a word."""
        self._next()
        match = _SHORT.match(self.file[self.at : self.at + SHORT])
        if not match or match.end() == SHORT:
            raise OddError
        self.at += match.end()
        try:
            return json_text.parsed(match[0].decode())
        except (InputError, UnicodeDecodeError):
            raise OddError from None

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
            raise OddError
        self.at += 1
