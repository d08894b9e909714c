"""Where the lines of a large text are: the text stays in its file, and lines are read when they are asked for."""

from array import array
from bisect import bisect_left, bisect_right
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import SourceBytes

LONG = 1 << 20  # bytes from which a text stays in its file
HEAD = 4 << 20  # bytes at the beginning that are enough to tell the format; 64 KiB are enough if they hold a few lines
FEW = 8  # lines
PIECE = 1 << 16  # bytes between two entries of the index
STEP = 1 << 19  # bytes of text that are parsed at once: half as much takes a tenth longer, twice as much 10 MiB

REMEMBERED = 1 << 20  # entries of all indexes that are kept for files that are opened again, as shards are: 24 MB

_NEWLINE = ord("\n")
_BLANK = ord(" ")  # the last blank character of ASCII


class _Entries(NamedTuple):
    """The index itself: `rows[i]` rows and `lines[i]` lines are above byte `offsets[i]`; the last entry is the end."""

    rows: Sequence[int]
    lines: Sequence[int]
    offsets: Sequence[int]


_remembered: dict[tuple[object, ...], _Entries] = {}  # functools.lru_cache would keep the files open in its keys


@dataclass(frozen=True)
class LineIndex:
    """The rows of a file: its lines without the blank ones, and without those that begin with `comment`, if not b''."""

    file: File
    comment: bytes
    entries: _Entries = field(repr=False)

    def __len__(self) -> int:
        return self.entries.rows[-1]

    def block(self, first: int, last: int) -> tuple[bytes, int]:
        r"""From row `first` up to row `last` with all lines between, ends as `\n`; and how many lines are above."""
        rows, lines, offsets = self.entries
        i, j = bisect_right(rows, first) - 1, bisect_left(rows, last)
        data = self.file[offsets[i] : offsets[j]]
        ends = np.flatnonzero(_newlines(data))
        row_ends = ends
        if rows[j] - rows[i] < lines[j] - lines[i]:
            row_ends = ends[np.array(_are_rows(data, self.comment)[: len(ends)], bool)]
        skipped = first - rows[i]
        begin = int(row_ends[skipped - 1]) + 1 if skipped else 0
        end = int(row_ends[last - rows[i] - 1]) if last < len(self) else len(data)
        above = lines[i] + int(np.searchsorted(ends, begin))
        part = data[begin:end]
        return part.replace(b"\r\n", b"\n") if b"\r" in part else part, above

    def rows(self, first: int, last: int) -> bytes:
        """The rows from `first` to `last` alone, without blank lines and comments."""
        data, _ = self.block(first, last)
        if np.count_nonzero(_newlines(data)) < last - first:
            return data
        lines = data.split(b"\n")
        return b"\n".join(line for line, is_row in zip(lines, _are_rows(data, self.comment), strict=True) if is_row)

    def text(self, first: int, last: int) -> tuple[str, int]:
        """As `block`, decoded; raises with the line that is not UTF-8."""
        data, above = self.block(first, last)
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


def index_lines(source: SourceBytes, above: int, comment: bytes, accepts: Callable[[bytes], bool]) -> LineIndex | None:
    """The rows below the first `above` lines.

    None where lines end in another way than on Unix and Windows, or `accepts` refuses a piece of whole lines.
    """
    file = source.data
    assert isinstance(file, File)
    key = (file.handle.identity, file.begin, file.end, above, comment, accepts)
    if key not in _remembered:
        if (entries := _entries(source, file, above, comment, accepts)) is None:
            return None
        if sum(len(each.rows) for each in _remembered.values()) > REMEMBERED:
            _remembered.clear()
        _remembered[key] = entries
    return LineIndex(file, comment, _remembered[key])


def _entries(
    source: SourceBytes, file: File, above: int, comment: bytes, accepts: Callable[[bytes], bool]
) -> _Entries | None:
    begin = _begin(file, above)
    tail = file[-PIECE:]
    end = len(file) - len(tail) + len(tail.rstrip(b"\r\n"))
    rows, lines, offsets = array("q", [0]), array("q", [above]), array("q", [begin])
    for piece in _pieces(file, begin, end):
        if (b"\r" in piece and piece.count(b"\r") != piece.count(b"\r\n")) or not accepts(piece):
            return None
        row_count, line_count = _counts(piece if piece.endswith(b"\n") else piece + b"\n", comment)
        rows.append(rows[-1] + row_count)
        lines.append(lines[-1] + line_count)
        offsets.append(min(offsets[-1] + len(piece), end))
        source.watch(offsets[-1], end)
    return _Entries(rows, lines, offsets)


def _counts(piece: bytes, comment: bytes) -> tuple[int, int]:
    """How many rows and how many lines these are."""
    letters, ends = np.frombuffer(piece, np.uint8), _newlines(piece)
    count = int(np.count_nonzero(ends))
    may_be_blank = letters[0] <= _BLANK or (ends[:-1] & (letters[1:] <= _BLANK)).any()  # lines that begin with a blank
    only_rows = not may_be_blank and not (comment and comment in piece)
    return count if only_rows else sum(_are_rows(piece, comment)), count


def _newlines(data: bytes) -> Array:
    """Which bytes are line ends; to count these is ten times as fast as `data.count`."""
    return np.frombuffer(data, np.uint8) == _NEWLINE


def _are_rows(data: bytes, comment: bytes) -> list[bool]:
    """Which lines are rows."""
    stripped = map(bytes.strip, data.split(b"\n"))
    return [line != b"" and not (comment and line.startswith(comment)) for line in stripped]


def _begin(file: File, above: int) -> int:
    """Where the first line below begins."""
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
