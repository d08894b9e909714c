"""The rows of a Parquet file, which come in groups, and in each group column by column."""

from collections.abc import Iterator
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.files import spooled
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes
from lossctl.inputs.readers.arrow.library import damage_told, pyarrow
from lossctl.inputs.readers.arrow.packed_table import PackedTable
from lossctl.inputs.readers.arrow.stored_table import FIRST_ROWS, SMALL, all_rows, check_names, rows_at_once

_BUFFER = 1 << 17  # bytes of a column that are read from the file at once


class ParquetRows(PackedTable):
    """A Parquet file."""

    def __init__(self, data: Bytes) -> None:
        super().__init__()
        self._data = data
        source = spooled.as_stream(data) if isinstance(data, File) else pyarrow().BufferReader(data)
        with damage_told():
            self._file = pyarrow("parquet").ParquetFile(
                source, buffer_size=_BUFFER, pre_buffer=False, page_checksum_verification=True
            )
            facts, self.schema = self._file.metadata, self._file.schema_arrow
            sizes = [facts.row_group(i).num_rows for i in range(facts.num_row_groups)]
        check_names(self.schema)
        self.size = facts.num_rows
        if min(sizes, default=0) < 0 or sum(sizes) != self.size:
            raise InputError("is damaged (its groups have not as many rows as the file)")
        self.is_small = not isinstance(data, File) and self.size * facts.num_columns <= SMALL

    def __reduce__(self) -> tuple[object, ...]:
        return ParquetRows, (self._data,)

    def batches(self, columns: tuple[int, ...]) -> Iterator[Any]:
        names = [self.schema.names[i] for i in columns]
        with damage_told():
            first = next(self._file.iter_batches(FIRST_ROWS, columns=names, use_threads=False), None)
            rows = FIRST_ROWS if first is None else rows_at_once(first)
            yield from all_rows(self._file.iter_batches(rows, columns=names, use_threads=False), names, self.size)
