"""The columns of a group of rows, unpacked into temporary files, a few columns each."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from lossctl.inputs.files import spooled
from lossctl.inputs.readers.arrow.ipc_rows import IpcRows, copied
from lossctl.inputs.readers.arrow.library import pyarrow


class UnpackedColumns:
    """`parts` are the batches of some columns each; together they are all columns, in their order."""

    def __init__(self, parts: Iterable[Iterator[Any]]) -> None:
        self._parts = [IpcRows(spooled.write_unnamed(_stream(part)), is_stream=True) for part in parts]

    def batch(self, start: int, stop: int) -> Any:
        """All columns in the rows from `start` to `stop`, or fewer at the end."""
        columns: dict[str, Any] = {}
        for part in self._parts:
            table = part.read(tuple(range(len(part.schema))), start, min(stop, part.size))
            for batch in table.combine_chunks().to_batches():
                columns |= dict(zip(batch.schema.names, copied(batch).columns, strict=True))
            part.give_back_pages()
        return pyarrow().RecordBatch.from_pydict(columns)


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
    first = next(batches, None)
    if first is None:
        return
    with ipc.new_stream(pa.PythonFile(sink, "w"), first.schema) as writer:
        writer.write_batch(first)
        for batch in batches:
            writer.write_batch(batch)
            yield from sink.take()
    yield from sink.take()
