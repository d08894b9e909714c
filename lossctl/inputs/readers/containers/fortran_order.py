"""An array whose first axis varies fastest in its file, as Fortran and MATLAB have it, read in the order of C.

Elements that follow each other in C order lie far apart in the file. So many entries of the first axis are fetched at
once, a panel of them, and the last two panels kept: threads that work on neighbouring blocks share them.
"""

import math
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from lossctl.inputs.files.file import File
from lossctl.inputs.lazy_array import Array

PANEL = 32 << 20  # bytes at most: with half as many, wide tables take twice as long
RUN = 1 << 18  # bytes of one column that are fetched at once, where the table is not too wide for it
FAR = 1 << 14  # bytes between two runs that are read sooner than leapt over: a call costs as much as so many bytes
PART = 1 << 20  # bytes of the file that are looked at at once


class FortranOrder:
    """`shape` numbers from byte `begin` of a file on; calling it gives some of them, flat and in C order."""

    def __init__(self, file: File, begin: int, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        self.file, self.begin, self.shape, self.dtype = file, begin, shape, dtype
        self.item = math.prod(shape[1:])
        self.rows = min(max(1, min(RUN, PANEL // self.item) // dtype.itemsize), shape[0])
        self._kept: dict[int, Array] = {}
        self._lock = threading.Lock()  # while a panel is filled or copied from, it is not filled again

    def __call__(self, start: int, stop: int) -> Array:
        size = self.rows * self.item
        values = np.empty(max(0, stop - start), self.dtype)
        with self._lock:
            for begin in range(start - start % size, stop, size):
                part = self._panel(begin // size)[max(start - begin, 0) : stop - begin]
                values[max(begin - start, 0) :][: len(part)] = part
        return values

    def __reduce__(self) -> tuple[object, ...]:
        """Another process has panels of its own."""
        return FortranOrder, (self.file, self.begin, self.shape, self.dtype)

    def _panel(self, number: int) -> Array:
        if number not in self._kept:
            full = len(self._kept) == 2
            room = self._kept.pop(next(iter(self._kept))) if full else np.empty(self.rows * self.item, self.dtype)
            self._fill(room.reshape(-1, self.item), number * self.rows)
            self._kept[number] = room
        return self._kept[number]

    def _fill(self, panel: Array, first: int) -> None:
        """Put entries of the first axis there. The file has the columns in the order of Fortran, too."""
        last = min(first + self.rows, self.shape[0])
        flat = len(self.shape) == 2
        order = np.arange(0 if flat else self.item).reshape(-1 if flat else self.shape[1:]).ravel(order="F")
        for begin, end, values in self._columns(first, last):
            panel[: last - first, slice(begin, end) if flat else order[begin:end]] = values.T

    def _columns(self, first: int, last: int) -> Iterator[tuple[int, int, Array]]:
        """Which columns, and their entries from `first` to `last`."""
        size, tall = self.dtype.itemsize, self.shape[0]
        leap = (tall - (last - first)) * size > FAR
        step = max(1, PART // (((last - first) if leap else tall) * size))
        for begin in range(0, self.item, step):
            end = min(begin + step, self.item)
            at = self.begin + begin * tall * size
            if leap:
                starts = range(at + first * size, at + first * size + (end - begin) * tall * size, tall * size)
                yield begin, end, self.file.read_each(starts, last - first, self.dtype)
            else:
                columns = self.file.read(at, (end - begin) * tall, self.dtype).reshape(-1, tall)
                yield begin, end, columns[:, first:last]
