"""The columns of a table of JSON values: a list of cells each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Array, Place, Text
from lossctl.inputs.tables.columns import Kind, kind_of_numbers, kind_of_words

ABSENT = object()  # stands where a record does not have a key that others have


@dataclass(frozen=True, eq=False)
class JsonColumns:
    """Columns with the cells of each; `place(i)` says where row `i` is."""

    names: tuple[str, ...]
    cells: Sequence[Sequence[Any]] = field(repr=False)
    place: Place = field(repr=False)
    _kinds: dict[int, Kind] = field(default_factory=dict, init=False, repr=False)  # those that were asked for

    @property
    def width(self) -> int:
        return len(self.cells)

    def kind(self, column: int) -> Kind:
        if column not in self._kinds:
            self._kinds[column] = kind_of_values(self.cells[column])
        return self._kinds[column]

    def numbers(self, columns: Sequence[int]) -> Array:
        """Integers if all are, else floats; truth values beside numbers are 1 and 0."""
        return np.stack([self.column(column) for column in columns], axis=1)

    def column(self, column: int) -> Array:
        found = self.words(column)
        if isinstance(found, Text):
            raise InputError(f"{found.entries[0]!r} is not a number", *found.place(0))
        return found

    def words(self, column: int) -> Array | Text:
        """Raises for a row that does not have this column, and for one that holds more than one value."""
        cells, name = self.cells[column], self.called(column)
        for i, cell in enumerate(cells):
            if cell is ABSENT:
                raise InputError(f"no {name!r} in this record, unlike in others", *self.place(i))
            if isinstance(cell, (list, dict)):
                kind = "a list" if isinstance(cell, list) else "an object"
                raise InputError(f"{kind} is not a number", *self.place(i), name)

        def where(index: nested_lists.Index) -> tuple[str, ...]:
            return (*self.place(index[0]), name) if index else (name,)

        return nested_lists.array_of(list(cells), where)

    def called(self, column: int) -> str:
        """How an error names a column: by its heading, else by its place in the row."""
        return self.names[column] if self.names else f"value {column + 1}"


def kind_of_values(values: Iterable[Any]) -> Kind:
    """The kind of a column; null and keys that are left out do not count."""
    some = [value for value in values if value is not None and value is not ABSENT]
    if any(isinstance(value, (list, dict)) for value in some):
        return Kind.EMPTY  # no words that could name classes or rows
    words = [value for value in some if isinstance(value, str)]
    numbers = [nested_lists.as_number(value) if isinstance(value, str) else value for value in some]
    if words and any(isinstance(value, str) for value in numbers):
        return kind_of_words(words) if len(words) == len(some) else Kind.MIXED
    truth = sum(isinstance(value, bool) for value in numbers)
    if truth:
        return Kind.TRUTH if truth == len(some) else Kind.MIXED
    try:
        return kind_of_numbers(np.array(numbers, np.float64))
    except OverflowError:
        return Kind.WHOLE
