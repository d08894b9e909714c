"""Columns of numbers of a packed table as a matrix: each is written into a temporary file, one behind the other."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from lossctl.inputs.files.file import File
from lossctl.inputs.lazy_array import Array
from lossctl.inputs.readers.arrow.temporary_files import write_numbers

Column = Callable[[], Iterator[Array]]  # gives all numbers of a column, some at a time


class UnpackedMatrix:
    """Called with a range of rows, it gives these. The temporary file is written at the first call."""

    def __init__(self, columns: Sequence[Column], height: int, dtype: np.dtype[Any]) -> None:
        self._columns, self._height, self._dtype = columns, height, dtype
        self._lock = threading.Lock()
        self._file: File | None = None

    def __call__(self, start: int, stop: int) -> Array:
        size, height = self._dtype.itemsize, self._height
        begins = range(start * size, (start + len(self._columns) * height) * size, height * size)
        return self._unpacked().read_each(begins, max(0, stop - start), self._dtype).T

    def __reduce__(self) -> tuple[object, ...]:
        """Another process unpacks the columns itself."""
        return UnpackedMatrix, (self._columns, self._height, self._dtype)

    def _unpacked(self) -> File:
        with self._lock:
            if self._file is None:
                size = self._height * len(self._columns) * self._dtype.itemsize
                self._file = write_numbers(self._pieces(), size)
            return self._file

    def _pieces(self) -> Iterator[bytes]:
        for column in self._columns:
            for numbers in column():
                yield numbers.astype(self._dtype, copy=False).tobytes()
