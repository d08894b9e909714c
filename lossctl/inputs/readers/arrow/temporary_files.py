"""What is unpacked goes into temporary files, which have no names and are gone when they are closed."""

import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.files import spooled
from lossctl.inputs.files.file import File
from lossctl.inputs.readers.arrow.library import give_back_memory, pyarrow


def write_numbers(pieces: Iterable[bytes], size: int) -> File:
    """The bytes, `size` in all; InputError where the disk has no room."""
    _check_room(size)
    file = spooled.write_unnamed(pieces)
    give_back_memory()
    return file


def write_stream(batches: Iterator[Any], rows: int) -> File:
    """Batches of so many rows in all, which are one at least, as an Arrow stream; InputError likewise."""
    first = next(batches)
    _check_room(first.nbytes // first.num_rows * rows)
    file = spooled.write_unnamed(_stream(first, batches))
    give_back_memory()
    return file


def _check_room(size: int) -> None:
    """InputError before anything is written: a small file may hold very many equal numbers."""
    try:
        folder = tempfile.gettempdir()
        free = shutil.disk_usage(folder).free
    except OSError:  # the error comes when it is written
        return
    if size > free:
        problem = f"takes {size >> 20} MiB unpacked, and the temporary folder {folder} has {free >> 20} MiB left"
        raise InputError(problem, remedy="name another folder by the environment: TMPDIR=FOLDER lossctl …")


class _Pieces(io.RawIOBase):
    """What has been written, until it is taken."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._written.append(bytes(data))
        return len(data)

    def take(self) -> list[bytes]:
        taken, self._written = self._written, []
        return taken


def _stream(first: Any, batches: Iterator[Any]) -> Iterator[bytes]:
    """The batches as a stream, in the pieces in which it is written."""
    pa, ipc, sink = pyarrow(), pyarrow("ipc"), _Pieces()
    with ipc.new_stream(pa.PythonFile(sink, "w"), first.schema) as writer:
        writer.write_batch(first)
        for batch in batches:
            writer.write_batch(batch)
            yield from sink.take()
    yield from sink.take()
