"""An array that stays in its file and is read range by range."""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lossctl.errors import located

Array = np.ndarray[Any, np.dtype[Any]]  # numpy.typing.NDArray[Any], without the millisecond to import it


@dataclass(frozen=True)
class LazyArray:
    """An array of which `range_(start, stop)` reads the elements from `start` to `stop`, in C order.

    Several threads may read at once. Faults are found only then: a file that changed or is cut off, a text that is no
    number. `where` is what their errors name: the file, and the member of an archive.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    range_: Callable[[int, int], Array]
    where: tuple[str, ...] = ()

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    def read(self, start: int, stop: int) -> Array:
        """The elements from `start` to `stop` in one axis, in native byte order and in C order."""
        with located(*self.where):
            return self.range_(start, stop)

    def place(self, first: int) -> tuple[str, int]:
        """The file that holds this entry of the first axis, and its index there; '' as there is only one file."""
        return "", first

    def inside(self, *where: str) -> "LazyArray":
        """The same array, whose errors name this place first."""
        return replace(self, where=(*where, *self.where))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """All of it, read into memory."""
        if copy is False:
            raise ValueError("what lies in a file is an array only as a copy")
        whole = self.read(0, self.size).reshape(self.shape)
        return whole if dtype is None else whole.astype(dtype, copy=False)


def parts_of_range(ends: Sequence[int], start: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """Where a range lies in parts that stand one behind the other: each part, and from where to where within it.

    Part `i` ends before `ends[i]`. A part that holds nothing of the range is left out.
    """
    part = bisect_right(ends, start)
    while start < stop:
        begin, end = ends[part - 1] if part else 0, min(stop, ends[part])
        if start < end:
            yield part, start - begin, end - begin
        start, part = end, part + 1


def elements_of_rows(rows: Callable[[int, int], Array], width: int, start: int, stop: int) -> Array:
    """The elements from `start` to `stop` in C order, where `rows(first, last)` reads rows of `width` elements."""
    if stop <= start or not width:
        return rows(0, 0).reshape(-1)
    first, last = start // width, -(-stop // width)
    elements: Array = rows(first, last).reshape(-1)
    return elements[start - first * width : stop - first * width]
