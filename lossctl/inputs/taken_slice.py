"""The slices of the arrays that a source gives, with what is known of their rows and classes."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from lossctl.errors import located
from lossctl.inputs.document import Content, Text
from lossctl.inputs.hints import Classes
from lossctl.inputs.lazy_slice import sliced, sliced_entries
from lossctl.inputs.slices import Axis, Cut, rows_of_all, rows_of_table

if TYPE_CHECKING:
    from lossctl.inputs.source import Source, TakenArray

_OF_ALL_ROWS = ("input", "target", "sample_weight")


def sliced_array(source: "Source", role: str, taken: "TakenArray") -> "TakenArray":
    """The slice of one array that a word names; of a table, some of its rows."""
    assert source.cut
    with located(source.origin(taken._replace(cut=source.cut.text))):
        cut = rows_of_table(source.cut) if source.document.depends_on_target else source.cut
    return _sliced(source, role, taken, cut)


def sliced_arrays(source: "Source", arrays: "Mapping[str, TakenArray]") -> "dict[str, TakenArray]":
    """All arrays of a source along their first axis. Weights are left whole, unless there is one for each row."""
    assert source.cut
    with located(source.name + source.cut.text):
        depends_on_target = source.document.depends_on_target
        cut = rows_of_table(source.cut) if depends_on_target else rows_of_all(source.cut, source.name)
    shape = arrays["input"].array.shape
    by_row = [
        role
        for role, each in arrays.items()
        if role in _OF_ALL_ROWS or (len(each.array.shape) == len(shape) and each.array.shape[:1] == shape[:1])
    ]
    return {role: _sliced(source, role, each, cut) if role in by_row else each for role, each in arrays.items()}


def _sliced(source: "Source", role: str, taken: "TakenArray", cut: Cut) -> "TakenArray":
    assert source.cut
    with located(source.origin(taken._replace(cut=source.cut.text))):
        axes = cut.axes(tuple(taken.array.shape))
    other = taken.other
    if other is not None:
        arrays = {each: sliced(a, cut.axes(tuple(a.shape))) if each == role else a for each, a in other.arrays.items()}
        other = other._replace(arrays=arrays)
    return taken._replace(
        array=sliced(taken.array, axes),
        classes=Classes() if _cuts_classes(axes, len(taken.classes.headings)) else taken.classes,
        ids={name: partial(_ids, content, cut) for name, content in taken.ids.items()} if cut.rows else {},
        other=other,
        cut=source.cut.text,
    )


def _cuts_classes(axes: tuple[Axis, ...], count: int) -> bool:
    """Whether an axis that may be that of the classes is not whole."""
    may_be = (axes[1], axes[-1]) if len(axes) > 1 else axes
    return any(axis.size == count and not axis.whole for axis in may_be)


def _ids(content: Callable[[], Content], cut: Cut) -> Content:
    """The ids of the rows that are left, to be compared with those of another table."""
    ids = content()
    size = len(ids.entries) if isinstance(ids, Text) else ids.size
    return sliced_entries(ids, cut.axes((size,))[0])
