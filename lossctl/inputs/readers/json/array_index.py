"""Where the elements of a long JSON array are: they stay in their file, and are read when they are asked for."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Watch
from lossctl.inputs.readers.json import json_text

PIECE = 1 << 18  # bytes that are looked through at once
GRAIN = 1 << 14  # bytes between the elements whose places are kept
STEP = 1 << 18  # bytes of text that are parsed at once

_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_DEEPER = np.zeros(256, np.int8)
_DEEPER[list(b"[{")], _DEEPER[list(b"]}")] = 1, -1


class _State(NamedTuple):
    """Between two pieces: how many brackets are open, but for the array's own, and whether a string is."""

    depth: int = 0
    quoted: bool = False


class Part(NamedTuple):
    """Bytes that hold so many elements; so many of these are before the first that is wanted."""

    begin: int
    end: int
    held: int
    before: int


@dataclass(frozen=True)
class Elements:
    """The elements of an array, between byte `begin` and byte `end`.

    Element `marks[i]` begins at byte `places[i]`, behind a comma; the last of each are the number of all, and where
    the bracket ends that closes the array.
    """

    file: File
    marks: Array = field(repr=False)
    places: Array = field(repr=False)

    def __len__(self) -> int:
        return int(self.marks[-1])

    @property
    def begin(self) -> int:
        return int(self.places[0])

    @property
    def end(self) -> int:
        return int(self.places[-1]) - 1

    def around(self, first: int, last: int) -> Part:
        """The elements from `first` to `last`, with some before and behind."""
        i = int(np.searchsorted(self.marks, first, side="right")) - 1
        j = int(np.searchsorted(self.marks, last))
        begin, end = int(self.places[i]), int(self.places[j]) - 1
        return Part(begin, end, int(self.marks[j] - self.marks[i]), first - int(self.marks[i]))

    def element(self, number: int) -> tuple[int, int]:
        """From which byte to which one element is."""
        part = self.around(number, number + 1)
        commas, _, _ = _commas(self.file[part.begin : part.end], _State())
        bounds = [-1, *commas.tolist(), part.end - part.begin]
        return part.begin + bounds[part.before] + 1, part.begin + bounds[part.before + 1]

    def steps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The range in smaller ones of about `STEP` bytes."""
        step = max(1, STEP * len(self) // max(1, self.end - self.begin))
        return ((at, min(at + step, last)) for at in range(first, last, step))


def elements(file: File, begin: int, watch: Watch) -> Elements | int:
    """Those of the array whose bracket is before this byte; where it does not end, the last one's first byte."""
    state, count, last = _State(), 0, begin
    marks, places = [np.zeros(1, np.int64)], [np.array([begin])]
    at, size = begin, PIECE >> 6  # most arrays of an object may be short
    while piece := _piece(file, at, size):
        commas, end, state = _commas(piece, state)
        commas += at + 1
        kept = np.flatnonzero(np.diff(commas // GRAIN, prepend=last // GRAIN))
        marks.append(kept + count + 1)
        places.append(commas[kept])
        count, last = count + len(commas), int(commas[-1]) if len(commas) else last
        at, size = at + len(piece), PIECE
        stop = at if end is None else at - len(piece) + end
        watch(stop, len(file))
        if end is not None:
            filled = count or file[begin:stop].strip()
            marks.append(np.array([count + 1 if filled else 0]))
            places.append(np.array([stop + 1]))
            return Elements(file, np.concatenate(marks), np.concatenate(places))
    return last


def parsed(file: File, begin: int, end: int, close: str = "]") -> list[Any]:
    """What elements the bytes of a part hold; raises with line and column."""
    data = file[begin:end]
    try:
        text = data.decode()
    except UnicodeDecodeError as fault:
        raise InputError(f"byte {begin + fault.start} is not UTF-8 text", remedy="save it as UTF-8") from None

    def where(at: int) -> str:
        line, column = position(file, begin + len(text[: max(0, at - 1)].encode()))
        return f"line {line}, column {column}"

    values: list[Any] = json_text.parsed(f"[{text}{close}", where)
    return values


def position(file: File, at: int) -> tuple[int, int]:
    """The line and the column of a byte."""
    line, start = 1, len(BOM_UTF8) if file[:3] == BOM_UTF8 else 0
    for begin, piece in _before(file, 0, at):
        if b"\n" in piece:
            line, start = line + piece.count(b"\n"), begin + piece.rindex(b"\n") + 1
    letters = (np.count_nonzero(np.frombuffer(piece, np.uint8) & 0xC0 != 0x80) for _, piece in _before(file, start, at))
    return line, int(sum(letters)) + 1


def _before(file: File, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    return ((at, file[at : min(at + PIECE, end)]) for at in range(start, end, PIECE))


def _piece(file: File, at: int, size: int) -> bytes:
    """Some bytes, that do not end within an escape."""
    piece = file[at : at + size]
    while piece.endswith(b"\\") and (more := file[at + len(piece) : at + len(piece) + 1]):
        piece += more
    return piece


def _commas(piece: bytes, state: _State) -> tuple[Array, int | None, _State]:
    """Where the commas between elements are, where the array ends if it does, and the state behind the piece."""
    if b"\\" in piece:
        piece = _ESCAPED.sub(b"  ", piece)
    data = np.frombuffer(piece, np.uint8)
    # [ ] { } have these bits in common, with Y, _, y and the delete key.
    marks = np.flatnonzero((data | 0x26 == 0x7F) | (data == ord(",")) | (data == ord('"')))
    kinds = data[marks]
    quotes = kinds == ord('"')
    quoted = state.quoted
    if quoted or quotes.any():
        open_ = (np.cumsum(quotes) + quoted) % 2 == 1
        quoted = bool(open_[-1]) if len(open_) else quoted
        outside = ~open_ & ~quotes
        marks, kinds = marks[outside], kinds[outside]
    depth = state.depth + np.cumsum(_DEEPER[kinds], dtype=np.int64)
    ends = np.flatnonzero(depth < 0)
    end = int(marks[ends[0]]) if len(ends) else None
    commas = marks[(kinds == ord(",")) & (depth == 0)]
    state = _State(int(depth[-1]) if len(depth) else state.depth, quoted)
    return commas if end is None else commas[commas < end], end, state
