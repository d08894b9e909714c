"""Batches of pyarrow, written into a temporary file as an Arrow stream."""

import io
from collections.abc import Iterator
from typing import Any

from lossctl.inputs.files import spooled
from lossctl.inputs.files.file import File
from lossctl.inputs.readers.arrow.library import pyarrow


def write_stream(batches: Iterator[Any]) -> File:
    """The file, which has no name and is gone when it is closed; InputError where the disk is full."""
    return spooled.write_unnamed(_stream(batches))


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


def _stream(batches: Iterator[Any]) -> Iterator[bytes]:
    """The batches as a stream, in the pieces in which it is written."""
    pa, ipc, sink = pyarrow(), pyarrow("ipc"), _Pieces()
    first = next(batches)
    with ipc.new_stream(pa.PythonFile(sink, "w"), first.schema) as writer:
        writer.write_batch(first)
        for batch in batches:
            writer.write_batch(batch)
            yield from sink.take()
    yield from sink.take()
