"""The rows of a Parquet file: each group of rows is decoded from its beginning on, a batch at a time."""

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.files import spooled
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes
from lossctl.inputs.readers.arrow.library import damage_told, pyarrow
from lossctl.inputs.readers.arrow.stored_table import check_names

SMALL = 1 << 20  # cells of a small file: more of them stay in it, as few bytes may hold many equal ones
_BATCH = 8 << 20  # bytes that are decoded at once
_MOST_ROWS = 1 << 16
_BUFFERS = 16 << 20  # bytes for the buffers of all columns that are read together
_CURSORS = 8  # groups of columns that are read side by side: the input, the target, ids, weights


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
        self._cursors: OrderedDict[tuple[int, ...], _Cursor] = OrderedDict()
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

    def _cursor(self, columns: tuple[int, ...]) -> "_Cursor":
        if columns not in self._cursors:
            names = [self.schema.names[i] for i in columns]
            self._cursors[columns] = _Cursor(_open(self._data, _BUFFERS // max(1, len(names))), names)
        self._cursors.move_to_end(columns)
        while len(self._cursors) > _CURSORS:
            self._cursors.popitem(last=False)
        return self._cursors[columns]


class _Cursor:
    """A place in the file up to which some columns have been decoded; the last batches are kept."""

    def __init__(self, file: Any, names: list[str]) -> None:
        self._file, self._names = file, names
        self._group = -1
        self._batches: Iterator[Any] = iter(())
        self._held: deque[tuple[int, Any]] = deque(maxlen=2)
        self._next = 0  # the first row of the group that has not been decoded

    def rows(self, group: int, start: int, stop: int) -> list[Any]:
        """The rows of a range in this group, as slices of batches."""
        found = []
        while start < stop:
            first, batch = self._batch_at(group, start)
            piece = batch.slice(start - first, min(stop - start, first + batch.num_rows - start))
            found.append(piece)
            start += piece.num_rows
        return found

    def _batch_at(self, group: int, row: int) -> tuple[int, Any]:
        for first, batch in self._held if group == self._group else ():
            if first <= row < first + batch.num_rows:
                return first, batch
        if group != self._group or row < self._next:
            self._begin(group)
        while True:
            batch = next(self._batches, None)
            if batch is None:
                raise InputError(f"is damaged (group {group} ends at row {self._next})")
            first, self._next = self._next, self._next + batch.num_rows
            self._held.append((first, batch))
            if row < self._next:
                return first, batch

    def _begin(self, group: int) -> None:
        """Decode the group from its first row on: rows inside a column cannot be found otherwise."""
        self._held.clear()
        self._group, self._next = group, 0
        rows = _rows_per_batch(self._file.metadata.row_group(group), self._names)
        self._batches = self._file.iter_batches(rows, row_groups=[group], columns=self._names, use_threads=False)


def _open(data: Bytes, buffer: int) -> Any:
    """The file, whose columns are read through buffers of this size; 0 reads all of a column of a group at once."""
    parquet = pyarrow("parquet")
    source = spooled.as_stream(data) if isinstance(data, File) else pyarrow().BufferReader(data)
    with damage_told():
        return parquet.ParquetFile(source, buffer_size=max(1 << 16, buffer) if buffer else 0, pre_buffer=False)


def _rows_per_batch(group: Any, names: list[str]) -> int:
    """As many rows as take _BATCH bytes; a list counts with its length."""
    wanted, size = set(names), 0
    for i in range(group.num_columns):
        chunk = group.column(i)
        if chunk.path_in_schema in wanted or chunk.path_in_schema.split(".")[0] in wanted:
            size += max(8 * chunk.num_values, chunk.total_uncompressed_size)
    rows = group.num_rows * _BATCH // max(1, size)
    return min(_MOST_ROWS, max(1, rows))
