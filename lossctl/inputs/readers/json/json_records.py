"""Records, objects with the same keys: each key is an array with one entry per record."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Array, Members, Place, Text


def is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, dict) for entry in value)


def flattened(value: dict[str, Any]) -> dict[str, Any]:
    """The entries by dotted key: `{"model": {"logits": …}}` -> `model.logits`; raises where two have one name."""
    if dict not in map(type, value.values()):
        return value
    found: dict[str, Any] = {}
    for name, entry in _leaves("", value):
        if name in found:
            raise InputError(f"two entries are called {name}")
        found[name] = entry
    return found


def scalar_names(found: dict[str, Any]) -> frozenset[str]:
    """The names of what is no list: taken where it is named, never for being the only array."""
    return frozenset(name for name, entry in found.items() if not isinstance(entry, list))


def arrays_of_records(rows: list[dict[str, Any]], place: Place) -> Members:
    """The arrays that these rows make; `place(i)` says where row `i` is."""
    flat = [flattened(row) for row in rows]
    names = dict.fromkeys(name for row in flat for name in row)
    single = scalar_names(flat[0]) if len(scalar_names(flat[0])) < len(flat[0]) else frozenset()
    return Members({name: partial(_column, flat, name, place) for name in names}, scalars=single)


def _column(rows: list[dict[str, Any]], name: str, place: Place) -> Array | Text:
    for i, row in enumerate(rows):
        if name not in row:
            raise InputError(f"no {name!r} in this record", *place(i))

    def where(index: nested_lists.Index) -> tuple[str, ...]:
        return (*place(index[0]), name + nested_lists.index_text(index[1:])) if index else (name,)

    return nested_lists.array_of([row[name] for row in rows], where)


def _leaves(above: str, value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, entry in value.items():
        if isinstance(entry, dict) and entry:
            yield from _leaves(f"{above}{key}.", entry)
        else:
            yield above + key, entry
