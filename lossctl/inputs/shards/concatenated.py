"""Shards joined along their first axis, each read from its own file when its numbers are asked for."""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from lossctl.inputs.lazy_array import Array, LazyArray
from lossctl.inputs.shards.file_patterns import Key

HELD = 32 << 20  # bytes of shards in memory that are kept for the next block; other shards are read again
OPEN = 16  # shards that stay open in their files: of a long text, its first lines stay in memory too

Arrays = Mapping[str, Array | LazyArray]


class Shard(NamedTuple):
    """One of the files: how an error names it, what it holds of the first axis, and what its partners' names share."""

    name: str
    length: int
    keys: tuple[Key, ...] = ()


class Shelf:
    """The arrays of each shard, by role: the last few asked for are kept, others are opened again by `open_`."""

    def __init__(self, open_: Callable[[int], Arrays]) -> None:
        self._open = open_
        self._kept: OrderedDict[int, Arrays] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()  # threads that wait for the same shard get the same one

    def __getitem__(self, shard: int) -> Arrays:
        with self._lock:
            if shard not in self._kept:
                self.put(shard, self._open(shard))
            self._kept.move_to_end(shard)
            return self._kept[shard]

    def put(self, shard: int, arrays: Arrays) -> None:
        """Keep the arrays of a shard that is not kept, and drop what has not been asked for longest."""
        self._kept[shard] = arrays
        self._size += _weight(arrays)
        while self._size > HELD and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._size -= _weight(dropped)

    def __reduce__(self) -> tuple[object, ...]:
        """Another process opens the shards itself."""
        return Shelf, (self._open,)


def _weight(arrays: Arrays) -> int:
    """The bytes of what is in memory; a shard that lies in a file is open, and of these there may be so many."""
    held = [array.nbytes + 1024 for array in arrays.values() if isinstance(array, np.ndarray)]
    return sum(held) + (HELD // OPEN if len(held) < len(arrays) else 0)


@dataclass(frozen=True)
class Concatenated(LazyArray):
    """An array in several files, one below the other. Each shard has its part of the first axis, perhaps none."""

    shards: tuple[Shard, ...] = field(default=(), kw_only=True)

    def place(self, first: int) -> tuple[str, int]:
        """The name of the shard that holds this entry of the first axis, and the entry's place in it."""
        ends = list(accumulate(shard.length for shard in self.shards))
        shard = bisect_right(ends, first)
        return self.shards[shard].name, first - (ends[shard] - self.shards[shard].length)


def concatenated(
    role: str, shape: tuple[int, ...], dtype: np.dtype[Any], shards: tuple[Shard, ...], shelf: Shelf
) -> Concatenated:
    """The array that the shards on a shelf make in this role; `shape[0]` is the sum of their lengths."""
    item = int(np.prod(shape[1:], dtype=np.int64))
    ends = np.cumsum([shard.length for shard in shards], dtype=np.int64) * item
    return Concatenated(shape, dtype, _Ranges(role, dtype, ends, shelf), shards=shards)


@dataclass(frozen=True)
class _Ranges:
    """Ranges of elements: shard `i` has those up to `ends[i]`."""

    role: str
    dtype: np.dtype[Any]
    ends: Array
    shelf: Shelf

    def __call__(self, start: int, stop: int) -> Array:
        shard = self._shard(start)
        if start < stop <= int(self.ends[shard]):  # by far the most: nothing to join, and nothing to copy
            return self._part(shard, start, stop).astype(self.dtype, copy=False)
        values = np.empty(max(0, stop - start), self.dtype)
        for each, begin, end in self._cuts(start, stop):
            values[begin - start : end - start] = self._part(each, begin, end)
        return values

    def _shard(self, element: int) -> int:
        return int(np.searchsorted(self.ends, element, side="right"))

    def _cuts(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Which shards hold the range, and from where to where."""
        shard = self._shard(start)
        while start < stop:
            end = min(stop, int(self.ends[shard]))
            if end > start:
                yield shard, start, end
            start, shard = end, shard + 1

    def _part(self, shard: int, start: int, stop: int) -> Array:
        above = int(self.ends[shard - 1]) if shard else 0
        array = self.shelf[shard][self.role]
        if isinstance(array, np.ndarray):
            return array.reshape(-1)[start - above : stop - above]
        return array.read(start - above, stop - above)
