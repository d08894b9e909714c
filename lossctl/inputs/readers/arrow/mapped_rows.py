"""The rows of an Arrow file or stream that is not packed: they are found where they lie.

A batch may be as large as the file, and pyarrow reads it whole from a stream of bytes; in a mapped file it reads what
is used. The pages are given back after each use, so that the memory stays flat.
"""

import mmap
import threading
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes
from lossctl.inputs.lazy_array import parts_of_range
from lossctl.inputs.readers.arrow.library import damage_told, pyarrow
from lossctl.inputs.readers.arrow.stored_table import SMALL, check_names, in_small_batches, table_of


class _MappedBytes:
    """Bytes as a buffer of pyarrow; those of a file are mapped."""

    def __init__(self, data: Bytes) -> None:
        self._data = data
        self._mapped = _mapped(data) if isinstance(data, File) else None

    def buffer(self) -> Any:
        if self._mapped is None:
            return pyarrow().py_buffer(self._data)
        assert isinstance(self._data, File)
        return pyarrow().py_buffer(self._mapped).slice(self._data.begin, len(self._data))

    def check(self) -> None:
        """InputError where the file has changed since it was opened."""
        if isinstance(self._data, File):
            self._data.handle.check()

    def give_back_pages(self) -> None:
        """Let the system have the memory of what was read of the mapped file; it is read again where it is used."""
        if self._mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._mapped.madvise(mmap.MADV_DONTNEED)


class MappedRows:
    """The batches of a file or stream, which are where they lie in its bytes."""

    is_packed = False

    def __init__(self, data: Bytes, *, is_stream: bool) -> None:
        self._data, self._is_stream = data, is_stream
        self._source = _MappedBytes(data)
        self._lock = threading.Lock()
        with damage_told():
            ipc, whole = pyarrow("ipc"), self._source.buffer()
            reader = ipc.open_stream(whole) if is_stream else ipc.open_file(whole)
            self.schema = reader.schema
            check_names(self.schema)
            some = reader if is_stream else (reader.get_batch(i) for i in range(reader.num_record_batches))
            self._batches = [*some]
            for batch in self._batches:
                batch.validate()  # a slice behind the end of a column would end the process
            self._ends = [*accumulate(batch.num_rows for batch in self._batches)]
        self._source.give_back_pages()
        self.size = sum(batch.num_rows for batch in self._batches)
        self.is_small = not isinstance(data, File) and self.size * len(self.schema) <= SMALL

    def __reduce__(self) -> tuple[object, ...]:
        return _mapped_rows, (self._data, self._is_stream)

    def batches(self, columns: tuple[int, ...]) -> Iterator[Any]:
        names = [self.schema.names[i] for i in columns]
        for batch in in_small_batches(batch.select(names) for batch in self._batches):
            self._source.check()
            yield batch
            self._source.give_back_pages()

    def read(self, columns: tuple[int, ...], start: int, stop: int) -> Any:
        names = [self.schema.names[i] for i in columns]
        self._source.check()
        with self._lock, damage_told():
            self._source.give_back_pages()
            pieces = [
                self._batches[i].select(names).slice(first, last - first)
                for i, first, last in parts_of_range(self._ends, start, stop)
            ]
            return table_of(pieces, self.schema, columns)


def _mapped_rows(data: Bytes, is_stream: bool) -> MappedRows:
    return MappedRows(data, is_stream=is_stream)


def _mapped(file: File) -> mmap.mmap:
    try:
        return mmap.mmap(file.handle.descriptor, 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as fault:
        raise InputError(f"cannot be read: {fault}") from None
