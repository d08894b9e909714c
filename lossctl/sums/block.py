"""Arrays as the maths sees them: samples first, classes last, contiguous, cut into blocks.

A sample is what has one loss: a position for ce, a row for kl, an element for bce and bce-logits. Samples are counted
in the order of their addresses in the user's arrays. A block is the same numbers whatever the layout of the array it
comes from, and a sample's numbers do not depend on its block, so neither does any result.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from lossctl.sums.arrays import Array, Mask
from lossctl.sums.layout import Layers, RowForAll, StoredArray, elements, index_in

NARROW = 32  # up to so many classes a block lies with its classes first: NumPy reduces short rows slowly
BLOCK = 131_072  # numbers a block: enough to hide what Python costs, few enough for a dozen work arrays in the cache
INDEXED_BLOCK = 4 * BLOCK  # with class indices they are worked on some rows at a time


class Block(NamedTuple):
    """The samples `start`, `start + 1`, …: input (n,) or (n, C), target likewise or (n,) indices, the weights (n,).

    ce's `weight` has one number per class, (C,). `present` is false for samples that do not count: their input and
    target are replaced by 0, so no function needs to know of them. None: all count.
    """

    start: int
    input: Array
    target: Array
    weight: Array | None
    pos_weight: Array | None
    sample_weight: Array | None
    present: Mask | None
    dtype: str = "float64"  # of the calculation


@dataclass(frozen=True)
class Samples:
    """The arrays of a problem, checked and viewed so that blocks can be cut from them.

    `by_class` arrays have rows of classes, `by_sample` arrays are broadcast to `shape`, the shape of the samples;
    `fixed` arrays go whole with every block.
    """

    shape: tuple[int, ...]
    classes: int | None  # None: a loss per element
    dtype: str
    by_class: Mapping[str, Layers | RowForAll]
    by_sample: Mapping[str, Array | StoredArray]
    fixed: Mapping[str, Array]
    class_axis: int | None = None
    ignore_index: int | None = None
    cast_later: bool = False  # the loss casts rows of classes itself, some at a time
    likelihood: bool = False  # each loss is −log of one target's probability: perplexity has a meaning

    @cached_property
    def indexed(self) -> bool:
        """Whether the targets are class indices, which stay as they are until they have been checked."""
        return self.classes is not None and "target" in self.by_sample

    @cached_property
    def count(self) -> int:
        """How many samples there are."""
        return math.prod(self.shape)

    def address(self, sample: int, class_: int | None = None) -> str:
        """Where a sample, or one of its classes, stands in the user's arrays: `[2, 0]`; '' for the only sample."""
        return str(self.index(sample, class_) or "")

    def index(self, sample: int, class_: int | None = None) -> list[int]:
        """The address as numbers; none for the only sample."""
        index = index_in(self.shape, sample)
        if class_ is not None and self.class_axis is not None:
            index.insert(self.class_axis, int(class_))
        return index

    def arranged(self, losses: Array) -> Array:
        """The losses of all samples, (n,) or (n, C), in the shape that `none` returns."""
        if losses.ndim == 1 or self.class_axis is None:
            return losses.reshape(self.shape)
        return np.moveaxis(losses.reshape(*self.shape, losses.shape[1]), -1, self.class_axis)

    def blocks(self, numbers: int | None = None) -> Iterator[tuple[int, int]]:
        """Where to cut: ranges of samples of about this many numbers each, that follow the arrays' layout.

        No samples are one empty block, so that an empty result has its shape like any other.
        """
        if not self.count:
            yield 0, 0
        numbers = numbers or (INDEXED_BLOCK if self.indexed else BLOCK)
        after = next((layers.after for layers in self.by_class.values()), 1)
        step = max(1, numbers // max(1, self.classes or 1))
        if after > 1:
            step = step // after * after or step
        for outer in range(0, self.count, max(step, after)):
            stop = min(outer + max(step, after), self.count)
            yield from ((start, min(start + step, stop)) for start in range(outer, stop, step))

    def cut(self, start: int, stop: int, *, cast_later: bool = False) -> Block:
        """The block of samples from `start` to `stop`, cast to the dtype of the calculation as torch.tensor would.

        `cast_later`: rows of classes that the loss casts itself, some at a time, stay as they are stored.
        """
        arrays = {name: layers.rows(start, stop) for name, layers in self.by_class.items()}
        arrays |= {name: elements(array, self.shape, start, stop) for name, array in self.by_sample.items()}
        arrays |= self.fixed
        present = self._present(arrays)
        if present is not None and not present.all():
            for name in ("input", "target"):
                arrays[name] = np.where(present[:, None] if arrays[name].ndim == 2 else present, arrays[name], 0)
        later = self.by_class if cast_later and self.cast_later else ()
        with np.errstate(over="ignore"):  # past float32 is infinite, and a note says so
            for name in arrays:
                if name not in later and not (name == "target" and self.indexed):
                    arrays[name] = floats(arrays[name], self.dtype)
        return Block(
            start,
            arrays["input"],
            arrays["target"],
            arrays.get("weight"),
            arrays.get("pos_weight"),
            arrays.get("sample_weight"),
            present,
            self.dtype,
        )

    def _present(self, arrays: Mapping[str, Array]) -> Mask | None:
        present = None
        if self.ignore_index is not None:
            present = arrays["target"] != self.ignore_index
        if "sample_weight" in arrays:
            weighted = arrays["sample_weight"] != 0
            present = weighted if present is None else present & weighted
        return present


def floats(rows: Array, dtype: str, *, copy: bool = False) -> Array:
    """Cast, and contiguous in one order, so that sums do not depend on how the array lay; narrow rows classes first.

    `copy`: in memory of its own even where nothing has to be cast.
    """
    order: Literal["F", "C"] = "F" if rows.ndim == 2 and rows.shape[1] <= NARROW else "C"
    return np.array(rows, dtype, order=order) if copy else np.asarray(rows, dtype, order=order)
