"""Where the lines of a large text are: they stay in their file, and are read when they are asked for."""

import re
from array import array
from bisect import bisect_left, bisect_right
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import SourceBytes

LONG = 1 << 20  # bytes from which a text stays in its file
HEAD = 4 << 20  # bytes at its beginning that tell what it is; 64 KiB are enough if they hold a few lines
FEW = 8
PIECE = 1 << 16  # bytes between the lines whose places are kept
STEP = 1 << 19  # bytes of text that are parsed at once: half as much takes a tenth longer, twice as much 10 MiB

KNOWN = 1 << 20  # places of all files that are kept for when one is opened again, as a shard is: 24 MB

_BLANK = re.compile(rb"\n\s*\n")

Places = tuple[Sequence[int], Sequence[int], Sequence[int]]  # marks, numbers and places, as Lines has them
_known: dict[tuple[object, ...], Places] = {}


@dataclass(frozen=True)
class Lines:
    """The rows of a file: its lines but for blank ones, and those that begin with the sign of a comment, if any.

    Row `marks[i]` is below line `numbers[i]`, from byte `places[i]` on; the last of each are the ends.
    """

    file: File
    comment: bytes
    marks: Sequence[int] = field(repr=False)
    numbers: Sequence[int] = field(repr=False)
    places: Sequence[int] = field(repr=False)

    def __len__(self) -> int:
        return self.marks[-1]

    def read(self, first: int, last: int) -> tuple[bytes, int]:
        r"""The rows from `first` to `last` with what is between them, ends as `\n`; and the lines of the file above."""
        i, j = bisect_right(self.marks, first) - 1, bisect_left(self.marks, last)
        data = self.file[self.places[i] : self.places[j]]
        lines = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
        ends = lines
        if self.marks[j] - self.marks[i] < self.numbers[j] - self.numbers[i]:
            ends = lines[np.array(_rows(data, self.comment)[: len(lines)], bool)]
        skipped = first - self.marks[i]
        begin = int(ends[skipped - 1]) + 1 if skipped else 0
        end = int(ends[last - self.marks[i] - 1]) if last < len(self) else len(data)
        above = self.numbers[i] + int(np.searchsorted(lines, begin))
        part = data[begin:end]
        return part.replace(b"\r\n", b"\n") if b"\r" in part else part, above

    def rows(self, first: int, last: int) -> bytes:
        """The rows alone."""
        data, _ = self.read(first, last)
        if np.count_nonzero(np.frombuffer(data, np.uint8) == ord("\n")) < last - first:
            return data
        return b"\n".join(line for line, row in zip(data.split(b"\n"), _rows(data, self.comment), strict=True) if row)

    def text(self, first: int, last: int) -> tuple[str, int]:
        """The same, decoded."""
        data, above = self.read(first, last)
        try:
            return data.decode(), above
        except UnicodeDecodeError as fault:
            line = above + data.count(b"\n", 0, fault.start) + 1
            raise InputError("is not UTF-8 text", f"line {line}", remedy="save it as UTF-8") from None

    def steps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The range in smaller ones of about `STEP` bytes."""
        step = max(1, STEP * len(self) // len(self.file))
        return ((at, min(at + step, last)) for at in range(first, last, step))


def head(source: SourceBytes) -> SourceBytes:
    """The first lines of a long file."""
    data = source.data[: HEAD >> 6]
    if data.count(b"\n") < FEW:
        data = source.data[:HEAD]
    return SourceBytes(data[: data.rfind(b"\n") + 1], source.suffix, source.header)


def is_long(source: SourceBytes) -> bool:
    """Whether this is a large file of several lines that end as they do on Unix or Windows."""
    if not (isinstance(source.data, File) and len(source.data) >= LONG):
        return False
    start = head(source).data[:]
    return start.count(b"\n") > 2 and start.count(b"\r") == start.count(b"\r\n") and b"\0" not in start


def indexed(source: SourceBytes, above: int, comment: bytes, plain: Callable[[bytes], bool]) -> Lines | None:
    """The rows below the first few lines; None where a piece is not plain, or has line ends of another kind."""
    file = source.data
    assert isinstance(file, File)
    key = (file.handle.identity, file.begin, file.end, above, comment, plain)
    if key not in _known:
        if (places := _places(source, file, above, comment, plain)) is None:
            return None
        if sum(len(marks) for marks, _, _ in _known.values()) > KNOWN:
            _known.clear()
        _known[key] = places
    return Lines(file, comment, *_known[key])


def _places(
    source: SourceBytes, file: File, above: int, comment: bytes, plain: Callable[[bytes], bool]
) -> Places | None:
    begin = _begin(file, above)
    tail = file[-PIECE:]
    end = len(file) - len(tail) + len(tail.rstrip(b"\r\n"))
    marks, numbers, places = array("q", [0]), array("q", [above]), array("q", [begin])
    for piece in _pieces(file, begin, end):
        if (b"\r" in piece and piece.count(b"\r") != piece.count(b"\r\n")) or not plain(piece):
            return None
        piece += b"" if piece.endswith(b"\n") else b"\n"
        lines = int(np.count_nonzero(np.frombuffer(piece, np.uint8) == ord("\n")))
        mixed = (comment and comment in piece) or _BLANK.search(b"\n" + piece)
        marks.append(marks[-1] + (sum(_rows(piece, comment)) if mixed else lines))
        numbers.append(numbers[-1] + lines)
        places.append(min(places[-1] + len(piece), end))
        source.watch(places[-1], end)
    return marks, numbers, places


def _rows(data: bytes, comment: bytes) -> list[bool]:
    """Which lines are rows."""
    stripped = map(bytes.strip, data.split(b"\n"))
    return [line != b"" and not (comment and line.startswith(comment)) for line in stripped]


def _begin(file: File, above: int) -> int:
    start = file[:HEAD]
    at = len(BOM_UTF8) if start.startswith(BOM_UTF8) else 0
    for _ in range(above):
        at = start.index(b"\n", at) + 1
    return at


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
