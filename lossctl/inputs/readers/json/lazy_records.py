"""Many records or rows that stay in their file: the first tells what each holds, and they are read when asked for."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, Protocol

import numpy as np

from lossctl.inputs.document import Array, Content, Members
from lossctl.inputs.lazy_array import LazyArray

KEPT = 1 << 20  # numbers that a thread keeps of its last rows: targets are in the same records as inputs

_last = threading.local()


class Rows(Protocol):
    """Values in a file, that should be alike."""

    def __len__(self) -> int: ...

    def steps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The range in smaller ones, each to be read at once."""

    def values(self, first: int, last: int) -> list[Any]:
        """What the rows of a range hold; raises where they cannot be read."""

    def members(self, values: list[Any], row: Callable[[int], int]) -> Members:
        """The arrays that some values make; value `i` is that of row `row(i)`."""


def members(rows: Rows) -> Members:
    """The arrays that all rows make."""
    records = Records(rows, rows.values(0, 1)[0])
    sample = records.members(0, [])
    return sample._replace(members={name: partial(records.content, name) for name in sample.names})


@dataclass(frozen=True)
class Records:
    """Rows that are alike; `asked` names the arrays that are used."""

    rows: Rows
    first: Any = field(repr=False)
    asked: list[str] = field(default_factory=list)

    def content(self, name: str) -> Content:
        """What a key holds in all rows; words and lists of them, and empty lists, are read whole."""
        seen = self.members(0, []).part(name).content
        if not isinstance(seen, np.ndarray) or not seen.size:
            return self.rows.members(self.rows.values(0, len(self.rows)), int).part(name).content
        self.asked.append(name)
        dtype = np.dtype(np.bool_ if seen.dtype == np.bool_ else np.float64)
        return LazyArray((len(self.rows), *seen.shape[1:]), dtype, partial(self._range, name, seen.size, dtype))

    def _range(self, name: str, width: int, dtype: np.dtype[Any], start: int, stop: int) -> Array:
        """Elements of a key's array, of which each row has `width`."""
        first, last = start // width, -(-stop // width)
        last_read: list[_Kept] = getattr(_last, "kept", [])
        kept = next((each for each in last_read if each.records is self), None)
        if not (kept and (kept.first, kept.last) == (first, last) and name in kept.arrays):
            names = self.asked if (last - first) * width <= KEPT else [name]
            kept = _Kept(self, first, last, self._arrays(names, first, last))
            _last.kept = [kept, *(each for each in last_read if each.records is not self)][:2]  # a block of two shards
        part = kept.arrays[name].reshape(-1)[start - first * width : stop - first * width]
        return part.astype(dtype)

    def _arrays(self, names: list[str], first: int, last: int) -> dict[str, Array]:
        parts: dict[str, list[Array]] = {name: [] for name in names}
        for start, stop in self.rows.steps(first, last):
            members = self.members(start, self.rows.values(start, stop))
            for name in names:
                parts[name].append(np.asarray(members.part(name).content)[1:])
        return {name: np.concatenate(arrays or [np.empty(0)]) for name, arrays in parts.items()}

    def members(self, start: int, values: list[Any]) -> Members:
        """The arrays of the rows from `start` on, below the first row of all: that says which row is odd."""
        return self.rows.members([self.first, *values], lambda i: start + i - 1 if i else 0)


class _Kept(NamedTuple):
    records: Records
    first: int
    last: int
    arrays: dict[str, Array]
