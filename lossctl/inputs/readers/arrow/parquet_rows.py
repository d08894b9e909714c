"""The rows of a Parquet file, which come in groups."""

import threading
from collections import OrderedDict
from itertools import accumulate, pairwise
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.files import spooled
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes
from lossctl.inputs.readers.arrow.library import damage_told, pyarrow
from lossctl.inputs.readers.arrow.row_group import Cursor
from lossctl.inputs.readers.arrow.stored_table import SMALL, check_names

_BUFFER = 1 << 17  # bytes of a column's part that are read from the file at once
_BUFFERS = 8 << 20  # the same for all columns that are read together
_CURSORS = 4  # groups of columns that are read side by side: the input, the target, ids, weights


class ParquetRows:
    """A Parquet file. Another process opens it itself."""

    def __init__(self, data: Bytes) -> None:
        self._data = data
        self._file = _open(data, buffer=0)
        self.schema = self._file.schema_arrow
        check_names(self.schema)
        groups = self._file.metadata
        with damage_told():
            sizes = [groups.row_group(i).num_rows for i in range(groups.num_row_groups)]
        if min(sizes, default=0) < 0 or sum(sizes) != groups.num_rows:
            raise InputError("is damaged (its groups have not as many rows as the file)")
        self._ends = [0, *accumulate(sizes)]
        self._cursors: OrderedDict[tuple[int, ...], Cursor] = OrderedDict()
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[object, ...]:
        return ParquetRows, (self._data,)

    @property
    def size(self) -> int:
        return self._ends[-1]

    @property
    def is_small(self) -> bool:
        return not isinstance(self._data, File) and self.size * self._file.metadata.num_columns <= SMALL

    def read(self, columns: tuple[int, ...], start: int, stop: int) -> Any:
        pa = pyarrow()
        schema = pa.schema([self.schema.field(i) for i in columns])
        batches: list[Any] = []
        with self._lock, damage_told():
            cursor = self._cursor(columns)
            for group, (begin, end) in enumerate(pairwise(self._ends)):
                if max(start, begin) < min(stop, end):
                    batches += cursor.rows(group, max(start, begin) - begin, min(stop, end) - begin)
            table = pa.Table.from_batches([batch.select(schema.names) for batch in batches], schema)
            table.validate(full=True)
        if table.num_rows != stop - start:
            raise InputError(f"is damaged ({table.num_rows} rows where there should be {stop - start})")
        return table

    def head(self, columns: tuple[int, ...], stop: int) -> Any:
        """The first rows, read without keeping what other columns need."""
        found = self.read(columns, 0, stop)
        if not self.is_small:
            with self._lock:
                self._cursors.pop(columns, None)
        return found

    def _cursor(self, columns: tuple[int, ...]) -> Cursor:
        if columns not in self._cursors:
            names = [self.schema.names[i] for i in columns]
            file = _open(self._data, min(_BUFFER, _BUFFERS // max(1, len(names))))
            self._cursors[columns] = Cursor(file, names)
        self._cursors.move_to_end(columns)
        while len(self._cursors) > _CURSORS:
            self._cursors.popitem(last=False)
        return self._cursors[columns]


def _open(data: Bytes, buffer: int) -> Any:
    """The file, whose columns are read through buffers of this size; 0 reads all of a column of a group at once."""
    parquet = pyarrow("parquet")
    source = spooled.as_stream(data) if isinstance(data, File) else pyarrow().BufferReader(data)
    with damage_told():
        return parquet.ParquetFile(source, buffer_size=max(1 << 14, buffer) if buffer else 0, pre_buffer=False)
