"""A table whose rows are packed: each column is unpacked once, into a temporary file in which rows can be found."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from lossctl.inputs.document import Content, Words
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.arrow.library import pyarrow
from lossctl.inputs.readers.arrow.mapped_rows import MappedRows
from lossctl.inputs.readers.arrow.stored_table import head, table_of
from lossctl.inputs.readers.arrow.temporary_files import write_stream

_HEAD = 1 << 13  # first rows that are looked at before it is known which columns are used: they need no unpacking


class PackedTable(ABC):
    """A StoredTable that is read from its beginning on."""

    schema: Any
    size: int
    is_small: bool
    is_packed = True

    def __init__(self) -> None:
        self._unpacked: dict[int, MappedRows] = {}
        self._lock = threading.Lock()

    @abstractmethod
    def batches(self, columns: tuple[int, ...]) -> Iterator[Any]:
        """As a StoredTable has them."""

    def read(self, columns: tuple[int, ...], start: int, stop: int) -> Any:
        if self.is_small or start >= stop:
            whole = [] if start >= stop else [*self.batches(columns)]
            return table_of(whole, self.schema, columns).slice(start, stop - start)
        pa = pyarrow()
        if stop <= _HEAD and not self._unpacked.keys() & {*columns}:
            with self._lock:
                first = head(self, columns, stop)
            if first.num_rows == stop:
                return first.slice(start)
        found = [self._column(i).read((0,), start, stop).column(0) for i in columns]
        return pa.Table.from_arrays(found, schema=pa.schema([self.schema.field(i) for i in columns]))

    def _column(self, column: int) -> MappedRows:
        with self._lock:
            if column not in self._unpacked:
                stream = write_stream(self.batches((column,)), self.size)
                self._unpacked[column] = MappedRows(stream, is_stream=True)
            return self._unpacked[column]


def unpack(content: Content) -> None:
    """Unpack what will be used, if it is packed: processes that are forked later need not do it again.

    Its end is read, as first rows are also given without unpacking all.
    """
    if isinstance(content, LazyArray) and content.size:
        content.read(content.size - 1, content.size)
    elif isinstance(content, Words) and content.size:
        content.range_(content.size - 1, content.size)
