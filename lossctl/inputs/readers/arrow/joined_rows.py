"""The rows of several files that are one table, one below the other."""

from collections.abc import Iterator
from itertools import accumulate, chain
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.lazy_array import parts_of_range
from lossctl.inputs.readers.arrow.library import pyarrow
from lossctl.inputs.readers.arrow.stored_table import StoredTable


class JoinedRows:
    """Tables with the same columns."""

    def __init__(self, parts: tuple[StoredTable, ...]) -> None:
        self._parts = parts
        self.schema = parts[0].schema
        for i, part in enumerate(parts):
            if not part.schema.equals(self.schema):
                raise InputError(f"file {i + 1} of {len(parts)} has other columns than the first")
        self._ends = [*accumulate(part.size for part in parts)]

    def __reduce__(self) -> tuple[object, ...]:
        return JoinedRows, (self._parts,)

    @property
    def size(self) -> int:
        return self._ends[-1]

    @property
    def is_small(self) -> bool:
        return all(part.is_small for part in self._parts)

    @property
    def is_packed(self) -> bool:
        return any(part.is_packed for part in self._parts)

    def batches(self, columns: tuple[int, ...]) -> Iterator[Any]:
        return chain.from_iterable(part.batches(columns) for part in self._parts)

    def read(self, columns: tuple[int, ...], start: int, stop: int) -> Any:
        pieces = [self._parts[i].read(columns, *rows) for i, *rows in parts_of_range(self._ends, start, stop)]
        return pyarrow().concat_tables(pieces) if pieces else self._parts[0].read(columns, 0, 0)
