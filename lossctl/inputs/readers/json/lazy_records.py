"""Many records or rows that stay in their file: the first tells what each holds, and they are read when asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

import numpy as np

from lossctl.inputs.document import Array, Content, Document, Members
from lossctl.inputs.lazy_array import LazyArray, elements_of_rows
from lossctl.inputs.readers import last_read


class StoredRows(Protocol):
    """JSON values in a file that should be alike: objects with the same keys, or equally long lists, or numbers."""

    def __len__(self) -> int: ...

    def steps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The range in smaller ones, each to be read at once."""

    def values(self, first: int, last: int) -> list[Any]:
        """What the rows of a range hold; raises where they cannot be read."""

    def numbers(self, first: int, last: int, width: int | None) -> Array | None:
        """The rows of a range if it is easy to tell that each is a list of `width` numbers; if None, a number."""

    def place(self, row: int) -> tuple[str, ...]:
        """Where a row is, looked up only for an error."""

    def document_of(self, values: list[Any], row: Callable[[int], int]) -> Document:
        """The table or the arrays that some values make; errors say that value `i` is that of row `row(i)`."""

    def arrays_of(self, values: list[Any], row: Callable[[int], int]) -> Members:
        """The arrays that some values make; errors say that value `i` is that of row `row(i)`."""


def lazy_arrays(rows: StoredRows) -> Members:
    """The arrays that all rows make."""
    records = LazyRecords(rows, rows.values(0, 1)[0])
    sample = records.arrays_of(0, [])
    return replace(sample, members={name: partial(records.content, name) for name in sample.names})


@dataclass(frozen=True, eq=False)
class LazyRecords:
    """Rows like the first of them; `asked` has the names of the arrays that are used, each with its numbers per row."""

    rows: StoredRows
    first: Any = field(repr=False)
    asked: dict[str, int] = field(default_factory=dict)

    def content(self, name: str) -> Content:
        """What a key holds in all rows; words and lists of them, and empty lists, are read whole."""
        seen = self.arrays_of(0, []).part(name).content
        if not isinstance(seen, np.ndarray) or not seen.size:
            return self.rows.arrays_of(self.rows.values(0, len(self.rows)), int).part(name).content
        self.asked[name] = seen.size
        dtype = np.dtype(np.bool_ if seen.dtype == np.bool_ else np.float64)
        return LazyArray((len(self.rows), *seen.shape[1:]), dtype, partial(self._elements, name, dtype))

    def _elements(self, name: str, dtype: np.dtype[Any], start: int, stop: int) -> Array:
        """Elements `start` to `stop` of a key's array."""

        def rows(first: int, last: int) -> Array:
            if (last - first) * sum(self.asked.values()) <= last_read.MOST:
                return last_read.kept(self._arrays, tuple(self.asked), first, last)[name]
            return self._arrays((name,), first, last)[name]

        return elements_of_rows(rows, self.asked[name], start, stop).astype(dtype)

    def _arrays(self, names: tuple[str, ...], first: int, last: int) -> dict[str, Array]:
        parts: dict[str, list[Array]] = {name: [] for name in names}
        for start, stop in self.rows.steps(first, last):
            if (numbers := self._numbers(start, stop)) is not None:
                parts[""].append(numbers)
                continue
            arrays = self.arrays_of(start, self.rows.values(start, stop))
            for name in names:
                parts[name].append(np.asarray(arrays.part(name).content)[1:])
        return {name: np.concatenate(arrays or [np.empty(0)]) for name, arrays in parts.items()}

    def _numbers(self, first: int, last: int) -> Array | None:
        """The rows of a range, if they are numbers or lists of numbers and can be read in bulk."""
        if type(self.first) not in (list, int, float):
            return None
        return self.rows.numbers(first, last, len(self.first) if isinstance(self.first, list) else None)

    def arrays_of(self, start: int, values: list[Any]) -> Members:
        """The arrays of the rows from `start` on, below the first row of all: an odd row is compared with that one."""
        return self.rows.arrays_of([self.first, *values], lambda i: start + i - 1 if i else 0)
