"""A slice of an array that stays in its file: ranges of its elements are read from ranges of the file."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from lossctl.inputs.contents import Content, Text, Words
from lossctl.inputs.files import file
from lossctl.inputs.lazy_array import Array, LazyArray
from lossctl.inputs.slices import Axis

NEAR = 1 << 16  # bytes that are read in the time of one more call
BLOCK = 1 << 19  # bytes that are read at once where only some of them are wanted
KEPT = 1 << 24  # the most bytes of a slice that are kept in memory, where the file has many more to be read each time
MANY = 8  # a file has many more if it has so many times the numbers of the slice


@dataclass(frozen=True)
class LazySlice:
    """Called with a range of the slice's elements, gives them in C order. `axes` are what it leaves of the source's.

    Entries of an axis that lie near each other are read with what lies between them, and cut out; others one by one.
    """

    source: LazyArray
    axes: tuple[Axis, ...]

    def __call__(self, start: int, stop: int) -> Array:
        pieces = list(self._pieces(0, 0, start, stop))
        if len(pieces) == 1:
            return pieces[0]
        return np.concatenate(pieces) if pieces else np.empty(0, self.source.dtype)

    @cached_property
    def _strides(self) -> list[int]:
        """For each axis, how many elements of the source an entry has."""
        return [math.prod(self.source.shape[i + 1 :]) for i in range(len(self.axes))]

    @cached_property
    def _sizes(self) -> list[int]:
        """For each axis, how many elements of the slice an entry has."""
        return [math.prod(axis.kept for axis in self.axes[i + 1 :]) for i in range(len(self.axes))]

    @cached_property
    def _last(self) -> int:
        """The last axis of which the slice leaves only a part; below it everything lies together."""
        return max((i for i, axis in enumerate(self.axes) if not axis.whole), default=-1)

    def _pieces(self, number: int, offset: int, start: int, stop: int) -> Iterator[Array]:
        """The elements from `start` to `stop` of the slice's part in the entry that begins at `offset` in the source.

        `number` is the first axis inside that entry.
        """
        if start >= stop:
            return
        if number > self._last:
            yield self.source.read(offset + start, offset + stop)
            return
        axis, stride, size = self.axes[number], self._strides[number], self._sizes[number]
        if number == self._last and axis.step == 1:
            begin = offset + axis.start * stride
            yield self.source.read(begin + start, begin + stop)
        elif abs(axis.step) * stride * self.source.dtype.itemsize <= NEAR:
            yield from self._covered(number, offset, start, stop)
        else:
            for i in range(start // size, -(-stop // size)):
                begin = offset + (axis.start + i * axis.step) * stride
                yield from self._pieces(number + 1, begin, max(start - i * size, 0), min(stop - i * size, size))

    def _covered(self, number: int, offset: int, start: int, stop: int) -> Iterator[Array]:
        """The same, read with all that lies between."""
        axis, stride, size = self.axes[number], self._strides[number], self._sizes[number]
        at_once = max(1, BLOCK // (abs(axis.step) * stride * self.source.dtype.itemsize))
        inner = tuple(each.key for each in self.axes[number + 1 :])
        end = -(-stop // size)
        for i in range(start // size, end, at_once):
            ends = (axis.start + i * axis.step, axis.start + (min(i + at_once, end) - 1) * axis.step)
            low, high = min(ends), max(ends) + 1
            read = self.source.read(offset + low * stride, offset + high * stride)
            entries = read.reshape(high - low, *self.source.shape[number + 1 :])
            wanted = entries[(slice(None, None, axis.step), *inner)]
            yield np.ascontiguousarray(wanted.reshape(-1)[max(start - i * size, 0) : stop - i * size])


def sliced(array: Array | LazyArray, axes: tuple[Axis, ...]) -> Array | LazyArray:
    """The slice in C order. What remains of a large file is read at once if it is little."""
    if not isinstance(array, LazyArray):
        return array[(*(axis.start if axis.single else axis.key for axis in axes), ...)].copy()
    shape = tuple(axis.kept for axis in axes if not axis.single)
    found = LazyArray(shape, array.dtype, LazySlice(array, axes))
    most = KEPT if found.size * MANY <= array.size else file.LARGE
    return np.asarray(found) if found.size * array.dtype.itemsize < most else found


def sliced_entries(content: Content, axis: Axis) -> Content:
    """The entries of a column, which may hold words. A single one stays a column."""
    if isinstance(content, Text):
        places = range(axis.start, axis.start + axis.kept * axis.step, axis.step)
        return Text([content.entries[i] for i in places], lambda i: content.place(places[i]))
    if isinstance(content, Words):
        return Words(axis.kept, partial(_words, content, axis))
    inner = tuple(Axis(size, 0, size, 1, single=False) for size in content.shape[1:])
    return sliced(content, (axis._replace(single=False), *inner))


def _words(words: Words, axis: Axis, start: int, stop: int) -> Text:
    """Some of the words, read with what lies between them if that is little, else one by one."""
    places = range(axis.start, axis.start + axis.kept * axis.step, axis.step)[start:stop]
    at_once = max(1, NEAR // abs(axis.step))
    read = [
        sliced_entries(words.range_(min(some[0], some[-1]), max(some[0], some[-1]) + 1), _step(len(some), axis.step))
        for some in (places[i : i + at_once] for i in range(0, len(places), at_once))
    ]
    texts = [text for text in read if isinstance(text, Text)]
    entries = [entry for text in texts for entry in text.entries]
    return Text(entries, lambda i: texts[i // at_once].place(i % at_once))


def _step(count: int, step: int) -> Axis:
    """Every `step`th entry from one end to the other."""
    size = (count - 1) * abs(step) + 1
    return Axis(size, 0 if step > 0 else size - 1, count, step, single=False)
