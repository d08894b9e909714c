"""A plain file that stays open and is read in ranges; any change to it in the meantime is an error.

It is read, not mapped: mapped pages count as the program's own memory, and a file that shrinks would kill it.
"""

import os
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.files.read_at import read_at

LARGE = 1 << 20  # bytes from which on a file is read in ranges; a smaller one is read whole
LONGEST_POST = 1 << 24  # bytes from which no text is a post: a million printed numbers are about ten million
VERY_LONG = 1 << 26  # bytes from which a text is not read whole unless its beginning looks like numbers
PORTABLE = 1 << 28  # the most bytes of a file without a name that are sent to another process


class Handle:
    """An open file, with its size and time of change when it was opened: by these a later change is seen."""

    def __init__(self, path: Path | None, file: IO[bytes]) -> None:
        self.path = path
        self.descriptor = os.dup(file.fileno())
        self.state = self._current_state()
        weakref.finalize(self, os.close, self.descriptor)

    @property
    def identity(self) -> tuple[int, ...]:
        """Which file it is, in this state."""
        status = os.fstat(self.descriptor)
        return (status.st_dev, status.st_ino, *self.state)

    def check(self) -> None:
        """Raise where the file has changed since it was opened."""
        if self._current_state() != self.state:
            raise InputError("changed while it was read")

    def _current_state(self) -> tuple[int, int]:
        status = os.fstat(self.descriptor)
        return status.st_size, status.st_mtime_ns

    def __reduce__(self) -> tuple[object, ...]:
        """Another process opens the file by its name and checks that it is the same; without a name it gets a copy."""
        if self.path is not None:
            return _reopen, (self.path.absolute(), self.state)
        size, _ = self.state
        if size > PORTABLE:
            raise InputError(
                f"{size >> 20} MiB that came by a pipe or out of an archive are too many to send",
                remedy="unpack them into a file that the others can read, and give its name",
            )
        return _copy, (File(self, 0, size)[:],)


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
        """`count` numbers of this type from byte `start` on, as a new array."""
        return self.read_each((start,), count, dtype)[0]

    def read_each(self, starts: Sequence[int], count: int, dtype: np.dtype[Any]) -> np.ndarray[Any, np.dtype[Any]]:
        """`count` numbers from each of these bytes on: one row for each start."""
        values = np.empty((len(starts), count), dtype)
        buffer, size = values.reshape(-1).view(np.uint8).data, count * dtype.itemsize
        try:
            for i, start in enumerate(starts):
                self._fill(buffer[i * size : (i + 1) * size], self.begin + start)
        except OSError as fault:
            raise InputError(fault_text(fault)) from None
        self.handle.check()
        return values

    def _fill(self, buffer: memoryview, offset: int) -> None:
        """Fill the buffer with the bytes from `offset` on; one system call may give only some of them."""
        while buffer and (done := read_at(self.handle.descriptor, buffer, offset)):
            buffer, offset = buffer[done:], offset + done
        if buffer:
            self.handle.check()
            raise InputError(f"is cut off: {len(buffer)} bytes are missing")


def open_file(path: Path | None, file: IO[bytes]) -> File:
    """All of an open plain file, which the caller may then close; `path` is None for a file without a name."""
    handle = Handle(path, file)
    size, _ = handle.state
    return File(handle, 0, size)


def fault_text(fault: OSError) -> str:
    """The message for a file that the system does not let us read."""
    if isinstance(fault, IsADirectoryError):
        return "is a folder, not a file"
    return f"cannot be read: {(fault.strerror or str(fault)).lower()}"


def _reopen(path: Path, state: tuple[int, int]) -> Handle:
    try:
        with path.open("rb") as file:
            handle = Handle(path, file)
    except OSError as fault:
        raise InputError(fault_text(fault), str(path)) from None
    if handle.state != state:
        raise InputError("is not the same file in another process", str(path))
    return handle


def _copy(data: bytes) -> Handle:
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return Handle(None, file)
