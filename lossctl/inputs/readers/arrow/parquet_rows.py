"""The rows of a Parquet file, which come in groups, and in each group column by column."""

from collections.abc import Iterator
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.files import spooled
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes
from lossctl.inputs.readers.arrow.library import damage_told, pyarrow
from lossctl.inputs.readers.arrow.packed_table import PackedTable
from lossctl.inputs.readers.arrow.stored_table import FIRST_ROWS, SMALL, check_names, in_small_batches, rows_at_once

_BUFFER = 1 << 17  # bytes of a column's part that are read from the file at once
_BUFFERS = 8 << 20  # the same for all columns that are read together


class ParquetRows(PackedTable):
    """A Parquet file."""

    def __init__(self, data: Bytes) -> None:
        super().__init__()
        self._data = data
        self._facts = None
        file = self._open(buffer=0)
        self.schema = file.schema_arrow
        check_names(self.schema)
        self._facts = facts = file.metadata
        with damage_told():
            sizes = [facts.row_group(i).num_rows for i in range(facts.num_row_groups)]
        self.size = facts.num_rows
        if min(sizes, default=0) < 0 or sum(sizes) != self.size:
            raise InputError("is damaged (its groups have not as many rows as the file)")
        self.is_small = not isinstance(data, File) and self.size * facts.num_columns <= SMALL

    def __reduce__(self) -> tuple[object, ...]:
        return ParquetRows, (self._data,)

    def batches(self, columns: tuple[int, ...]) -> Iterator[Any]:
        names = [self.schema.names[i] for i in columns]
        file = self._open(min(_BUFFER, _BUFFERS // max(1, len(names))))
        with damage_told():
            first = next(file.iter_batches(FIRST_ROWS, columns=names, use_threads=False), None)
            rows = FIRST_ROWS if first is None else rows_at_once(first)
            done = 0
            for batch in in_small_batches(file.iter_batches(rows, columns=names, use_threads=False)):
                done += batch.num_rows
                yield batch.select(names)
        if done != self.size:
            raise InputError(f"is damaged ({done} rows where there should be {self.size})", f"column {names[0]}")

    def _open(self, buffer: int) -> Any:
        """The file, whose columns are read through buffers of this size; 0 reads all of a column of a group at once."""
        source = spooled.as_stream(self._data) if isinstance(self._data, File) else pyarrow().BufferReader(self._data)
        with damage_told():
            size = max(1 << 14, buffer) if buffer else 0
            return pyarrow("parquet").ParquetFile(source, metadata=self._facts, buffer_size=size, pre_buffer=False)
