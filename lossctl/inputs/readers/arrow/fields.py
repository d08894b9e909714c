"""The columns that a schema makes: structs are taken apart, and what pandas and Hugging Face say of them is used."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from lossctl.inputs.readers.arrow.library import damage_told, pyarrow

_MOST_DEEP = 16  # structs inside each other


class Field(NamedTuple):
    """A column: `top` is the one of the file that it is in, `path` leads to it through structs.

    `is_index` says that pandas wrote it as the index. `classes` are the names of the classes that its whole numbers
    stand for.
    """

    name: str
    top: int
    path: tuple[int, ...]
    type: Any
    is_index: bool = False
    classes: tuple[str, ...] = ()


def fields_of(schema: Any) -> tuple[Field, ...]:
    """All columns, those of structs with dotted names: `probs.cat`."""
    index, classes = _pandas_index(schema.metadata), _class_labels(schema.metadata)
    found: list[Field] = []
    for top, column in enumerate(schema):
        name = index.get(column.name, column.name)
        leaves = list(_leaves(name, (), column.type))
        known = classes.get(column.name, ())
        found += [Field(each, top, path, type_, column.name in index, known) for each, path, type_ in leaves]
    return tuple(found)


def _leaves(name: str, path: tuple[int, ...], type_: Any) -> Iterator[tuple[str, tuple[int, ...], Any]]:
    if not pyarrow().types.is_struct(type_) or not type_.num_fields or len(path) == _MOST_DEEP:
        yield name, path, type_
        return
    for i in range(type_.num_fields):
        field = type_.field(i)
        yield from _leaves(f"{name}.{field.name}", (*path, i), field.type)


def _pandas_index(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    """The columns that are the index of a frame, with its names; '' where it has none."""
    columns = _json(metadata, b"pandas").get("index_columns")
    names = [name for name in columns if isinstance(name, str)] if isinstance(columns, list) else []
    found, unnamed = {}, 0
    for name in names:
        if name.startswith("__index_level_"):
            found[name] = f"Unnamed: {unnamed}" if unnamed else ""
            unnamed += 1
        else:
            found[name] = name
    return found


def _class_labels(metadata: Mapping[bytes, bytes] | None) -> dict[str, tuple[str, ...]]:
    """The names of the classes for each column that Hugging Face calls a ClassLabel."""
    info = _json(metadata, b"huggingface").get("info")
    features = info.get("features") if isinstance(info, dict) else None
    found = {}
    for name, feature in features.items() if isinstance(features, dict) else ():
        names = feature.get("names") if isinstance(feature, dict) else None
        if isinstance(names, list) and names and all(isinstance(each, str) for each in names):
            found[name] = tuple(names)
    return found


def _json(metadata: Mapping[bytes, bytes] | None, key: bytes) -> dict[str, Any]:
    """What a program wrote into the file beside the schema; {} where that is damaged: the columns are there."""
    try:
        found = json.loads((metadata or {}).get(key, b"{}"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def tops_of(fields: Sequence[Field]) -> tuple[int, ...]:
    """The columns of the file that hold these."""
    return tuple(sorted({each.top for each in fields}))


def cells_in(table: Any, fields: Sequence[Field]) -> list[Any]:
    """The cells of each field, as arrays of pyarrow; `table` has the columns `tops_of(fields)`."""
    pa, compute, places, found = pyarrow(), pyarrow("compute"), tops_of(fields), []
    with damage_told():
        for each in fields:
            column = table.column(places.index(each.top))
            column = compute.struct_field(column, list(each.path)) if each.path else column
            found.append(column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column)
    return found


def called(label: int | None, classes: tuple[str, ...]) -> str:
    """The name of a class; the number itself where it stands for none, as -1 for a label that is not known."""
    if label is None:
        return ""
    return classes[label] if 0 <= label < len(classes) else str(label)
