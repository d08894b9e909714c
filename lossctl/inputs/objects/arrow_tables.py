"""Tables of pyarrow in memory, by the rules for the files that hold them: the caller has imported pyarrow."""

from collections.abc import Iterator
from typing import Any

from lossctl.inputs.document import Document
from lossctl.inputs.readers.arrow import arrow_document
from lossctl.inputs.readers.arrow.library import pyarrow
from lossctl.inputs.readers.arrow.stored_table import SMALL, check_names, in_small_batches


def document_of(value: Any) -> Document:
    """The table or the arrays by name that a Table or a RecordBatch holds."""
    table = value if hasattr(value, "to_batches") else pyarrow().Table.from_batches([value])
    return arrow_document.document(RowsInMemory(table))


class RowsInMemory:
    """A table of pyarrow, as those in files are read."""

    is_packed = False

    def __init__(self, table: Any) -> None:
        check_names(table.schema)
        self._table, self.schema, self.size = table, table.schema, table.num_rows
        self.is_small = table.num_rows * table.num_columns <= SMALL

    def batches(self, columns: tuple[int, ...]) -> Iterator[Any]:
        return in_small_batches(self._table.select([*columns]).to_batches())

    def read(self, columns: tuple[int, ...], start: int, stop: int) -> Any:
        return self._table.select([*columns]).slice(start, max(0, stop - start))
