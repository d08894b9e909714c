"""The rows of an Arrow IPC file or stream: record batches, of which the file is mapped and only what is used is read.

A batch may be as large as the file, and pyarrow reads it whole from a stream of bytes; in a mapped file it finds the
numbers where they lie. The pages are given back after each use, so that the memory stays flat.
"""

import mmap
import threading
from bisect import bisect_right
from itertools import accumulate
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.files import spooled
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes
from lossctl.inputs.readers.arrow.library import damage_told, pyarrow
from lossctl.inputs.readers.arrow.stored_table import SMALL, check_names

_HELD = 4  # groups of columns whose last batch is kept: the input, the target, ids, weights


class IpcRows:
    """The batches of a file or stream. Another process opens it itself."""

    def __init__(self, data: Bytes, *, is_stream: bool) -> None:
        self._data, self._is_stream = data, is_stream
        self._mapped = _mapped(data) if isinstance(data, File) else None
        self._lock = threading.Lock()
        self._batches: list[Any] = []
        self._held: dict[tuple[int, ...], tuple[int, Any]] = {}
        with damage_told():
            sizes = self._open_stream() if is_stream else self._open_file()
            self.give_back_pages()
        check_names(self.schema)
        self._ends = [0, *accumulate(sizes)]

    def _open_stream(self) -> list[int]:
        """The batches of a stream are found only one after the other, so all are kept: those in a file stay there."""
        reader = pyarrow("ipc").open_stream(self._bytes())
        self.schema, self._batches = reader.schema, list(reader)
        return [batch.num_rows for batch in self._batches]

    def _open_file(self) -> list[int]:
        """Packed batches are read when they are asked for: here only the smallest column, for the number of rows."""
        reader = pyarrow("ipc").open_file(self._bytes())
        self.schema = reader.schema
        if not len(self.schema) or not reader.num_record_batches:
            return []
        if self._lies_in_file(reader.get_batch(0)):
            self._batches = [reader.get_batch(i) for i in range(reader.num_record_batches)]
            return [batch.num_rows for batch in self._batches]
        smallest = min(range(len(self.schema)), key=lambda i: _bits(self.schema.field(i).type))
        one = self._reader((smallest,))
        return [one.get_batch(i).num_rows for i in range(one.num_record_batches)]

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
                piece = self._batch(i, columns).select(schema.names).slice(start - self._ends[i], end - start)
                if end < stop and not self._batches:
                    piece = copied(piece)  # so that its batch can go before the next one is unpacked
                pieces.append(piece)
                start = end
            table = pa.Table.from_batches(pieces, schema)
            table.validate(full=True)
        return table

    def head(self, columns: tuple[int, ...], stop: int) -> Any:
        return self.read(columns, 0, stop)

    def _batch(self, i: int, columns: tuple[int, ...]) -> Any:
        """A batch with these columns at least; the last one of each group of columns is kept, as it may be unpacked."""
        if self._batches:
            return self._batches[i]
        place, batch = self._held.pop(columns, (-1, None))
        if place != i:
            batch = None  # give its memory back before the next one is unpacked
            batch = self._reader(columns).get_batch(i)
        self._held[columns] = i, batch
        while len(self._held) > _HELD:
            self._held.pop(next(iter(self._held)))
        return batch

    def _reader(self, columns: tuple[int, ...]) -> Any:
        """The file read and not mapped: what is packed would be in memory twice."""
        pa, ipc = pyarrow(), pyarrow("ipc")
        file = pa.PythonFile(spooled.as_stream(self._data)) if isinstance(self._data, File) else self._bytes()
        options = ipc.IpcReadOptions(included_fields=list(columns))
        return ipc.open_file(file, options=options, memory_pool=pa.system_memory_pool())  # others keep what is freed

    def _begin(self) -> None:
        """Give back the pages that were used before, and see that the file is still what it was."""
        if self._mapped is not None:
            assert isinstance(self._data, File)
            self._data.handle.check()
            self.give_back_pages()

    def give_back_pages(self) -> None:
        """Let the system have the memory of what was read of the mapped file; it is read again where it is used."""
        if self._mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._mapped.madvise(mmap.MADV_DONTNEED)

    def _lies_in_file(self, batch: Any) -> bool:
        """Whether the numbers of a batch are where the file is, and not unpacked from there."""
        whole = self._bytes()
        buffers = [each for column in batch.columns for each in column.buffers() if each is not None and each.size]
        return all(0 <= each.address - whole.address < max(1, whole.size) for each in buffers)

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


def copied(batch: Any) -> Any:
    """The rows of a slice in memory of their own, whatever their types: written as a stream, and read."""
    pa, ipc = pyarrow(), pyarrow("ipc")
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return ipc.open_stream(sink.getvalue()).read_next_batch()


def _bits(type_: Any) -> int:
    try:
        return int(type_.bit_width)
    except ValueError:  # it has no fixed width: a list, a word
        return 1 << 16
