"""The columns of a table of many records that stay in their file: the first rows tell the names and kinds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Document, Members, Text, Words
from lossctl.inputs.lazy_array import LazyArray, elements_of_rows
from lossctl.inputs.readers import last_read
from lossctl.inputs.readers.json import json_records, label_scores
from lossctl.inputs.readers.json.json_columns import JsonColumns, kind_of_values
from lossctl.inputs.readers.json.lazy_records import StoredRows, lazy_arrays
from lossctl.inputs.tables.columns import Kind
from lossctl.inputs.tables.table import Table

HEAD = 64  # rows that tell what all are like


def lazy_document(rows: StoredRows) -> Document:
    """The table or the arrays that all rows make; rows of another kind of table are read whole."""
    _, stop = next(rows.steps(0, min(HEAD, len(rows))))
    head = rows.values(0, stop)
    if not json_records.is_records(head) or (label_scores.is_scores(head) and not label_scores.are_truths(head)):
        if isinstance(rows.document_of(head, int), Members):
            return lazy_arrays(rows)
        return rows.document_of(rows.values(0, len(rows)), int)
    flat = json_records.flat_records(head, rows.place)
    if json_records.has_arrays(flat):
        from lossctl.inputs.readers.json import batches, lazy_batches

        names = batches.batched_names(flat)
        return lazy_batches.lazy_batches(rows, flat, names) if names else lazy_arrays(rows)
    columns = LazyColumns(rows, json_records.columns_of_records(flat, rows.place))
    return Table(columns, unordered=json_records.are_unordered(flat))


@dataclass(frozen=True, eq=False)
class LazyColumns:
    """Columns like those of the first rows, `head`; `asked` are those that are used, which are read together."""

    rows: StoredRows
    head: JsonColumns = field(repr=False)
    asked: dict[int, None] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return self.head.width

    @property
    def names(self) -> tuple[str, ...]:
        return self.head.names

    def kind(self, column: int) -> Kind:
        return self.head.kind(column)

    def numbers(self, columns: Sequence[int]) -> LazyArray:
        self.asked.update(dict.fromkeys(columns))
        shape = (len(self.rows), len(columns))
        return LazyArray(shape, np.dtype(np.float64), partial(self._elements, tuple(columns)))

    def column(self, column: int) -> LazyArray:
        self.asked[column] = None
        truth = self.kind(column) == Kind.TRUTH and isinstance(self.head.cells[column][0], bool)
        dtype = np.dtype(np.bool_ if truth else np.float64)

        def read(start: int, stop: int) -> Array:
            return self._elements((column,), start, stop).astype(dtype)

        return LazyArray((len(self.rows),), dtype, read)

    def words(self, column: int) -> LazyArray | Words:
        if isinstance(self.head.words(column), Text):
            self.asked[column] = None
            return Words(len(self.rows), partial(self._words, column))
        return self.column(column)

    def _words(self, column: int, start: int, stop: int) -> Text:
        """The words of some rows; a number is none, but a word that reads as a number is."""
        cells = self._cells(column, start, stop)
        odd = next((i for i, cell in enumerate(cells) if not isinstance(cell, str)), None)
        if odd is not None:
            raise InputError("no word, unlike those before", *self.rows.place(start + odd), self.names[column])
        return Text(cells, lambda i: (*self.rows.place(start + i), self.names[column]))

    def _elements(self, columns: tuple[int, ...], start: int, stop: int) -> Array:
        """Elements `start` to `stop` of an array of these columns."""

        def rows(first: int, last: int) -> Array:
            found = self._read(columns, first, last)
            return np.stack([np.asarray(found[column], np.float64) for column in columns], axis=1)

        return elements_of_rows(rows, len(columns), start, stop)

    def _cells(self, column: int, start: int, stop: int) -> list[Any]:
        return list(self._read((column,), start, stop)[column])

    def _read(self, columns: tuple[int, ...], first: int, last: int) -> dict[int, Any]:
        """These columns in some rows, with all that are asked where those are few: they stand in the same text."""
        few = (last - first) * len(self.asked) <= last_read.MOST
        asked = tuple(self.asked) if few else columns
        found = last_read.kept(self._columns, asked, first, last) if few else self._columns(asked, first, last)
        for column in columns:
            if isinstance(fault := found[column], InputError):
                raise InputError(fault.problem, *fault.where, remedy=fault.remedy)
        return found

    def _columns(self, columns: tuple[int, ...], first: int, last: int) -> dict[int, Any]:
        """Numbers as an array, the cells of a column of words as a list; the fault of a column that cannot be read.

        A column that was only looked at may have faults: they matter if it is used.
        """
        parts: dict[int, list[Any]] = {column: [] for column in columns}
        faults: dict[int, InputError] = {}
        for start, stop in self.rows.steps(first, last):
            table = self._step(start, stop)
            for column in parts.keys() - faults.keys():
                words = isinstance(self.head.words(column), Text)
                try:
                    parts[column].append(table.cells[column] if words else table.column(column))
                except InputError as fault:
                    faults[column] = fault
        return {column: faults[column] if column in faults else _joined(found) for column, found in parts.items()}

    def _step(self, first: int, last: int) -> JsonColumns:
        def place(i: int) -> tuple[str, ...]:
            return self.rows.place(first + i)

        values = self.rows.values(first, last)
        odd = next((i for i, value in enumerate(values) if not isinstance(value, dict)), None)
        if odd is not None:
            raise InputError("is no record, unlike those before", *place(odd))
        flat = json_records.flat_records(values, place)
        self._check_names(flat, first)
        return json_records.columns_of_records(flat, place, self.names)

    def _check_names(self, flat: list[dict[str, Any]], first: int) -> None:
        """Raises for a number under a name that the first rows do not have: it could be a class."""
        known = set(self.names)
        for i, row in enumerate(flat):
            if not known.issuperset(row):
                name = min(row.keys() - known)
                if kind_of_values([row[name]]) not in (Kind.WORDS, Kind.EMPTY):
                    raise InputError(
                        f"{name!r} is in this record and not in the first ones", *self.rows.place(first + i)
                    )


def _joined(parts: list[Any]) -> Any:
    if parts and isinstance(parts[0], list):
        return [cell for part in parts for cell in part]
    return np.concatenate(parts or [np.empty(0)])
