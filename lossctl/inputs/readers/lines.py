"""Where the lines of a large text are: they stay in their file, and are read when they are asked for."""

from array import array
from bisect import bisect_left, bisect_right
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.blob import Blob
from lossctl.inputs.file import File

LONG = 8 << 20  # bytes from which a text stays in its file
HEAD = 4 << 20  # bytes at its beginning that tell what it is
PIECE = 1 << 16  # bytes between the lines whose places are kept
STEP = 1 << 18  # bytes of text that are parsed at once


@dataclass(frozen=True)
class Lines:
    """Lines of a file, from line `above` + 1 on: line `marks[i]` begins at byte `places[i]`, the last are the ends."""

    file: File
    above: int
    marks: Sequence[int] = field(repr=False)
    places: Sequence[int] = field(repr=False)

    def __len__(self) -> int:
        return self.marks[-1]

    def text(self, first: int, last: int) -> str:
        """The lines from `first` to `last`."""
        i, j = bisect_right(self.marks, first) - 1, bisect_left(self.marks, last)
        data = self.file[self.places[i] : self.places[j]]
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
        skipped = first - self.marks[i]
        begin = int(ends[skipped - 1]) + 1 if skipped else 0
        end = int(ends[last - self.marks[i] - 1]) if last < len(self) else len(data)
        try:
            return data[begin:end].decode().replace("\r\n", "\n")
        except UnicodeDecodeError as fault:
            where = self.places[i] + begin + fault.start
            raise InputError(f"byte {where} is not UTF-8 text", remedy="save it as UTF-8") from None

    def steps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The range in smaller ones of about `STEP` bytes."""
        step = max(1, STEP * len(self) // len(self.file))
        return ((at, min(at + step, last)) for at in range(first, last, step))


def head(blob: Blob) -> Blob:
    """The first lines of a long file."""
    data = blob.data[:HEAD]
    return Blob(data[: data.rfind(b"\n") + 1], blob.suffix, blob.header)


def is_long(blob: Blob, suffixes: tuple[str, ...]) -> bool:
    """Whether this is a large file, called one of these, of several lines that end as they do on Unix or Windows."""
    if not (isinstance(blob.data, File) and len(blob.data) >= LONG and blob.suffix in suffixes):
        return False
    start = head(blob).data[:]
    return start.count(b"\n") > 2 and start.count(b"\r") == start.count(b"\r\n") and b"\0" not in start


def indexed(file: File, above: int, count: Callable[[bytes, bytes], int | None]) -> Lines | None:
    """The lines below the first few; `count(lines, newline)` counts some, or gives None where it finds fault."""
    begin, newline = _begin(file, above)
    tail = file[-PIECE:]
    end = len(file) - len(tail) + len(tail.rstrip(b"\r\n"))
    marks, places = array("q", [0]), array("q", [begin])
    for piece in _pieces(file, begin, end):
        at = places[-1] + len(piece)
        number = count(piece + newline if at == end else piece, newline)
        if number is None:
            return None
        marks.append(marks[-1] + number)
        places.append(at)
    return Lines(file, above, marks, places)


def _begin(file: File, above: int) -> tuple[int, bytes]:
    start = file[:HEAD]
    at = len(BOM_UTF8) if start.startswith(BOM_UTF8) else 0
    for _ in range(above):
        at = start.index(b"\n", at) + 1
    return at, b"\r\n" if start[at:].partition(b"\n")[0].endswith(b"\r") else b"\n"


def _pieces(file: File, start: int, end: int) -> Iterator[bytes]:
    """The bytes in pieces of whole lines; the last one lacks its line's end."""
    rest = b""
    for at in range(start, end, PIECE):
        piece = rest + file[at : min(at + PIECE, end)]
        whole = piece.rfind(b"\n") + 1
        rest = piece[whole:]
        if whole:
            yield piece[:whole]
    yield rest
