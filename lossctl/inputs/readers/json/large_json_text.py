"""A large JSON text that stays in its file: an array of rows or records, or an object of arrays."""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Array, Content, Members
from lossctl.inputs.files.file import LARGE, File
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers import line_index
from lossctl.inputs.readers.json import json_lines, json_text, lazy_records
from lossctl.inputs.readers.json.array_index import ArrayIndex, line_and_column, parse_elements
from lossctl.inputs.readers.json.json_numbers import read_rows
from lossctl.inputs.readers.json.json_records import arrays_of_records, scalar_names
from lossctl.inputs.readers.json.json_walk import UnexpectedError, Walk

HUGE = 1 << 23  # bytes of one element: such elements would each be read several times


def recognises(source: SourceBytes) -> bool:
    """A long file that begins like JSON, and whose name is not that of JSON Lines."""
    if (
        not (isinstance(source.data, File) and len(source.data) >= line_index.LONG)
        or source.suffix in json_lines.SUFFIXES
    ):
        return False
    start = source.data[: line_index.HEAD >> 6].removeprefix(BOM_UTF8).lstrip()
    listed = start[:1] == b"[" and (b'"' in start or source.suffix == ".json")
    return b"\0" not in start and (start[:1] == b"{" or listed)


def read(source: SourceBytes) -> Members:
    """A text that is damaged outside its arrays, or has no long ones, is read whole by `json_text`."""
    file = source.data
    assert isinstance(file, File)
    try:
        found: ArrayIndex | dict[str, Any] | None = Walk(file, source.watch).whole()
    except UnexpectedError:
        found = None
    if isinstance(found, ArrayIndex) and (rows := ArrayRows(found)).is_long:
        return lazy_records.lazy_arrays(rows)
    if not isinstance(found, dict):
        return (json_lines if json_lines.recognises(source) else json_text).read(source)
    lists = {name: [] if isinstance(entry, ArrayIndex) else entry for name, entry in found.items()}
    return Members({name: partial(_content, name, entry) for name, entry in found.items()}, scalar_names(lists))


@dataclass(frozen=True)
class ArrayRows:
    """The elements of an array. `name` is its dotted key; None if the array is the whole text, which may be records."""

    index: ArrayIndex
    name: str | None = None

    def __len__(self) -> int:
        return len(self.index)

    @property
    def is_long(self) -> bool:
        """Whether the array is large, and its elements are small enough to be read a few at a time."""
        return LARGE <= self.index.end - self.index.begin < HUGE * len(self)

    def steps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        return self.index.steps(first, last)

    def values(self, first: int, last: int) -> list[Any]:
        part = self.index.around(first, last)
        values = parse_elements(self.index.file, part.begin, part.end)
        if len(values) != part.held:
            line, column = line_and_column(self.index.file, part.end)
            raise InputError("is not JSON: expecting value", f"line {line}, column {column}")
        return values[part.before : part.before + last - first]

    def numbers(self, first: int, last: int, width: int | None) -> Array | None:
        part = self.index.around(first, last)
        numbers = read_rows(self.index.file[part.begin : part.end], b",", part.held, width)
        return None if numbers is None else numbers[part.before : part.before + last - first]

    def arrays_of(self, values: list[Any], row: Callable[[int], int]) -> Members:
        if self.name is None and values and isinstance(values[0], dict):
            for i, value in enumerate(values):
                if not isinstance(value, dict):
                    raise InputError("is no record, unlike those before", *self._where((row(i),)))
            return arrays_of_records(values, lambda i: self._where((row(i),)))

        def where(index: nested_lists.Index) -> tuple[str, ...]:
            return self._where((row(index[0]), *index[1:])) if index else tuple(filter(None, [self.name]))

        return Members({"": lambda: nested_lists.array_of(values, where)})

    def _where(self, index: nested_lists.Index) -> tuple[str, ...]:
        """Line and index of an entry, which are looked up only for an error."""
        from lossctl.inputs.readers.json.entry_line import entry_line

        begin, end = self.index.element(index[0])
        text = self.index.file[begin:end].decode(errors="replace")
        above, _ = line_and_column(self.index.file, begin)
        inside = entry_line(text, "", index[1:])
        found = int(inside[0].removeprefix("line ")) if inside else 1
        return f"line {above + found - 1}", (self.name or "") + nested_lists.index_text(index)


def _content(name: str, entry: Any) -> Content:
    if not isinstance(entry, ArrayIndex):
        return nested_lists.array_of(entry, lambda _: (name,))
    rows = ArrayRows(entry, name)
    if rows.is_long:
        return lazy_records.lazy_arrays(rows).part("").content
    return rows.arrays_of(rows.values(0, len(rows)), int).part("").content
