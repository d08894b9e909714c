"""The rows of one group of a Parquet file, decoded from its beginning on, a batch at a time.

Each column is decoded page by page, and its pages take some 2.5 MB. Where that is too much for all columns together,
a few at a time are unpacked into a temporary file.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.readers.arrow.unpacked_columns import UnpackedColumns

_BATCH = 8 << 20  # bytes that are decoded at once
_MOST_ROWS = 1 << 16
_FIRST_ROWS = 64  # by which the size of a row is known
_PAGES = 5 << 19  # bytes that the pages of one column take while they are decoded
_MOST_PAGES = 64 << 20
_TOGETHER = 16  # columns that are unpacked at once


class Cursor:
    """A place in the file up to which some columns have been decoded; the last batches are kept."""

    def __init__(self, file: Any, names: list[str]) -> None:
        self._file, self._names = file, names
        self._group = -1
        self._batches: Iterator[Any] = iter(())
        self._unpacked: UnpackedColumns | None = None
        self._rows = 0  # of a batch; 0 until the first group is begun
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
        if group != self._group or (row < self._next and self._unpacked is None):
            self._begin(group)
        if self._unpacked is not None:
            self._next = row // self._rows * self._rows
        while True:
            batch = self._decode()
            if batch is None or not batch.num_rows:
                raise InputError(f"is damaged (group {group} ends at row {self._next})")
            first, self._next = self._next, self._next + batch.num_rows
            self._held.append((first, batch))
            if row < self._next:
                return first, batch

    def _decode(self) -> Any:
        if self._unpacked is not None:
            return self._unpacked.batch(self._next, self._next + self._rows)
        return next(self._batches, None)

    def _begin(self, group: int) -> None:
        """Decode the group from its first row on: rows inside a column cannot be found otherwise."""
        self._held.clear()
        self._unpacked, self._batches = None, iter(())
        self._group, self._next = group, 0
        parts = [self._names[i : i + _TOGETHER] for i in range(0, len(self._names), _TOGETHER)]
        self._rows = self._rows or self._rows_of_batch(group, parts)
        if len(self._names) * self._pages(group) > _MOST_PAGES:
            rows = min(_MOST_ROWS, self._rows * len(parts))
            self._unpacked = UnpackedColumns(self._iterated(group, part, rows) for part in parts)
        else:
            self._batches = self._iterated(group, self._names, self._rows)

    def _rows_of_batch(self, group: int, parts: list[list[str]]) -> int:
        """As many rows as take _BATCH bytes, like the first ones: few bytes of a file may hold many equal numbers."""
        first = (next(self._iterated(group, part, _FIRST_ROWS), None) for part in parts)
        size = sum(batch.nbytes // max(1, batch.num_rows) for batch in first if batch is not None)
        return min(_MOST_ROWS, max(1, _BATCH // max(1, size)))

    def _pages(self, group: int) -> int:
        """The bytes that the pages of a column take, on average.

        Not those of each column: pyarrow ends the process where the facts of a column are damaged and asked for.
        """
        facts = self._file.metadata.row_group(group)
        return int(min(_PAGES, 2 * facts.total_byte_size // max(1, facts.num_columns)))

    def _iterated(self, group: int, names: list[str], rows: int) -> Iterator[Any]:
        batches = self._file.iter_batches(rows, row_groups=[group], columns=names, use_threads=False)
        return (batch.select(names) for batch in batches)
