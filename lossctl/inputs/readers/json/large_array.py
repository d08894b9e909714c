"""The elements of a large JSON array, which are read a few at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Array, Document, Members
from lossctl.inputs.files.file import LARGE
from lossctl.inputs.readers.json import json_values
from lossctl.inputs.readers.json.array_index import ArrayIndex, line_and_column, parse_elements
from lossctl.inputs.readers.json.json_numbers import read_rows
from lossctl.inputs.readers.json.json_records import arrays_of_records

HUGE = 1 << 23  # bytes of one element: such elements would each be read several times
BLANK = 1 << 8  # bytes that are searched for the first that is not blank


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

    def opens_with(self, sign: bytes) -> bool:
        """Whether the first element begins so."""
        return self.index.file[self.index.begin : self.index.begin + BLANK].lstrip()[:1] == sign

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
        if values and isinstance(values[0], dict):
            for i, value in enumerate(values):
                if not isinstance(value, dict):
                    raise InputError("is no record, unlike those before", *self.place(row(i)))
            return arrays_of_records(values, lambda i: self.place(row(i)))

        def where(index: nested_lists.Index) -> tuple[str, ...]:
            return self._where((row(index[0]), *index[1:]) if index else ())

        return Members({"": lambda: nested_lists.array_of(values, where)})

    def document_of(self, values: list[Any], row: Callable[[int], int]) -> Document:
        return json_values.document_of(
            values, lambda _, index: self._where((row(index[0]), *index[1:]) if index else ())
        )

    def place(self, row: int) -> tuple[str, ...]:
        return self._where((row,))

    def _where(self, index: nested_lists.Index) -> tuple[str, ...]:
        """Line and index of an entry, which are looked up only for an error."""
        from lossctl.inputs.readers.json.entry_line import entry_line

        if not index:
            return tuple(filter(None, [self.name]))
        begin, end = self.index.element(index[0])
        text = self.index.file[begin:end].decode(errors="replace")
        above, _ = line_and_column(self.index.file, begin)
        inside = entry_line(text, "", index[1:])
        found = int(inside[0].removeprefix("line ")) if inside else 1
        return f"line {above + found - 1}", (self.name or "") + nested_lists.index_text(index)
