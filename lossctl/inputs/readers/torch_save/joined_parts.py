"""One array of many parts: batches joined along the first axis, or samples stacked along a new one."""

import math
from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any

import numpy as np

from lossctl.inputs import nested_lists
from lossctl.inputs.document import Content
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import Array, LazyArray, parts_of_range
from lossctl.inputs.readers.torch_save import numpy_calls
from lossctl.inputs.readers.torch_save.records import Joined, NumpyArray, Tensor
from lossctl.inputs.readers.torch_save.tensor_contents import TensorContents


def content(found: Joined, tensors: TensorContents) -> Content:
    """Small arrays in memory; the parts of large ones are read when they are asked for."""
    first = found.parts[0]
    if not isinstance(first, Tensor | NumpyArray):
        values = found.parts if found.stacked else list(chain.from_iterable(found.parts))
        return nested_lists.array_of(list(values), lambda index: (nested_lists.index_text(index),) if index else ())
    read = _Parts(found.parts, tensors)
    array = LazyArray(found.shape, read.part(0).dtype, read)
    return np.asarray(array) if array.size * array.dtype.itemsize < file.LARGE else array


class _Parts:
    """Called with a range of elements, it reads them from the parts; the last part that was read is kept open."""

    def __init__(self, parts: Sequence[Any], tensors: TensorContents) -> None:
        self.parts, self.tensors = parts, tensors
        self.ends = list(accumulate(math.prod(part.shape) for part in parts))
        self._last: tuple[int, Array | LazyArray] | None = None

    def __call__(self, start: int, stop: int) -> Array:
        values = np.empty(max(0, stop - start), self.part(0).dtype)
        at = 0
        for i, first, last in parts_of_range(self.ends, start, stop):
            part = self.part(i)
            read = part.read(first, last) if isinstance(part, LazyArray) else part.reshape(-1)[first:last]
            values[at : at + last - first] = read
            at += last - first
        return values

    def part(self, i: int) -> Array | LazyArray:
        last = self._last
        if last is None or last[0] != i:
            value = self.parts[i]
            read = self.tensors.in_file(value) if isinstance(value, Tensor) else numpy_calls.content(value)
            assert isinstance(read, np.ndarray | LazyArray)  # texts are not joined
            last = self._last = (i, read)
        return last[1]

    def __reduce__(self) -> tuple[object, ...]:
        return _Parts, (self.parts, self.tensors)
