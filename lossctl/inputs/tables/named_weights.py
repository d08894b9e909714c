"""Weights whose classes are named by a column beside them, whichever way the weights are reached."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import listed, role_of, words_of
from lossctl.inputs.document import Array, Text, Words
from lossctl.inputs.hints import Hints
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.class_order import places_of
from lossctl.inputs.tables.columns import Columns, Kind

_WEIGHTS = ("weight", "pos_weight")
_NUMBERS = (Kind.WHOLE, Kind.NUMBERS)


def weights_column(table: Columns, role: str) -> int | None:
    """The column of weights in a table of one class a row; None where the table is something else."""
    if role not in _WEIGHTS or table.width < 2:
        return None
    called = [i for i, name in enumerate(table.names) if role_of(name) == role]
    called = called or [i for i, name in enumerate(table.names) if {"w", "weight", "weights"} & {*words_of(name)}]
    if not called and table.width == 2:
        called = [i for i in (0, 1) if table.kind(i) in _NUMBERS and _may_name(table, 1 - i)]
    found = called[0] if len(called) == 1 else None
    if found is None or table.kind(found) not in _NUMBERS:
        return None
    others = (i for i in range(table.width) if i != found)
    return found if any(_may_name(table, i) for i in others) else None


def names_beside(table: Columns, column: int) -> list[tuple[str, ...]]:
    """What could name the rows of a column: each column of words, then each of whole numbers; each name once."""
    others = [i for i in range(table.width) if i != column and _may_name(table, i)]
    others.sort(key=lambda i: table.kind(i) is Kind.WHOLE)
    found = map(partial(_names, table), others)
    return [names for names in found if names and len(set(names)) == len(names)]


def order_of_classes(beside: Sequence[tuple[str, ...]], hints: Hints, role: str) -> list[int] | None:
    """Where the weight of each class is; None where they are in order. InputError for names that are no classes."""
    for names in beside:
        order = places_of(hints.classes, [names])
        if order is not None:
            return order
    for names in beside:
        if sorted(names) == sorted(map(str, range(len(names)))):
            return [names.index(str(i)) for i in range(len(names))]
    words = next((names for names in beside if not all(_is_number(name) for name in names)), None)
    if words is not None and not hints.elements:
        raise _no_classes(words, hints, role)
    return None


def _no_classes(names: tuple[str, ...], hints: Hints, role: str) -> InputError:
    option = f"--{role.replace('_', '-')}"
    theirs = hints.classes.names
    if not theirs:
        problem = f"the weights are those of {listed(names, 6)}, and the classes of {hints.input} have no names"
        example = f"write 0 to {len(names) - 1} in place of the names"
        return InputError(
            problem, remedy=f"{example}, or give the weights alone, in the order of the classes: {option} 1,2,…"
        )
    problem = f"the weights are those of {listed(names, 6)}, and the classes of {hints.input} are {listed(theirs, 6)}"
    return InputError(problem, remedy=f"write one row for each class, under the same names: {listed(theirs, 6)}")


def _may_name(table: Columns, column: int) -> bool:
    """Whether a column may name classes: words, or whole numbers that are called an index or a class."""
    kind = table.kind(column)
    if kind is not Kind.WHOLE:
        return kind in (Kind.WORDS, Kind.TRUTH)
    name = table.names[column] if table.names else None
    if name is None or role_of(name) in ("weight", "pos_weight", "sample_weight"):
        return False
    return column_names.target_rank(name) is not None or column_names.is_index(name)


def _names(table: Columns, column: int) -> tuple[str, ...]:
    try:
        content = table.words(column)
    except InputError:
        return ()
    if isinstance(content, Words):
        content = content.range_(0, content.size)
    if isinstance(content, Text):
        return tuple(content.entries)
    return tuple(f"{value:g}" for value in _whole(content).tolist())


def _is_number(name: str) -> bool:
    return name.strip().lstrip("-").replace(".", "", 1).isdecimal()


def in_order(array: Array | LazyArray, order: Sequence[int]) -> Array:
    """The weights with one for each class, in the order of the classes."""
    return np.ascontiguousarray(_whole(array)[list(order)])


def _whole(array: Array | LazyArray) -> Array:
    """All numbers, also of a file that stays on disk: they are one for each class."""
    return array.read(0, array.size) if isinstance(array, LazyArray) else array
