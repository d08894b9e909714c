"""An array is fitted to the classes of the input: labels become indices, columns go by the names of the headings."""

from collections.abc import Sequence
from typing import NamedTuple

from lossctl.inputs.array_names import listed
from lossctl.inputs.document import Taken
from lossctl.inputs.hints import Hints
from lossctl.inputs.lazy_array import Array, LazyArray
from lossctl.inputs.reading import Reading
from lossctl.inputs.tables.class_order import columns_in_order, order_like
from lossctl.inputs.tables.named_weights import in_order, order_of_classes
from lossctl.inputs.tables.numeric_labels import by_name

_BY_CLASS = ("target", "weight", "pos_weight")


class Fitted(NamedTuple):
    """The array as it goes with the input, notes on that, and another reading of it."""

    array: Array | LazyArray
    notes: tuple[str, ...] = ()
    other: Reading | None = None


def fit_to_classes(array: Array | LazyArray, taken: Taken, role: str, hints: Hints) -> Fitted:
    """InputError for a number that is no class, and for columns of which only some have the names of the input's."""
    own = taken.classes
    width = len(hints.classes.headings)
    if role == "target" and array.ndim <= 1 and not hints.elements and width > 1:
        found = by_name(array, hints.classes, hints.ignore_index)
        if found.by_position is not None:
            other = Reading(found.note, "as positions from 0 they give {}", {role: found.by_position})
            return Fitted(found.indices, (), other)
        return Fitted(found.indices, (found.note,) if found.note else ())
    if role in ("weight", "pos_weight") and taken.beside and array.ndim == 1 and array.size > 1:
        return _weights_by_name(array, taken.beside(), role, hints)
    if role not in _BY_CLASS or not own.headings or not array.ndim or array.shape[-1] != len(own.headings) or width < 2:
        return Fitted(array)
    order = order_like(hints.classes, own, hints.input, in_rows=array.ndim == 1)
    if order is None:
        return Fitted(array)
    mine, theirs = listed(own.headings, 6), listed(hints.classes.headings, 6)
    note = f"the columns {mine} are put in the order of the input's: {theirs}"
    return Fitted(columns_in_order(array, order), (note,))


def _weights_by_name(array: Array | LazyArray, beside: Sequence[tuple[str, ...]], role: str, hints: Hints) -> Fitted:
    """Weights with one class a row, in the order of the classes."""
    order = order_of_classes(beside, hints, role)
    if order is None or order == list(range(len(order))):
        return Fitted(array)
    theirs = hints.classes.headings or tuple(map(str, range(len(order))))
    return Fitted(in_order(array, order), (f"the weights are put in the order of the classes: {listed(theirs, 6)}",))
