"""Where the numbers of a sample lie in an array, be it in memory or in a file."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from lossctl.sums.arrays import Array


class StoredArray(Protocol):
    """An array that lies in a file: `read` gives a range of its elements, in C order and in memory of its own.

    Several threads may read at once. InputError where the file is cut off, or changes while it is read.
    """

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def ndim(self) -> int: ...

    @property
    def size(self) -> int: ...

    @property
    def dtype(self) -> np.dtype[Any]: ...

    def read(self, start: int, stop: int) -> Array: ...

    def place(self, first: int) -> tuple[str, int]:
        """Where an entry of the first axis lies: the file, where there are several ('' for the only one), and there."""

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array: ...


@dataclass(frozen=True)
class Layers:
    """An array as (before, classes, after) its class axis: row r is `[r // after, :, r % after]`."""

    array: Array | StoredArray
    axis: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "array", in_order(self.array))

    @cached_property
    def classes(self) -> int:
        """How many classes there are."""
        return self.array.shape[self.axis]

    @cached_property
    def after(self) -> int:
        """How many rows lie interleaved."""
        return math.prod(self.array.shape[self.axis + 1 :])

    def rows(self, start: int, stop: int) -> Array:
        """The rows from `start` to `stop` as (n, C)."""
        if stop <= start:
            return np.empty((0, self.classes), self.array.dtype)
        if self.after == 1:
            return self._flat(start * self.classes, stop * self.classes).reshape(-1, self.classes)
        first, last = start // self.after, -(-stop // self.after)
        begin, end = start - first * self.after, stop - first * self.after
        if last - first == 1:
            lines = (first * self.classes + class_ for class_ in range(self.classes))
            return np.stack([self._flat(line * self.after + begin, line * self.after + end) for line in lines], axis=1)
        layer = self.classes * self.after
        slab = self._flat(first * layer, last * layer).reshape(-1, self.classes, self.after)
        return np.moveaxis(slab, 1, 2).reshape(-1, self.classes)[begin:end]

    def _flat(self, start: int, stop: int) -> Array:
        return elements(self.array, self.array.shape, start, stop)


@dataclass(frozen=True)
class RowForAll:
    """One row of classes that stands in every row, as PyTorch broadcasts it."""

    row: Array
    after = 1

    def rows(self, start: int, stop: int) -> Array:
        """The row as often as there are rows from `start` to `stop`: (n, C), in the memory of one."""
        return np.broadcast_to(self.row, (max(0, stop - start), self.row.size))


def elements(array: Array | StoredArray, shape: tuple[int, ...], start: int, stop: int) -> Array:
    """A range of the elements of an array broadcast to `shape`, in C order, without making the broadcast array.

    A stored array of as many elements serves in whatever shape.
    """
    if not isinstance(array, np.ndarray):
        if array.size == math.prod(shape):
            return array.read(start, stop)
        array = np.asarray(array)
    if array.shape == shape and array.flags.c_contiguous:
        return array.reshape(-1)[start:stop]
    return np.broadcast_to(array, shape).flat[start:stop]


def index_in(shape: tuple[int, ...], number: int) -> list[int]:
    """The index of an element, counted in C order, in an array of this shape; none for the only element."""
    return [int(i) for i in np.unravel_index(number, shape)] if shape else []


def in_order(array: Array | StoredArray) -> Array | StoredArray:
    """The same array with its elements in C order in memory: ranges of another order would be slow to pick."""
    return array if not isinstance(array, np.ndarray) or array.flags.c_contiguous else np.ascontiguousarray(array)


def whole(pieces: Iterable[Array], size: int) -> Iterator[Array]:
    """The same elements, of pieces of any length, in pieces of a multiple of `size`."""
    held: list[Array] = []
    count = 0
    for piece in pieces:
        held.append(piece)
        count += len(piece)
        if count >= size:
            joined = np.concatenate(held)
            end = count - count % size
            yield joined[:end]
            held, count = [joined[end:]], count - end


def in_layers(pieces: Iterable[Array], classes: int, after: int) -> Iterator[Array]:
    """Rows of classes, interleaved as the user's array has them: it takes `after` rows to make a layer."""
    for layers in whole(pieces, max(1, classes * after)):
        yield np.swapaxes(layers.reshape(-1, after, classes), 1, 2).reshape(-1)
