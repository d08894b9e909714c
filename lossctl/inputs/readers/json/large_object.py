"""A large JSON object whose arrays stay in the file: records under one key, columns as lists, or arrays by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Array, Content, Document, Members, Text
from lossctl.inputs.lazy_array import LazyArray, elements_of_rows
from lossctl.inputs.readers.json import lazy_records
from lossctl.inputs.readers.json.array_index import ArrayIndex
from lossctl.inputs.readers.json.json_columns import kind_of_values
from lossctl.inputs.readers.json.json_records import scalar_names
from lossctl.inputs.readers.json.key_roles import array_role, is_target_column
from lossctl.inputs.readers.json.large_array import ArrayRows
from lossctl.inputs.readers.json.lazy_columns import lazy_document
from lossctl.inputs.readers.json.table_orientation import are_ids
from lossctl.inputs.readers.json.undecided_table import TableBeside, with_beside
from lossctl.inputs.tables.columns import Kind
from lossctl.inputs.tables.table import Table

HEAD = 64  # entries that tell what a list holds


def document_of_entries(entries: dict[str, Any], whole: Callable[[], Document]) -> Document:
    """What these entries by dotted key are; `whole` reads the text where it is a table of another form.

    Those forms, such as the orient split of pandas, take about ten times their size in memory.
    """
    lists = {name: ArrayRows(entry, name) for name, entry in entries.items() if isinstance(entry, ArrayIndex)}
    records = [name for name, rows in lists.items() if rows.opens_with(b"{")]
    if any(array_role(name) == "input" and name not in records for name in lists):
        return _columns(lists, entries) if not all(map(array_role, lists)) else members_of(entries)
    long = [name for name, rows in lists.items() if rows.is_long]
    ends = {name.rpartition(".")[2] for name in lists}
    if not long or len(records) > 1 or ends & {"columns", "fields"} or ends >= {"data", "index"}:
        return whole()
    if not records:
        return whole() if are_ids(list(lists)) else _columns(lists, entries)
    found = lazy_document(lists[records[0]])
    beside = members_of({name: entry for name, entry in entries.items() if name != records[0]})
    return with_beside(found, beside)


def _columns(lists: dict[str, ArrayRows], entries: dict[str, Any]) -> Document:
    """A table if all lists are equally long and hold single values; else arrays by name."""
    single = {name: entry for name, entry in entries.items() if name not in lists}
    named = not single or any(is_target_column(name) for name in lists)
    flat = not any(rows.opens_with(b"[") or rows.opens_with(b"{") for rows in lists.values())
    if not (flat and named) or len(lists) < 2 or len(set(map(len, lists.values()))) > 1:
        return members_of(entries)
    return TableBeside(LazyLists(lists), beside=members_of(single)) if single else Table(LazyLists(lists))


def members_of(entries: dict[str, Any]) -> Members:
    """The arrays by name."""
    lists = {name: [] if isinstance(entry, ArrayIndex) else entry for name, entry in entries.items()}
    return Members({name: partial(_content, name, entry) for name, entry in entries.items()}, scalar_names(lists))


@dataclass(frozen=True, eq=False)
class LazyLists:
    """A table whose columns are lists of an object."""

    lists: dict[str, ArrayRows] = field(repr=False)

    @property
    def width(self) -> int:
        return len(self.lists)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.lists)

    def kind(self, column: int) -> Kind:
        rows = self.lists[self.names[column]]
        return kind_of_values(rows.values(0, min(HEAD, len(rows))))

    def numbers(self, columns: Sequence[int]) -> LazyArray:
        arrays = [self.column(column) for column in columns]

        def rows(first: int, last: int) -> Array:
            return np.stack([np.asarray(_read(array, first, last), np.float64) for array in arrays], axis=1)

        read = partial(elements_of_rows, rows, len(arrays))
        return LazyArray((arrays[0].shape[0], len(arrays)), np.dtype(np.float64), read)

    def column(self, column: int) -> Array | LazyArray:
        found = self.words(column)
        if isinstance(found, (np.ndarray, LazyArray)):
            return found
        assert isinstance(found, Text)
        raise InputError(f"{found.entries[0]!r} is not a number", *found.place(0))

    def words(self, column: int) -> Content:
        """Words are read whole."""
        name = self.names[column]
        return _content(name, self.lists[name].index)


def _read(array: Array | LazyArray, start: int, stop: int) -> Array:
    return array.read(start, stop) if isinstance(array, LazyArray) else array[start:stop]


def _content(name: str, entry: Any) -> Content:
    if not isinstance(entry, ArrayIndex):
        return nested_lists.array_of(entry, lambda _: (name,))
    rows = ArrayRows(entry, name)
    if rows.is_long:
        return lazy_records.lazy_arrays(rows).part("").content
    return rows.arrays_of(rows.values(0, len(rows)), int).part("").content
