"""Whole-number labels are positions of classes, unless the classes are called by other numbers."""

import re
from functools import partial
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import listed
from lossctl.inputs.document import Array
from lossctl.inputs.hints import Classes
from lossctl.inputs.lazy_array import LazyArray

_LOOK = 1 << 16


class Labelled(NamedTuple):
    """Indices of classes, and a note on it if the labels are names. `by_position` are the other reading, if likely."""

    indices: Array | LazyArray
    note: str = ""
    by_position: Array | LazyArray | None = None


def by_name(labels: Array | LazyArray, classes: Classes, ignore_index: int | None) -> Labelled:
    """The labels as positions: those that are names of classes are looked up in the headings' ends.

    Behind a beginning, 1 … C count from 1 where C occurs among the labels and 0 does not; if neither occurs they are
    names, with a note; 0 means positions. Bare numbers, as `3,5,8` or `1,0`, are names. InputError for a number that is
    no class's name.
    """
    if labels.dtype.kind == "b" and (order := _places_of_truths(classes)):
        return Labelled(_mapped(labels, _Lookup(order, None)))
    names = _whole_names(classes)
    if names is None and classes.unordered and labels.ndim and not _are_counted(classes):
        raise InputError(
            f"the targets are numbers, but the classes ({listed(classes.ends, 6)}) come in no certain order",
            remedy="write the targets as names of classes",
        )
    if names is None or labels.ndim > 1 or labels.dtype.kind not in "biuf":
        return Labelled(labels)
    some = labels.read(0, min(_LOOK, labels.size)) if isinstance(labels, LazyArray) else labels.reshape(-1)
    counted = some[some != ignore_index] if ignore_index is not None else some
    from_one = names == list(range(1, len(names) + 1))
    if from_one and (counted == 0).any():
        note = (
            f"the columns are called 1 to {len(names)}, but 0 occurs among the targets: they count the classes from 0"
        )
        return Labelled(labels, note if _are_bare(classes) else "")
    if counted.size and not np.isin(counted, names).any() and ((counted >= 0) & (counted < len(names))).all():
        note = f"no target is one of the columns' names, {listed(classes.ends, 6)}: they are read as positions from 0"
        return Labelled(labels, note)
    found = _Lookup(tuple(names), ignore_index)
    indices = _mapped(labels, found)
    surely = (counted == len(names)).any() if from_one else True
    if surely:
        return Labelled(indices)
    note = f"the targets are read as the columns' names, {listed(classes.ends, 6)}"
    return Labelled(indices, note, labels)


class _Lookup(NamedTuple):
    names: tuple[int, ...]
    ignore_index: int | None

    def indices(self, labels: Array, start: int = 0) -> Array:
        """The place of each label among the names; labels to ignore stay as they are."""
        order = np.argsort(self.names)
        names = np.array(self.names)[order]
        at = np.minimum(np.searchsorted(names, labels), len(names) - 1)
        ignored = labels == self.ignore_index if self.ignore_index is not None else np.zeros(labels.shape, bool)
        odd = np.flatnonzero((names[at] != labels) & ~ignored)
        if odd.size:
            known = listed(list(map(str, self.names)))
            where = (f"index [{start + int(odd[0])}]",) if labels.ndim else ()
            problem = f"{labels.reshape(-1)[odd[0]]:g} is not a class: the columns are called {known}"
            raise InputError(
                problem,
                *where,
                remedy="write the targets as these names; if they are positions, cut the header: <(tail -n +2 FILE)",
            )
        return np.where(ignored, labels, order[at]).astype(np.int64)


def _mapped(labels: Array | LazyArray, lookup: _Lookup) -> Array | LazyArray:
    if isinstance(labels, LazyArray):
        return LazyArray(labels.shape, np.dtype(np.int64), partial(_lookup_range, labels, lookup))
    return lookup.indices(labels)


def _places_of_truths(classes: Classes) -> tuple[int, ...] | None:
    """Classes that are called true and false as 1 and 0, in their order; raises where two classes have other names."""
    names = [end.casefold() for end in classes.ends]
    if sorted(names) == ["false", "true"]:
        return tuple(int(name == "true") for name in names)
    if len(names) == 2 and not any(map(str.isdecimal, names)):
        raise InputError(
            f"the targets are true and false, and the classes {listed(classes.ends)}",
            remedy="write the targets as the classes' names",
        )
    return None


def _lookup_range(labels: LazyArray, lookup: _Lookup, start: int, stop: int) -> Array:
    return lookup.indices(labels.read(start, stop), start)


def _whole_names(classes: Classes) -> list[int] | None:
    """The names as whole numbers, if they are, and other than 0 … C-1 in order; `1 star, 2 stars` are 1 and 2."""
    try:
        names = [float(end) for end in classes.ends]
    except ValueError:
        found = [re.findall(r"\d+", end) for end in classes.ends]
        names = [float(each[0]) for each in found if len(each) == 1]
        if names != list(range(1, len(classes.ends) + 1)):
            return None
    if len(names) < 2 or len(set(names)) < len(names) or not all(name.is_integer() for name in names):
        return None
    whole = [int(name) for name in names]
    return None if whole == list(range(len(whole))) else whole


def _are_counted(classes: Classes) -> bool:
    """Whether the names are 0 … C-1: then a number is a position and a name at once."""
    return classes.ends == tuple(map(str, range(len(classes.ends))))


def _are_bare(classes: Classes) -> bool:
    return classes.headings == classes.ends
