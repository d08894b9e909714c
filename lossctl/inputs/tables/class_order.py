"""Two tables whose columns are called by the same names belong together by them, whatever their order."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import listed
from lossctl.inputs.document import Array
from lossctl.inputs.hints import Classes
from lossctl.inputs.lazy_array import LazyArray, elements_of_rows
from lossctl.inputs.tables.families import ends_alike


def order_like(classes: Classes, own: Classes, of: str, *, in_rows: bool = False) -> list[int] | None:
    """Where each of the classes is among one's own columns; None where these are in that order, or have other names.

    InputError where only some of the names agree. `of` is how the error calls the input; `in_rows` says that one's own
    names stand in rows, each with a number.
    """
    order = places_of(classes, (own.headings, own.ends))
    if order is not None:
        return None if order == list(range(len(order))) else order
    counted = list(map(str, range(len(classes.headings))))
    if sorted(own.ends, key=_as_number) == counted and own.ends != tuple(counted):
        return [own.ends.index(name) for name in counted]  # `2, 0, 1` are the classes' positions
    _check_not_some(classes, own, of, in_rows=in_rows)
    return None


def places_of(classes: Classes, names: Sequence[tuple[str, ...]]) -> list[int] | None:
    """Where each of the classes is in the first of these lists that has the same names; None where none has.

    They are also the same without what they share, and in other letters.
    """
    pairs = [(theirs, mine) for theirs in (classes.headings, classes.ends) for mine in names]
    pairs += [(ends_alike(theirs), ends_alike(mine)) for theirs, mine in pairs]
    pairs += [(_folded(theirs), _folded(mine)) for theirs, mine in pairs]
    for theirs, mine in pairs:
        if theirs and set(theirs) == set(mine) and len(theirs) == len(mine) == len(set(mine)):
            places = {name: i for i, name in enumerate(mine)}
            return [places[name] for name in theirs]
    return None


def _folded(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip().casefold() for name in names)


def _as_number(name: str) -> float:
    return float(name) if name.isdecimal() else -1.0


def columns_in_order(array: Array | LazyArray, order: list[int]) -> Array | LazyArray:
    """The array with its last axis in this order."""
    if isinstance(array, LazyArray):
        return LazyArray(array.shape, array.dtype, partial(_range_in_order, array, tuple(order)), array.where)
    return np.ascontiguousarray(array[..., order])


def _range_in_order(array: LazyArray, order: tuple[int, ...], start: int, stop: int) -> Array:
    width = len(order)

    def rows(first: int, last: int) -> Array:
        return array.range_(first * width, last * width).reshape(-1, width).take(order, axis=1)

    return elements_of_rows(rows, width, start, stop)


def _check_not_some(classes: Classes, own: Classes, of: str, *, in_rows: bool) -> None:
    """Raise where some columns have the names of the input's and others do not; numbers are no names to compare."""
    for theirs, mine in ((classes.headings, own.headings), (classes.ends, own.ends)):
        common = set(theirs) & set(mine)
        if common and not all(name.isdecimal() for name in common):
            odd = [name for name in mine if name not in theirs] or [name for name in theirs if name not in mine]
            remedy = "call the same classes by the same names in both"
            if len(common) > 1:
                remedy = "pick the columns of the same names in both: FILE:" + ",".join(sorted(common))
            raise InputError(
                f"the {'rows' if in_rows else 'columns'} are {listed(mine)} where {of} has {listed(theirs)}: "
                f"{odd[0]} is in one of them only",
                remedy=f"write a row for each class of {of}" if in_rows else remedy,
            )
