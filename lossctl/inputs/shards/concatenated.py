"""Shards as one array along their first axis; each is read from its own file when its numbers are needed."""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from lossctl.inputs.lazy_array import Array, LazyArray, parts_of_range
from lossctl.inputs.shards.file_patterns import Key

HELD = 32 << 20  # bytes of shards that stay in memory for the next block; other shards are read again
OPEN = 16  # the most files that stay open

Arrays = Mapping[str, Array | LazyArray]


class Shard(NamedTuple):
    """One of the files: how an error names it, its length along the first axis, what the wildcards stand for in it.

    `ids` are digests of the columns that name its rows, by their headings.
    """

    name: str
    length: int
    wildcards: tuple[Key, ...] = ()
    ids: Mapping[str, str] = MappingProxyType({})


class ShardCache:
    """The arrays of each shard, by role. Those that were used last are kept; `open_` opens the others again.

    `functools.lru_cache` counts entries, but here it is their bytes and open files that must not become too many.
    """

    def __init__(self, open_: Callable[[int], Arrays]) -> None:
        self._open = open_
        self._kept: OrderedDict[int, Arrays] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()  # so that a shard which several threads need is opened once

    def __getitem__(self, shard: int) -> Arrays:
        with self._lock:
            if shard not in self._kept:
                self.keep(shard, self._open(shard))
            self._kept.move_to_end(shard)
            return self._kept[shard]

    def keep(self, shard: int, arrays: Arrays) -> None:
        """Add the arrays of a shard, and drop those that have not been used for longest until the rest fit."""
        self._kept[shard] = arrays
        self._size += _cost(arrays)
        while self._size > HELD and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._size -= _cost(dropped)

    def __reduce__(self) -> tuple[object, ...]:
        """Another process opens the shards itself."""
        return ShardCache, (self._open,)


def _cost(arrays: Arrays) -> int:
    """The bytes in memory; a shard that stays in its file, and keeps that open, counts as the OPENth part of HELD."""
    sizes = [array.nbytes + 1024 for array in arrays.values() if isinstance(array, np.ndarray)]
    return sum(sizes) + (HELD // OPEN if len(sizes) < len(arrays) else 0)


@dataclass(frozen=True)
class Concatenated(LazyArray):
    """An array in several files: each shard has a range of the first axis, which may be empty."""

    shards: tuple[Shard, ...] = field(default=(), kw_only=True)

    def place(self, first: int) -> tuple[str, int]:
        """The name of the shard that holds this entry of the first axis, and the entry's index within the shard."""
        ends = list(accumulate(shard.length for shard in self.shards))
        shard = bisect_right(ends, first)
        return self.shards[shard].name, first - (ends[shard] - self.shards[shard].length)


def concatenated(
    role: str, shape: tuple[int, ...], dtype: np.dtype[Any], shards: tuple[Shard, ...], cache: ShardCache
) -> Concatenated:
    """The array of this role, of which each shard holds a part; `shape[0]` is the sum of their lengths."""
    item_size = int(np.prod(shape[1:], dtype=np.int64))
    ends = tuple(accumulate(shard.length * item_size for shard in shards))
    return Concatenated(shape, dtype, _ElementReader(role, dtype, ends, cache), shards=shards)


@dataclass(frozen=True)
class _ElementReader:
    """Called with a range of elements, gives them: shard `i` has the elements from `ends[i - 1]` to `ends[i]`."""

    role: str
    dtype: np.dtype[Any]
    ends: tuple[int, ...]
    cache: ShardCache

    def __call__(self, start: int, stop: int) -> Array:
        parts = [*parts_of_range(self.ends, start, stop)]
        if len(parts) == 1:  # as nearly every range is: it needs no copy
            return self._part(*parts[0]).astype(self.dtype, copy=False)
        values = np.empty(max(0, stop - start), self.dtype)
        at = 0
        for shard, first, last in parts:
            values[at : at + last - first] = self._part(shard, first, last)
            at += last - first
        return values

    def _part(self, shard: int, start: int, stop: int) -> Array:
        array = self.cache[shard][self.role]
        return array.reshape(-1)[start:stop] if isinstance(array, np.ndarray) else array.read(start, stop)
