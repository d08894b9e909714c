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
from lossctl.inputs.readers.json import json_parser

PIECE = 1 << 18  # bytes that are searched for commas and brackets at once
GRAIN = 1 << 14  # bytes between two entries of the index
STEP = 1 << 18  # bytes of text that are parsed at once

_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_DEEPER = np.zeros(256, np.int8)
_DEEPER[list(b"[{")], _DEEPER[list(b"]}")] = 1, -1


class _State(NamedTuple):
    """Between two pieces: how many brackets are open inside the array, and whether a string is."""

    depth: int = 0
    quoted: bool = False


class Span(NamedTuple):
    """Bytes `begin` to `end` hold `held` elements, of which `before` come before the first that is wanted."""

    begin: int
    end: int
    held: int
    before: int


@dataclass(frozen=True)
class ArrayIndex:
    """The elements of an array, between byte `begin` and byte `end`.

    Element `numbers[i]` begins at byte `offsets[i]`, behind a comma. The last entries are sentinels: the number of
    elements, and one past the closing bracket.
    """

    file: File
    numbers: Array = field(repr=False)
    offsets: Array = field(repr=False)

    def __len__(self) -> int:
        return int(self.numbers[-1])

    @property
    def begin(self) -> int:
        return int(self.offsets[0])

    @property
    def end(self) -> int:
        return int(self.offsets[-1]) - 1

    def around(self, first: int, last: int) -> Span:
        """Bytes that hold the elements from `first` to `last`, with some before and behind."""
        i = int(np.searchsorted(self.numbers, first, side="right")) - 1
        j = int(np.searchsorted(self.numbers, last))
        begin, end = int(self.offsets[i]), int(self.offsets[j]) - 1
        return Span(begin, end, int(self.numbers[j] - self.numbers[i]), first - int(self.numbers[i]))

    def element(self, number: int) -> tuple[int, int]:
        """The bytes, from and to, of one element."""
        part = self.around(number, number + 1)
        commas, _, _ = _commas(self.file[part.begin : part.end], _State())
        bounds = [-1, *commas.tolist(), part.end - part.begin]
        return part.begin + bounds[part.before] + 1, part.begin + bounds[part.before + 1]

    def steps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The range in smaller ones of about `STEP` bytes."""
        step = max(1, STEP * len(self) // max(1, self.end - self.begin))
        return ((at, min(at + step, last)) for at in range(first, last, step))


def index_elements(file: File, begin: int, watch: Watch) -> ArrayIndex | int:
    """The elements of the array that opens before byte `begin`; where its last one begins, if it is never closed."""
    state, count, last = _State(), 0, begin
    numbers, offsets = [np.zeros(1, np.int64)], [np.array([begin])]
    at, size = begin, PIECE >> 6  # most arrays of an object may be short
    while piece := _piece(file, at, size):
        commas, end, state = _commas(piece, state)
        commas += at + 1
        kept = np.flatnonzero(np.diff(commas // GRAIN, prepend=last // GRAIN))
        numbers.append(kept + count + 1)
        offsets.append(commas[kept])
        count, last = count + len(commas), int(commas[-1]) if len(commas) else last
        at, size = at + len(piece), PIECE
        stop = at if end is None else at - len(piece) + end
        watch(stop, len(file))
        if end is not None:
            filled = count or file[begin:stop].strip()
            numbers.append(np.array([count + 1 if filled else 0]))
            offsets.append(np.array([stop + 1]))
            return ArrayIndex(file, np.concatenate(numbers), np.concatenate(offsets))
    return last


def parse_elements(file: File, begin: int, end: int, close: str = "]") -> list[Any]:
    """The elements between two bytes; raises with line and column."""
    data = file[begin:end]
    try:
        text = data.decode()
    except UnicodeDecodeError as fault:
        raise InputError(f"byte {begin + fault.start} is not UTF-8 text", remedy="save it as UTF-8") from None

    def where(at: int) -> str:
        line, column = line_and_column(file, begin + len(text[: max(0, at - 1)].encode()))
        return f"line {line}, column {column}"

    values: list[Any] = json_parser.parse_json(f"[{text}{close}", where)
    return values


def line_and_column(file: File, at: int) -> tuple[int, int]:
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
    """About `size` bytes, never ending between a backslash and the letter that it escapes."""
    piece = file[at : at + size]
    while piece.endswith(b"\\") and (more := file[at + len(piece) : at + len(piece) + 1]):
        piece += more
    return piece


def _commas(piece: bytes, state: _State) -> tuple[Array, int | None, _State]:
    """Where commas between elements are; where the closing bracket is, or None; and the state after the piece."""
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
