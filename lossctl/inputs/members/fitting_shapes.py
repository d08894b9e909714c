"""Whether an array can be the target of another, by shape and values, for one loss or for any."""

from typing import Protocol

import numpy as np

from lossctl.inputs.lazy_array import Array


class Shaped(Protocol):
    """An array of which only the shape may be known."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def words(self) -> bool: ...

    @property
    def values(self) -> Array | None: ...


def fits(chosen: Shaped, target: Shaped, compares: str | None) -> bool:
    """Whether `target` can be the target of `chosen` under this loss; under one of them if it is not known."""
    same = target.shape == chosen.shape and not target.words
    if chosen.words or compares == "elements":
        return same and not chosen.words
    if compares == "distributions":
        rows = (chosen.shape[-1:], (1, *chosen.shape[-1:]))
        return same or (not target.words and bool(chosen.shape) and target.shape in rows)
    flat = compares is None and len(chosen.shape) < 2  # one sample of ce, or the elements of bce
    return (same and (flat or _are_shares(target.values))) or _are_indices(chosen, target)


def index_of_ones(values: Array) -> Array | None:
    """The index of the one in each row of zeros and ones along axis 1, or None if that is not what the array holds."""
    axis = 1 if values.ndim > 1 else 0
    if not values.ndim or not np.isin(values, (0, 1)).all() or not (values.sum(axis) == 1).all():
        return None
    indices: Array = values.argmax(axis)
    return indices


def _are_shares(values: Array | None) -> bool:
    """Whether all lie in [0, 1], and sum to 1 in one sample; values that stay in their file are taken for such."""
    if values is None or not values.size:
        return True
    one_sample = values.ndim < 2
    return bool((values >= 0).all() and (values <= 1).all()) and not (one_sample and abs(values.sum() - 1) > 1e-3)


def _are_indices(chosen: Shaped, target: Shaped) -> bool:
    """Whether the target has the input's shape without one axis, and its numbers are indices along that axis."""
    shape, size = chosen.shape, _without_ones(target.shape)
    for axis in range(len(shape)):
        rest = shape[:axis] + shape[axis + 1 :]
        if _without_ones(rest) == size and (target.words or _below(target.values, shape[axis])):
            return True
    return False


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(length for length in shape if length != 1)


def _below(values: Array | None, classes: int) -> bool:
    """Whether these can be indices of so many classes; negative ones may be ignored, as -100 is."""
    if values is None or not values.size:
        return True
    return bool((np.floor(values) == values).all() and (values < classes).all())
