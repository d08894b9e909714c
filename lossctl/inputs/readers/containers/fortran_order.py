"""An array whose first axis varies fastest in its file, as Fortran and MATLAB store it, read in C order.

Elements that follow each other in C order lie far apart in such a file. So many rows (entries of the first axis) are
read at once into a panel, which is in C order, and ranges of elements are copied from panels.
"""

import math
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from lossctl.inputs.files.file import File
from lossctl.inputs.lazy_array import Array

PANEL = 32 << 20  # the most bytes of a panel: with half as many, wide tables take twice as long
RUN = 1 << 18  # the most bytes of one column in a panel
FAR = 1 << 14  # the gap between two runs, in bytes, that takes as long to read as one more call of the system
PART = 1 << 20  # bytes of the file that are read at once


class FortranOrder:
    """`shape` numbers from byte `begin` of a file on. Called with a range of elements, it gives them in C order.

    The last two panels are kept, since threads that work on neighbouring blocks need the same ones. With
    `functools.lru_cache` there would be three in memory, since it drops the oldest only after the next one is filled.
    """

    def __init__(self, file: File, begin: int, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        self.file, self.begin, self.shape, self.dtype = file, begin, shape, dtype
        self.columns = math.prod(shape[1:])
        self.rows = min(max(1, min(RUN, PANEL // self.columns) // dtype.itemsize), shape[0])  # in one panel
        self._panels: dict[int, Array] = {}
        self._lock = threading.Lock()  # so that a panel which several threads need is filled once

    def __call__(self, start: int, stop: int) -> Array:
        size = self.rows * self.columns
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
        if number not in self._panels:
            if len(self._panels) == 2:
                del self._panels[next(iter(self._panels))]
            panel = np.empty(self.rows * self.columns, self.dtype)
            self._fill(panel.reshape(-1, self.columns), number * self.rows)
            self._panels[number] = panel
        return self._panels[number]

    def _fill(self, panel: Array, first: int) -> None:
        """Read the rows from `first` on. With three axes or more, the file has the columns in Fortran order, too."""
        last = min(first + self.rows, self.shape[0])
        order = np.arange(self.columns).reshape(self.shape[1:]).ravel(order="F") if len(self.shape) > 2 else None
        for begin, end, values in self._read_columns(first, last):
            columns = (
                slice(begin, end) if order is None else order[begin:end]
            )  # a slice is faster than a list of indices
            panel[: last - first, columns] = values.T

    def _read_columns(self, first: int, last: int) -> Iterator[tuple[int, int, Array]]:
        """Ranges of columns, each with its entries in the rows from `first` to `last`, one column after the other."""
        size, height = self.dtype.itemsize, self.shape[0]
        skip = (height - (last - first)) * size > FAR  # the other rows are skipped; a smaller gap is read and dropped
        step = max(1, PART // (((last - first) if skip else height) * size))
        for begin in range(0, self.columns, step):
            end = min(begin + step, self.columns)
            at = self.begin + begin * height * size
            if skip:
                starts = range(at + first * size, at + first * size + (end - begin) * height * size, height * size)
                yield begin, end, self.file.read_each(starts, last - first, self.dtype)
            else:
                columns = self.file.read(at, (end - begin) * height, self.dtype).reshape(-1, height)
                yield begin, end, columns[:, first:last]
