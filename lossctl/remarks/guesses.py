"""What arrays look like, whatever they are said to hold. Blocks are looked at until one does not fit."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from lossctl.problem import Prepared
from lossctl.sums.arrays import Array
from lossctl.sums.block import Block

SUM_TOLERANCE = 1e-3  # rows printed with four digits still sum to 1 within this


def looks_like_probabilities(prepared: Prepared) -> bool:
    """Rows of INPUT that lie in [0, 1] and sum to 1."""
    return _all(prepared, lambda block: _between_0_and_1(block.input) and _sums_to_1(block.input))


def looks_like_elements(prepared: Prepared) -> bool:
    """Elements of INPUT that lie in [0, 1]."""
    return _all(prepared, lambda block: _between_0_and_1(block.input))


def looks_one_hot(prepared: Prepared) -> bool:
    """Rows of TARGET with a single 1 among zeros."""
    return _all(
        prepared, lambda block: bool(((block.target == 0) | (block.target == 1)).all()) and _sums_to_1(block.target)
    )


def _all(prepared: Prepared, fits: Callable[[Block], bool]) -> bool:
    seen = False
    for block in _counted(prepared):
        if len(block.input):
            if not fits(block):
                return False
            seen = True
    return seen


def _counted(prepared: Prepared) -> Iterator[Block]:
    """Blocks of the samples that count."""
    samples = prepared.samples
    for range_ in samples.blocks():
        block = samples.cut(*range_)
        if (present := block.present) is not None and not present.all():
            block = replace(block, input=block.input[present], target=block.target[present])
        yield block


def _between_0_and_1(values: Array) -> bool:
    return not values.size or bool(values.min() >= 0 and values.max() <= 1)


def _sums_to_1(rows: Array) -> bool:
    return bool((np.abs(rows.sum(axis=-1) - 1) < SUM_TOLERANCE).all())
