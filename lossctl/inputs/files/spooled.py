"""Bytes that come as a stream, from a pipe or out of an archive: many of them go through a temporary file."""

import errno
import io
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import IO, Any

from lossctl.errors import InputError
from lossctl.inputs.files import file
from lossctl.inputs.files.file import File
from lossctl.inputs.files.repetition import Repetition
from lossctl.inputs.files.source_bytes import Bytes, Watch

PIECE = 1 << 18  # bytes read in one call: Control-C is noticed between two calls
_LEFT_FREE = 1 << 28  # bytes of the disk that are left to others

# Called with the first bytes, and how many there are at least; true if they are text.
Check = Callable[[bytes, int], bool]


def spool(pieces: Iterable[bytes], check: Check | None = None) -> Bytes:
    """All of the bytes: in memory if fewer than file.LARGE, or else in a file without a name, gone when closed.

    `check` raises if the first bytes of many tell that the others need not be read.
    """
    # tempfile.SpooledTemporaryFile would do the same at the same speed, but importing it takes 3.5 ms even for a few
    # bytes, and when it moves from memory to an unbuffered file, it does not notice that a full disk took only a part.
    pieces = iter(pieces)
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= file.LARGE:
            return write_unnamed(_checked(bytes(held), pieces, check) if check else chain([held], pieces))
    return bytes(held)


def _checked(head: bytes, pieces: Iterator[bytes], check: Check) -> Iterator[bytes]:
    """The head and the pieces behind it. The check is asked twice: of all that is long, and of what is very long.

    Of text it is also watched whether it repeats itself.
    """
    repetition = Repetition(head) if check(head, len(head)) else None
    yield head
    done, asked = len(head), False
    for piece in pieces:
        done += len(piece)
        if repetition is not None:
            repetition.check(piece)
        if done >= file.VERY_LONG and not asked:
            check(head, done)
            asked = True
        yield piece


def read_pieces(stream: IO[bytes], watch: Watch, total: int = 0) -> Iterator[bytes]:
    """All that the stream gives, piece by piece, telling `watch` after each; `total` is 0 if it is unknown."""
    done = 0
    while piece := stream.read(PIECE):
        yield piece
        done += len(piece)
        watch(done, total)
        if len(piece) < PIECE and stream.isatty():  # its end was typed; to read on would ask for it once more
            return


def as_stream(data: Bytes) -> IO[bytes]:
    """The bytes as a stream, for `gzip` and `zipfile`."""
    return io.BufferedReader(_FileStream(data), PIECE) if isinstance(data, File) else io.BytesIO(data)


class _FileStream(io.RawIOBase):
    """A part of a file as a stream with a position of its own, so that threads do not disturb each other."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.position = offset + (0, self.position, len(self.file))[whence]
        return self.position

    def readinto(self, buffer: Any) -> int:
        data = self.file[self.position : self.position + len(buffer)]
        buffer[: len(data)] = data
        self.position += len(data)
        return len(data)


def write_unnamed(pieces: Iterable[bytes | bytearray]) -> File:
    """All of the bytes in a file without a name, gone when closed; InputError where the disk is full."""
    import tempfile

    try:
        unnamed = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed below, where its errors are told apart
    except OSError as fault:
        raise _no_room(fault) from None
    with unnamed:
        for piece in pieces:
            _write(unnamed, piece)
        return file.open_file(None, unnamed)


def _write(unnamed: IO[bytes], piece: bytes | bytearray) -> None:
    """Write all of a piece. Errors are caught here and not in the loop above: those of reading have other causes."""
    left = memoryview(piece)
    try:
        while left:
            left = left[unnamed.write(left) :]
        disk = os.fstatvfs(unnamed.fileno()) if hasattr(os, "fstatvfs") else None  # Windows does not tell it so
        if disk and disk.f_blocks and disk.f_bavail * disk.f_frsize < _LEFT_FREE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as fault:
        raise _no_room(fault) from None


def _no_room(fault: OSError) -> InputError:
    """The error of the temporary folder; what is read may be in order."""
    import tempfile

    why = (fault.strerror or str(fault)).lower()
    try:
        folder = tempfile.gettempdir()
    except OSError:
        folder = "of the system"
    remedy = "name another one by the environment: TMPDIR=FOLDER lossctl …"
    return InputError(f"does not fit into the temporary folder {folder}: {why}", remedy=remedy)
