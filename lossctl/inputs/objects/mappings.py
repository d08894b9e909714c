"""Mappings of arrays by name, such as a dict or the output of a model: read as JSON with these keys would be."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from lossctl.errors import InputError, located
from lossctl.inputs.contents import Content, NoNumbersError, Text, Words
from lossctl.inputs.document import Document, Members
from lossctl.inputs.objects.frame_columns import FrameColumn
from lossctl.inputs.objects.frames import table_of
from lossctl.inputs.objects.kinds import is_named_tuple, is_records
from lossctl.inputs.objects.python_cells import Cells
from lossctl.inputs.readers.json.json_records import leaves
from lossctl.inputs.readers.json.key_roles import array_role

_SINGLE = (int, float, str, bool, type(None))

Read = Callable[[Any], Content]


def document_of(value: Any, read: Read) -> Document:
    """The arrays by their names, each read by `read` when it is asked for; columns of single values are a table."""
    if is_named_tuple(value):
        value = value._asdict()
    if _is_json(value):
        from lossctl.inputs.readers.json.json_values import document_of

        return document_of(
            value, lambda name, index: (name + "".join(f"[{i}]" for i in index),) if name or index else ()
        )
    if is_records(value):
        value = {name: [record[name] for record in value] for name in _common_names(value)}
    found = dict(leaves("", value, Mapping))
    if not found:
        raise InputError("is a mapping with nothing in it")
    return _columns(found, read) or _members(found, read)


def _members(found: Mapping[str, Any], read: Read) -> Members:
    scalars = frozenset(name for name, each in found.items() if isinstance(each, _SINGLE) or _axes(each) == 0)
    return Members({name: partial(_member, name, each, read) for name, each in found.items()}, scalars)


def _columns(found: Mapping[str, Any], read: Read) -> Document | None:
    """A table of equally long columns; None where they are arrays by name, as containers have them."""
    known = any(array_role(name) == "input" for name in found) and all(map(array_role, found))
    if known or len(found) < 2 or not all(_axes(each) == 1 for each in found.values()):
        return None
    if len({len(each) for each in found.values()}) > 1:
        return None
    remedy = "leave such rows out"
    size = len(next(iter(found.values())))
    return table_of(
        [FrameColumn(name, size, partial(_cells, name, each, read), remedy) for name, each in found.items()]
    )


def _cells(name: str, value: Any, read: Read, _: int) -> Cells:
    content = _member(name, value, read)
    if isinstance(content, Text):
        return Cells(words=content.entries, is_text=True)
    return Cells() if isinstance(content, Words) else Cells(np.asarray(content))


def _member(name: str, value: Any, read: Read) -> Content:
    with located(name):
        try:
            return read(value)
        except InputError as fault:
            raise NoNumbersError(fault.problem, *fault.where, remedy=fault.remedy) from None


def _common_names(records: list[Mapping[Any, Any]]) -> list[Any]:
    for i, record in enumerate(records):
        if record.keys() != records[0].keys():
            raise InputError("has other names than the first record", f"[{i}]")
    return list(records[0])


def _axes(value: Any) -> int | None:
    """How many axes an array has; 1 for a list of single values; None for anything else."""
    if isinstance(value, list | tuple):
        return 1 if all(isinstance(each, _SINGLE) for each in value) else None
    axes = getattr(value, "ndim", None)
    return axes if isinstance(axes, int) else None


def _is_json(value: Any) -> bool:
    """Whether all of it is what JSON has: it is then read by the same code."""
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(map(_is_json, value.values()))
    return all(map(_is_json, value)) if isinstance(value, list) else type(value) in _SINGLE
