"""Rows that several columns name together, such as `subject, trial`, are put in the order of another table's."""

from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import normalised
from lossctl.inputs.lazy_array import Array, LazyArray
from lossctl.inputs.tables.row_ids import Ids, Joined, alike, all_of
from lossctl.inputs.tables.row_order import not_joined, shown

_SEVERAL = 3  # different values in a column: fewer may be the same in both tables by chance


class _Key(NamedTuple):
    """A column of both tables, with the same values as often."""

    name: str
    mine: list[Any]
    wanted: list[Any]


def joined_by_keys(array: Array | LazyArray, keys: Ids, others: Ids, name: str, other: str) -> Joined | None:
    """The array with its rows in the order of the input; None where no columns together say that it is another.

    Columns that hold other values than those of the same name in the input are no keys. Raises InputError where the
    rows of the rest differ, but are not each named once.
    """
    found = _keys(keys, others, array.shape[0]) if array.ndim else []
    if not found or any(len(set(key.mine)) == len(key.mine) for key in found):
        return None  # a column that names the rows alone is an id
    mine = list(zip(*(key.mine for key in found), strict=True))
    wanted = list(zip(*(key.wanted for key in found), strict=True))
    if mine == wanted:
        return None
    places = {each: i for i, each in enumerate(mine)}
    if len(places) == len(mine) and places.keys() == set(wanted):
        return Joined(np.ascontiguousarray(np.asarray(array)[[places[each] for each in wanted]]), moved=True)
    row = next(i for i, (one, two) in enumerate(zip(mine, wanted, strict=True)) if one != two)
    key = next(key for key in found if key.mine[row] != key.wanted[row])
    if len(set(key.mine)) < _SEVERAL:
        return None
    problem = f"{shown(key.mine[row])} where {other} has {shown(key.wanted[row])} in the same row"
    raise not_joined(problem, (name, f"column {key.name}", f"row {row + 1}"))


def _keys(keys: Ids, others: Ids, rows: int) -> list[_Key]:
    theirs = {normalised(name): name for name in others}
    found = []
    for name, column in keys.items():
        if normalised(name) not in theirs:
            continue
        try:
            mine, wanted = alike(all_of(column()), all_of(others[theirs[normalised(name)]]()))
        except InputError:  # an empty cell, or words among numbers: no key
            continue
        if len(mine) == len(wanted) == rows and Counter(mine.tolist()) == Counter(wanted.tolist()):
            found.append(_Key(name, mine.tolist(), wanted.tolist()))
    return found
