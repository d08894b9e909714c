"""Targets of single elements that are no probabilities: codes for 0 and 1, or a mark for what does not count.

All blocks are looked at: the first of them may show no other value than the mark.
"""

from collections.abc import Iterator

import numpy as np

from lossctl.losses.checks import CODES
from lossctl.losses.class_indices import is_likely_mark
from lossctl.sums.arrays import Array
from lossctl.sums.block import Samples


def codes_of_targets(samples: Samples) -> tuple[float, float] | None:
    """The two values, other than 0 and 1, that all targets of single elements have: the negative and the positive."""
    if samples.classes is not None or samples.ignore_index in (0, 1):
        return None
    values = set[float]()
    for targets in _counted(samples):
        values |= set(np.unique(targets).tolist())
        if len(values) > 2:
            return None
    return next((codes for codes in CODES if values <= {*codes} and not values <= {0.0, 1.0}), None)


def mark_among_targets(samples: Samples) -> int | None:
    """The one whole number outside [0, 1] that some targets of single elements have, if it is likely as a mark."""
    outside, inside = set[float](), False
    for targets in _counted(samples):
        odd = (targets < 0) | (targets > 1)
        outside |= set(np.unique(targets[odd]).tolist())
        inside = inside or not odd.all()
        if len(outside) > 1:
            return None
    mark = next(iter(outside), 0.5)
    return int(mark) if inside and mark.is_integer() and is_likely_mark(mark) else None


def _counted(samples: Samples) -> Iterator[Array]:
    """The targets of each block that are not ignored."""
    for range_ in samples.blocks():
        block = samples.cut(*range_)
        yield block.target if block.present is None else block.target[block.present]
