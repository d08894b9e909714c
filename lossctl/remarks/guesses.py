"""What the values of an array suggest that it holds. Reading stops at the first block that does not fit."""

from collections.abc import Callable, Iterator

import numpy as np

from lossctl.sums.arrays import Array
from lossctl.sums.block import Block, Samples

SUM_TOLERANCE = 1e-3  # rows printed with four digits still sum to 1 within this


def rows_look_like_probabilities(samples: Samples) -> bool:
    """Whether the rows of INPUT lie in [0, 1] and sum to 1."""
    return _all(samples, lambda block: _between_0_and_1(block.input) and _sums_to_1(block.input))


def elements_look_like_probabilities(samples: Samples) -> bool:
    """Whether the elements of INPUT lie in [0, 1]."""
    return _all(samples, lambda block: _between_0_and_1(block.input))


def target_looks_one_hot(samples: Samples) -> bool:
    """Whether the rows of TARGET hold a single 1 among zeros."""
    return _all(samples, lambda block: _zeros_and_ones(block.target) and _sums_to_1(block.target))


def _all(samples: Samples, fits: Callable[[Block], bool]) -> bool:
    """Whether all blocks fit; False if no sample counts."""
    any_sample = False
    for block in _counted(samples):
        if len(block.input):
            if not fits(block):
                return False
            any_sample = True
    return any_sample


def _counted(samples: Samples) -> Iterator[Block]:
    """The blocks, without the samples that are ignored."""
    for range_ in samples.blocks():
        block = samples.cut(*range_)
        if (present := block.present) is not None and not present.all():
            block = block._replace(input=block.input[present], target=block.target[present])
        yield block


def _between_0_and_1(values: Array) -> bool:
    return not values.size or bool(values.min() >= 0 and values.max() <= 1)


def _zeros_and_ones(values: Array) -> bool:
    return bool(((values == 0) | (values == 1)).all())


def _sums_to_1(rows: Array) -> bool:
    return bool((np.abs(rows.sum(axis=-1) - 1) < SUM_TOLERANCE).all())
