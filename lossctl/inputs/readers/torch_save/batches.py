"""Lists of batches or of samples, as loops append them: joined along the first axis, or stacked along a new one."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from lossctl.inputs.members.member_names import parse_name
from lossctl.inputs.readers.torch_save import numpy_calls
from lossctl.inputs.readers.torch_save.records import Joined, NumpyArray, Pairs, Tensor

_SINGLE = (bool, int, float, str)
_DEEPEST = 4  # dicts in an entry of a list
Shape = tuple[int, ...]
Count = Callable[[int], None]


class Column(NamedTuple):
    """The values that a list of batches has under one name: all of one type, with their shapes."""

    values: Sequence[Any]
    shapes: Sequence[Shape]
    whole_numbers: bool

    @property
    def axes(self) -> int:
        return len(self.shapes[0])

    @property
    def lengths(self) -> list[int]:
        return [shape[0] for shape in self.shapes if shape]

    @property
    def is_even(self) -> bool:
        return len(set(self.shapes)) == 1


def of_entries(entries: Sequence[Any], count: Count) -> dict[str, Joined]:
    """The arrays of a list with an entry for each batch: a dict, a tuple, or an array without a name.

    A list of two lists holds the inputs and the targets. `count` is called with how many values are looked at.
    """
    kinds = set(map(type, entries))
    if len(entries) < 2:
        return {}
    if kinds == {Pairs}:
        return _all_roles(_same_names([_flat(entry, count) for entry in entries]), count)
    if kinds <= {list, tuple}:
        rows = _pair(zip(*entries, strict=True), count) if len(set(map(len, entries))) == 1 else {}
        columns = _pair(entries, count) if len(entries) == 2 and all(map(_is_list_of_arrays, entries)) else {}
        return {} if rows and columns else rows or columns
    return _joined({"": entries}, count) if kinds in ({Tensor}, {NumpyArray}) else {}


def of_lists(entries: Mapping[str, Any], count: Count) -> dict[str, Joined]:
    """The arrays of a dict that has a list of batches under each name; arrays beside them must be as long.

    There may be such lists for each part of the data: `val_logits`, `val_labels`, `train_logits`, `train_labels`.
    """
    count(len(entries))
    parts: dict[object, dict[str, Any]] = {}
    for name, value in entries.items():
        if known := parse_name(name):
            parts.setdefault(known.part, {})[name] = value
    found: dict[str, Joined] = {}
    for named in parts.values():
        lists = {name: value for name, value in named.items() if _is_list_of_arrays(value)}
        counts = {len(value) for value in lists.values()}
        more = {name: value for name, value in named.items() if _is_list_of_lists(value) and {len(value)} == counts}
        joined = _all_roles(lists | more, count)
        beside = [value.shape[0] for value in named.values() if isinstance(value, Tensor | NumpyArray) and value.shape]
        if len({each.shape[0] for each in joined.values()} | set(beside)) == 1:
            found |= joined
    return found


def hold_batches(entries: Any, count: Count) -> bool:
    """Whether these entries of a dict or of a list look like batches, although they could not be joined."""
    if type(entries) is dict:
        return any(_role(name) and _is_list_of_arrays(value) for name, value in entries.items())
    if all(isinstance(entry, Pairs) for entry in entries):
        named = [{name for name in _flat(entry, count) if _role(name)} for entry in entries]
        return len([names for names in named if names]) > 1
    return len(entries) > 1 and all(map(_is_list_of_arrays, entries))


def _is_list_of_arrays(value: Any) -> bool:
    return type(value) in (list, tuple) and bool(value) and isinstance(value[0], Tensor | NumpyArray)


def _is_list_of_lists(value: Any) -> bool:
    return type(value) is list and bool(value) and all(type(each) is list for each in value)


def _all_roles(values: Mapping[str, Sequence[Any]], count: Count) -> dict[str, Joined]:
    """Nothing, where an array that is an input or a target by its name does not fit."""
    found = _joined(values, count)
    arrays = [name for name, each in values.items() if _role(name) and isinstance(each[0], Tensor | NumpyArray)]
    return found if all(name in found or not values[name][0].shape for name in arrays) else {}


def _pair(columns: Iterable[Sequence[Any]], count: Count) -> dict[str, Joined]:
    """Arrays without names, of which the first and the second are input and target."""
    found = _joined({str(i): values for i, values in enumerate(columns)}, count)
    return found if len(found) > 1 else {}


def _joined(values: Mapping[str, Sequence[Any]], count: Count) -> dict[str, Joined]:
    columns = {name: column for name, each in values.items() if (column := _column(each, count))}
    roles = {name: _role(name) for name in columns}
    by_name = [name for role in ("input", "target") for name in columns if roles[name] == role]
    deepest = sorted(columns, key=lambda name: -columns[name].axes)  # of tuples
    order = by_name or [name for name in deepest if re.fullmatch(r"\d*", name)]
    if not order:
        return {}
    main = columns[order[0]]
    others = [columns[name] for name in order[1:] if roles[name] != "input" or roles[order[0]] is None]
    stacked = _is_stacked(main, others[0] if others else None)
    return {} if stacked is None else _fitting(columns, main, stacked)


def _fitting(columns: Mapping[str, Column], main: Column, stacked: bool) -> dict[str, Joined]:
    found = {}
    for name, column in columns.items():
        single = stacked and set(column.shapes) == {(1,)} and main.axes == 1 and main.shapes[0] != (1,)
        if stacked and not single and column.is_even:
            found[name] = Joined(column.values, (len(column.values), *column.shapes[0]), stacked=True)
        elif single or (not stacked and column.lengths == main.lengths):
            found[name] = Joined(column.values, (sum(column.lengths), *column.shapes[0][1:]), stacked=False)
    return found


def _is_stacked(main: Column, target: Column | None) -> bool | None:
    """Whether each entry is one sample; None where neither that nor a batch fits."""
    if target is None:
        return main.axes == 0 or (main.axes == 1 and main.is_even and not main.whole_numbers)
    if main.axes and main.lengths == target.lengths and (main.axes > 1 or not main.is_even):
        return False
    return True if main.is_even and target.is_even else None


def _column(values: Sequence[Any], count: Count) -> Column | None:
    """None for what cannot be joined: arrays of several types, or of shapes that differ otherwise than in length."""
    count(len(values) + sum(len(value) for value in values if type(value) is list))
    forms = [_form(value) for value in values]
    if None in forms or len({form[0] for form in forms if form}) > 1:
        return None
    shapes = [form[1] for form in forms if form]
    if len({(len(shape), shape[1:]) for shape in shapes}) > 1:
        return None
    first = forms[0][0] if forms[0] else ""
    whole = first.startswith(("int", "uint", "i", "u")) or all(type(value) is int for value in values)
    return Column(values, shapes, whole)


def _form(value: Any) -> tuple[str, Shape] | None:
    """The type and the shape of an array, a number, a word, or a list of numbers."""
    if isinstance(value, Tensor):
        return value.dtype, value.shape
    if isinstance(value, NumpyArray):
        return (value.dtype.code, value.shape) if numpy_calls.holds_numbers(value) and value.dtype else None
    if type(value) in _SINGLE:
        return ("word" if type(value) is str else "number"), ()
    if type(value) is list and value and all(type(each) in (int, float) for each in value):
        return "list", (len(value),)
    return None


def _flat(pairs: Pairs, count: Count, depth: int = 0) -> dict[str, Any]:
    """The entries by dotted name."""
    count(len(pairs.items))
    found: dict[str, Any] = {}
    for pair in pairs.items:
        key, value = pair if type(pair) in (list, tuple) and len(pair) == 2 else (None, None)
        if type(key) is str and isinstance(value, Pairs) and depth < _DEEPEST:
            found.update({f"{key}.{name}": each for name, each in _flat(value, count, depth + 1).items()})
        elif type(key) is str:
            found[key] = value
    return found


def _same_names(rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """The values by the names that all rows have."""
    return {name: [row[name] for row in rows] for name in rows[0] if all(name in row for row in rows)}


def _role(name: str) -> str | None:
    known = parse_name(name)
    return known.role if known else None
