"""The rows of an Arrow IPC file or stream: record batches, of which the file is mapped and only what is used is read.

A batch may be as large as the file, and pyarrow reads it whole from a stream of bytes; in a mapped file it finds the
numbers where they lie. The pages are given back after each use, so that the memory stays flat.
"""

import mmap
import threading
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes
from lossctl.inputs.readers.arrow.library import damage_told, pyarrow
from lossctl.inputs.readers.arrow.parquet_rows import SMALL
from lossctl.inputs.readers.arrow.stored_table import check_names

_HELD = 2  # batches that are kept after they have been unpacked


class IpcRows:
    """The batches of a file or stream. Another process opens it itself."""

    def __init__(self, data: Bytes, *, is_stream: bool) -> None:
        self._data, self._is_stream = data, is_stream
        self._mapped = _mapped(data) if isinstance(data, File) else None
        self._lock = threading.Lock()
        ipc = pyarrow("ipc")
        with damage_told():
            source = self._bytes()
            if is_stream:
                reader = ipc.open_stream(source)
                batches = list(reader)
                self._batch: Callable[[int], Any] = batches.__getitem__
                sizes = [batch.num_rows for batch in batches]
            else:
                reader = ipc.open_file(source)
                self._batch = lru_cache(_HELD)(reader.get_batch)
                sizes = _sizes(source, reader)
        self.schema = reader.schema
        check_names(self.schema)
        self._ends = [0, *accumulate(sizes)]

    def __reduce__(self) -> tuple[object, ...]:
        return _opened, (self._data, self._is_stream)

    @property
    def size(self) -> int:
        return self._ends[-1]

    @property
    def is_small(self) -> bool:
        return not isinstance(self._data, File) and self.size * len(self.schema) <= SMALL

    def read(self, columns: tuple[int, ...], start: int, stop: int) -> Any:
        pa = pyarrow()
        schema = pa.schema([self.schema.field(i) for i in columns])
        self._begin()
        pieces = []
        with self._lock, damage_told():
            while start < stop:
                i = bisect_right(self._ends, start) - 1
                end = min(stop, self._ends[i + 1])
                pieces.append(self._batch(i).select(list(columns)).slice(start - self._ends[i], end - start))
                start = end
            table = pa.Table.from_batches(pieces, schema)
            table.validate(full=True)
        return table

    def _begin(self) -> None:
        """Give back the pages that were used before, and see that the file is still what it was."""
        if self._mapped is not None:
            assert isinstance(self._data, File)
            self._data.handle.check()
            if hasattr(mmap, "MADV_DONTNEED"):
                self._mapped.madvise(mmap.MADV_DONTNEED)

    def _bytes(self) -> Any:
        if self._mapped is None:
            return pyarrow().py_buffer(self._data)
        assert isinstance(self._data, File)
        return pyarrow().py_buffer(self._mapped).slice(self._data.begin, len(self._data))


def _opened(data: Bytes, is_stream: bool) -> IpcRows:
    return IpcRows(data, is_stream=is_stream)


def _mapped(file: File) -> mmap.mmap:
    try:
        return mmap.mmap(file.handle.descriptor, 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as fault:
        raise InputError(f"cannot be read: {fault}") from None


def _sizes(source: Any, reader: Any) -> list[int]:
    """The number of rows of each batch: a batch may be packed, so only its smallest column is read."""
    ipc = pyarrow("ipc")
    types = [field.type for field in reader.schema]
    if not types:
        return []
    smallest = min(range(len(types)), key=lambda i: _bits(types[i]))
    one = ipc.open_file(source, options=ipc.IpcReadOptions(included_fields=[smallest]))
    return [one.get_batch(i).num_rows for i in range(one.num_record_batches)]


def _bits(type_: Any) -> int:
    try:
        return int(type_.bit_width)
    except ValueError:  # it has no fixed width: a list, a word
        return 1 << 16
