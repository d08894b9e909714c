"""The rows of Arrow's files and streams, whose batches are compressed or not."""

from collections.abc import Iterator
from typing import Any

from lossctl.inputs.files import spooled
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes
from lossctl.inputs.readers.arrow.library import damage_told, pyarrow
from lossctl.inputs.readers.arrow.mapped_rows import MappedRows
from lossctl.inputs.readers.arrow.messages import batches_in
from lossctl.inputs.readers.arrow.packed_table import PackedTable
from lossctl.inputs.readers.arrow.stored_table import SMALL, StoredTable, all_rows, check_names


def ipc_rows(data: Bytes, *, is_stream: bool) -> StoredTable:
    """The table of a file or stream."""
    found = batches_in(data, is_stream=is_stream)
    return PackedIpcRows(data, is_stream, found.rows) if found.packed else MappedRows(data, is_stream=is_stream)


class PackedIpcRows(PackedTable):
    """A file or stream with compressed batches: a column of a batch is unpacked as a whole."""

    def __init__(self, data: Bytes, is_stream: bool, size: int) -> None:
        super().__init__()
        self._data, self._is_stream, self.size = data, is_stream, size
        with damage_told():
            self.schema = self._reader(None).schema
        check_names(self.schema)
        self.is_small = not isinstance(data, File) and size * len(self.schema) <= SMALL

    def __reduce__(self) -> tuple[object, ...]:
        return PackedIpcRows, (self._data, self._is_stream, self.size)

    def batches(self, columns: tuple[int, ...]) -> Iterator[Any]:
        names = [self.schema.names[i] for i in columns]
        with damage_told():
            yield from all_rows(self._unpacked_batches(columns), names, self.size)

    def _unpacked_batches(self, columns: tuple[int, ...]) -> Iterator[Any]:
        reader = self._reader(columns)
        if self._is_stream:
            yield from reader
        else:
            for i in range(reader.num_record_batches):
                yield reader.get_batch(i)

    def _reader(self, columns: tuple[int, ...] | None) -> Any:
        """The file read and not mapped: what is packed would be in memory twice."""
        pa, ipc = pyarrow(), pyarrow("ipc")
        is_file = isinstance(self._data, File)
        source = pa.PythonFile(spooled.as_stream(self._data)) if is_file else pa.py_buffer(self._data)
        options = ipc.IpcReadOptions(included_fields=list(columns) if columns is not None else None)
        pool = pa.system_memory_pool()  # others keep what is freed
        return (ipc.open_stream if self._is_stream else ipc.open_file)(source, options=options, memory_pool=pool)
