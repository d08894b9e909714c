"""A table whose rows are packed: each column is unpacked once, into a temporary file in which rows can be found."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from lossctl.inputs.readers.arrow.library import give_back_memory, pyarrow
from lossctl.inputs.readers.arrow.mapped_rows import MappedRows
from lossctl.inputs.readers.arrow.stored_table import table_of
from lossctl.inputs.readers.arrow.temporary_stream import write_stream


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
        found = [self._column(i).read((0,), start, stop).column(0) for i in columns]
        return pa.Table.from_arrays(found, schema=pa.schema([self.schema.field(i) for i in columns]))

    def _column(self, column: int) -> MappedRows:
        with self._lock:
            if column not in self._unpacked:
                self._unpacked[column] = MappedRows(write_stream(self.batches((column,))), is_stream=True)
                give_back_memory()
            return self._unpacked[column]
