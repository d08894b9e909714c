"""A view of numbers in a file, read in C order: transposed, sliced, expanded, or in the order of Fortran and MATLAB.

PyTorch saves such views; NumPy saves arrays whose first axis varies fastest as they are.

Elements that follow each other in C order may lie far apart in the file. So many of them are read at once into a panel,
in the order of the file, and ranges of elements are copied from panels.
"""

import math
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from lossctl.inputs.files.file import File
from lossctl.inputs.lazy_array import Array

PANEL = 32 << 20  # the most bytes of a panel: with half as many, wide tables take twice as long
RUN = 1 << 18  # the most bytes that one column has in a panel
PART = 1 << 20  # bytes of the file that are read at once
FAR = 1 << 14  # the gap between two runs, in bytes, that takes as long to read as one more call of the system


class StridedRanges:
    """Called with a range of elements, it gives them in C order.

    `begin` is the byte of the first element, and `strides` count elements. The last two panels are kept, since threads
    that work on neighbouring blocks need the same ones. With `functools.lru_cache` there would be three in memory,
    since it drops the oldest only after the next one is filled.
    """

    def __init__(
        self, file: File, begin: int, shape: Sequence[int], strides: Sequence[int], dtype: np.dtype[Any]
    ) -> None:
        self.file, self.begin, self.dtype = file, begin, dtype
        self.shape, self.strides = _merged(shape, strides)
        inner = [math.prod(self.shape[axis + 1 :]) for axis in range(len(self.shape))]
        most = PANEL // dtype.itemsize
        self.axis = next(axis for axis, size in enumerate(inner) if size <= most)  # panels are rows along this axis
        self.inner = inner[self.axis]
        self.length = self.shape[self.axis]
        self.rows = min(self.length, max(1, min(RUN, PANEL // self.inner) // dtype.itemsize))
        self._panels: dict[tuple[int, int], Array] = {}
        self._lock = threading.Lock()  # so that a panel which several threads need is filled once

    def __call__(self, start: int, stop: int) -> Array:
        if self.strides == (1,):
            return self.file.read(self.begin + start * self.dtype.itemsize, max(0, stop - start), self.dtype)
        values = np.empty(max(0, stop - start), self.dtype)
        at = start
        with self._lock:
            while at < stop:
                outer, rest = divmod(at, self.length * self.inner)
                number, within = divmod(rest, self.rows * self.inner)
                part = self._panel(outer, number)[within : within + stop - at]
                values[at - start : at - start + len(part)] = part
                at += len(part)
        return values

    def __reduce__(self) -> tuple[object, ...]:
        """Another process has panels of its own."""
        return StridedRanges, (self.file, self.begin, self.shape, self.strides, self.dtype)

    def _panel(self, outer: int, number: int) -> Array:
        """Panel `number` of the rows below the axes before, whose indices are `outer` as one number."""
        key = outer, number
        if key not in self._panels:
            if len(self._panels) == 2:
                del self._panels[next(iter(self._panels))]
            first = number * self.rows
            at = first * self.strides[self.axis]
            for axis in reversed(range(self.axis)):
                outer, index = divmod(outer, self.shape[axis])
                at += index * self.strides[axis]
            panel = np.empty((min(self.rows, self.length - first), *self.shape[self.axis + 1 :]), self.dtype)
            _fill(self, panel, at, self.strides[self.axis :])
            self._panels[key] = panel.reshape(-1)
        return self._panels[key]


def _merged(shape: Sequence[int], strides: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The same view with as few axes as possible: those of length 1 left out, neighbours in a row made one."""
    lengths: list[int] = []
    steps: list[int] = []
    for length, stride in zip(shape, strides, strict=True):
        if length == 1:
            continue
        if steps and steps[-1] == length * stride:
            lengths[-1], steps[-1] = lengths[-1] * length, stride
        else:
            lengths.append(length)
            steps.append(stride)
    return (tuple(lengths), tuple(steps)) if lengths else ((1,), (1,))


def _fill(ranges: StridedRanges, panel: Array, at: int, strides: tuple[int, ...]) -> None:
    """Read a panel, whose first element is element `at`, with its axes in the order that they have in the file."""
    order = sorted(range(panel.ndim), key=lambda axis: (strides[axis] > 0, -strides[axis]))
    repeated = strides.count(0)
    turned = panel.transpose(order)
    first = turned[(0,) * repeated + (...,)]
    _gather(ranges, first, at, [strides[axis] for axis in order[repeated:]])
    if repeated:
        turned[...] = first.copy()


def _gather(ranges: StridedRanges, out: Array, at: int, strides: list[int]) -> None:
    """Read into `out`, whose strides in the file descend: parts that lie close together at once."""
    size = ranges.dtype.itemsize
    begin = ranges.begin + at * size
    if _span(out.shape, strides) * size <= PART:
        values = ranges.file.read(begin, _span(out.shape, strides), ranges.dtype)
        out[...] = np.ndarray(out.shape, ranges.dtype, values, 0, tuple(stride * size for stride in strides))
        return
    length, step, inner = len(out), strides[0], _span(out.shape[1:], strides[1:])
    if inner * size > PART:
        for i in range(length):
            _gather(ranges, out[i], at + i * step, strides[1:])
        return
    far = (step - inner) * size > FAR
    many = max(1, PART // ((inner if far else step) * size))
    for i in range(0, length, many):
        part = out[i : i + many]
        if far:
            starts = range(begin + i * step * size, begin + (i + len(part)) * step * size, step * size)
            values = ranges.file.read_each(starts, inner, ranges.dtype)
            between = inner
        else:
            values = ranges.file.read(begin + i * step * size, (len(part) - 1) * step + inner, ranges.dtype)
            between = step
        out[i : i + many] = np.ndarray(
            part.shape, ranges.dtype, values, 0, tuple(stride * size for stride in (between, *strides[1:]))
        )


def _span(shape: Sequence[int], strides: Sequence[int]) -> int:
    """The elements of the file from the first one of a view to its last."""
    return 1 + sum((length - 1) * stride for length, stride in zip(shape, strides, strict=True))
