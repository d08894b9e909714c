"""An array that lies in a file, and is read a range at a time."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lossctl.errors import located

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class LazyArray:
    """`range_(start, stop)` gives elements in C order; `where` names the file, since a fault is found late.

    Several threads may read at once. Raises where the file changed or is cut off, and where its text holds no number.
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
        """The elements from `start` to `stop`, flat, in native byte order and in memory of their own."""
        with located(*self.where):
            return self.range_(start, stop)

    def place(self, first: int) -> tuple[str, int]:
        """Which of its files holds an entry of the first axis, and where: it lies in one, which needs no name."""
        return "", first

    def inside(self, *where: str) -> "LazyArray":
        """The same, with what it lies in."""
        return replace(self, where=(*where, *self.where))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """All of it in memory."""
        if copy is False:
            raise ValueError("what lies in a file is an array only as a copy")
        whole = self.read(0, self.size).reshape(self.shape)
        return whole if dtype is None else whole.astype(dtype, copy=False)
