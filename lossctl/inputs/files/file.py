"""A plain file, opened once: ranges of its bytes for as long as it stays as it was.

It is read, not mapped: mapped pages count as the program's own memory, and a file that shrinks would kill it.
"""

import io
import os
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from lossctl.errors import InputError

LARGE = 1 << 20  # bytes from which a file is read in ranges; a smaller one is read whole
PORTABLE = 1 << 28  # bytes without a name that are sent to other processes


class Handle:
    """An open file, and its size and time when it was opened: by these a change is seen."""

    def __init__(self, path: Path | None, file: IO[bytes]) -> None:
        self.path = path
        self.descriptor = os.dup(file.fileno())
        self.opened = self._status()
        weakref.finalize(self, os.close, self.descriptor)

    @property
    def identity(self) -> tuple[int, ...]:
        """Which file it is, in this state."""
        status = os.fstat(self.descriptor)
        return (status.st_dev, status.st_ino, *self.opened)

    def check(self) -> None:
        """Raise where the file is no longer what was opened."""
        if self._status() != self.opened:
            raise InputError("changed while it was read")

    def _status(self) -> tuple[int, int]:
        status = os.fstat(self.descriptor)
        return status.st_size, status.st_mtime_ns

    def __reduce__(self) -> tuple[object, ...]:
        """Another process opens the file again by its name: it must be the same there. Without one it goes along."""
        if self.path is not None:
            return _reopened, (self.path.absolute(), self.opened)
        size, _ = self.opened
        if size > PORTABLE:
            raise InputError(
                f"{size >> 20} MiB that came by a pipe or out of an archive are too many to send",
                remedy="unpack them into a file that the others can read, and give its name",
            )
        return _sent, (os.pread(self.descriptor, size, 0),)


@dataclass(frozen=True)
class File:
    """The bytes from `begin` to `end` of an open file. Several threads may read at once."""

    handle: Handle
    begin: int
    end: int

    def __len__(self) -> int:
        return self.end - self.begin

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(len(self))
        return self.read(start, max(0, stop - start), np.dtype(np.uint8)).tobytes()

    def part(self, start: int, size: int) -> "File":
        """Some of its bytes as a file of their own."""
        return File(self.handle, self.begin + start, self.begin + start + size)

    def read(self, start: int, count: int, dtype: np.dtype[Any]) -> np.ndarray[Any, np.dtype[Any]]:
        """`count` numbers of this type, from byte `start` on, in memory of their own."""
        return self.read_each((start,), count, dtype)[0]

    def read_each(self, starts: Sequence[int], count: int, dtype: np.dtype[Any]) -> np.ndarray[Any, np.dtype[Any]]:
        """The same from each of these bytes on, a row for each."""
        values = np.empty((len(starts), count), dtype)
        room, size = values.reshape(-1).view(np.uint8).data, count * dtype.itemsize
        try:
            for i, start in enumerate(starts):
                self._fill(room[i * size : (i + 1) * size], self.begin + start)
        except OSError as fault:
            raise InputError(f"cannot be read: {(fault.strerror or str(fault)).lower()}") from None
        self.handle.check()
        return values

    def _fill(self, left: memoryview, at: int) -> None:
        while left and (done := os.preadv(self.handle.descriptor, [left], at)):
            left, at = left[done:], at + done
        if left:
            self.handle.check()
            raise InputError(f"is cut off: {len(left)} bytes are missing")


def opened(path: Path | None, file: IO[bytes]) -> File:
    """All of an open plain file, which its caller may close; without a path it stays in this process."""
    handle = Handle(path, file)
    return File(handle, 0, handle.opened[0])


def _reopened(path: Path, status: tuple[int, int]) -> Handle:
    try:
        with path.open("rb") as file:
            handle = Handle(path, file)
    except OSError as fault:
        raise InputError(f"cannot be read: {(fault.strerror or str(fault)).lower()}", str(path)) from None
    if handle.opened != status:
        raise InputError("is not the same file in another process", str(path))
    return handle


def _sent(data: bytes) -> Handle:
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return Handle(None, file)


class Stream(io.RawIOBase):
    """A file's bytes as a stream, for those who read no other way."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset + (0, self.at, len(self.file))[whence]
        return self.at

    def readinto(self, buffer: Any) -> int:
        data = self.file[self.at : self.at + len(buffer)]
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)
