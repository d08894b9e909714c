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
        self._rows = 1  # of a batch
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
        self._unpacked = None
        self._group, self._next = group, 0
        facts = self._file.metadata.row_group(group)
        chunks = _chunks(facts, self._names)
        size = sum(max(8 * chunk.num_values, chunk.total_uncompressed_size) for chunk in chunks)
        self._rows = min(_MOST_ROWS, max(1, facts.num_rows * _BATCH // max(1, size)))
        if sum(min(_PAGES, 2 * chunk.total_uncompressed_size) for chunk in chunks) > _MOST_PAGES:
            parts = [self._names[i : i + _TOGETHER] for i in range(0, len(self._names), _TOGETHER)]
            self._unpacked = UnpackedColumns(self._iterated(group, part) for part in parts)
        else:
            self._batches = self._iterated(group, self._names)

    def _iterated(self, group: int, names: list[str]) -> Iterator[Any]:
        batches = self._file.iter_batches(self._rows, row_groups=[group], columns=names, use_threads=False)
        return (batch.select(names) for batch in batches)


def _chunks(group: Any, names: list[str]) -> list[Any]:
    """The parts of the group that hold these columns: one for each column that is not nested."""
    wanted = set(names)
    found = (group.column(i) for i in range(group.num_columns))
    paths = ((each.path_in_schema, each) for each in found)
    return [each for path, each in paths if path in wanted or path.split(".")[0] in wanted]
