"""Records, objects with the same keys: a table where each key has one value, else an array for each key."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from operator import itemgetter
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.array_names import normalised
from lossctl.inputs.document import Array, Document, Members, Place, Text
from lossctl.inputs.members.member_names import CLASS_NAMES
from lossctl.inputs.readers.json import label_scores
from lossctl.inputs.readers.json.json_columns import ABSENT, JsonColumns
from lossctl.inputs.readers.json.key_roles import array_role

_NESTED = frozenset({dict, list})


def is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, dict) for entry in value)


def flattened(value: dict[str, Any]) -> dict[str, Any]:
    """The entries by dotted key: `{"model": {"logits": …}}` -> `model.logits`; raises where two have one name."""
    if dict not in map(type, value.values()):
        return value
    found: dict[str, Any] = {}
    for name, entry in leaves("", value):
        if name in found:
            raise InputError(f"two entries are called {name}")
        found[name] = entry
    return found


def scalar_names(found: dict[str, Any]) -> frozenset[str]:
    """The names of what is no list: taken where it is named, never for being the only array."""
    return frozenset(name for name, entry in found.items() if not isinstance(entry, list))


def document_of_records(rows: list[dict[str, Any]], place: Place) -> Document:
    """The table that these rows make, or their arrays; `place(i)` says where row `i` is."""
    if label_scores.is_scores(rows) and not label_scores.are_truths(rows):
        rows = [label_scores.one_row(rows, place)]
    flat = flat_records(rows, place)
    if has_arrays(flat):
        from lossctl.inputs.readers.json import batches

        names, arrays = batches.batched_names(flat), arrays_of_records(rows, place)
        return batches.joined(flat, names, arrays, place) if names else arrays
    from lossctl.inputs.tables.table import Table

    return Table(columns_of_records(flat, place), unordered=are_unordered(flat))


def are_unordered(rows: list[dict[str, Any]]) -> bool:
    """Whether the same keys stand in several orders, so that their order means nothing."""
    return any(list(row) != list(rows[0]) and row.keys() == rows[0].keys() for row in rows)


def flat_records(rows: Iterable[dict[str, Any]], place: Place) -> list[dict[str, Any]]:
    """The records by dotted key, with scores by class."""
    found = []
    for i, row in enumerate(rows):
        if _NESTED.isdisjoint(map(type, row.values())):
            found.append(row)
            continue
        try:
            found.append(flattened(label_scores.by_class(row)))
        except InputError as error:
            error.where = (*place(i), *error.where)
            raise
    return found


def has_arrays(rows: Iterable[dict[str, Any]]) -> bool:
    """Whether a key of some record holds numbers in a list, or has an input's name and holds a list of anything."""
    lists = ((name, value) for row in rows for name, value in row.items() if isinstance(value, list))
    return any(array_role(name) == "input" or not are_words(value) for name, value in lists)


def are_words(values: Any) -> bool:
    """Whether this is a list of words, none of which is a number."""
    if not isinstance(values, list):
        return False
    return all(isinstance(entry, str) and isinstance(nested_lists.as_number(entry), str) for entry in values)


def columns_of_records(flat: list[dict[str, Any]], place: Place, names: tuple[str, ...] = ()) -> JsonColumns:
    """A column for each key or each of these names, whatever the order of a record's keys."""
    names = names or tuple(dict.fromkeys(name for row in flat for name in row))
    if not names:
        raise InputError("holds records with nothing in them")
    return JsonColumns(names, [_cells(flat, name) for name in names], place)


def _cells(flat: list[dict[str, Any]], name: str) -> list[Any]:
    try:
        return list(map(itemgetter(name), flat))
    except KeyError:
        return [row.get(name, ABSENT) for row in flat]


def arrays_of_records(rows: list[dict[str, Any]], place: Place) -> Members:
    """The arrays that these rows make; `place(i)` says where row `i` is."""
    flat = flat_records(rows, place)
    names = dict.fromkeys(name for row in flat for name in row)
    single = scalar_names(flat[0]) if len(scalar_names(flat[0])) < len(flat[0]) else frozenset()
    return Members({name: partial(_column, flat, name, place) for name in names}, scalars=single)


def _column(rows: list[dict[str, Any]], name: str, place: Place) -> Array | Text:
    for i, row in enumerate(rows):
        if name not in row:
            raise InputError(f"no {name!r} in this record", *place(i))

    def where(index: nested_lists.Index) -> tuple[str, ...]:
        return (*place(index[0]), name + nested_lists.index_text(index[1:])) if index else (name,)

    values = [row[name] for row in rows]
    if normalised(name) in CLASS_NAMES and are_words(values[0]) and all(value == values[0] for value in values):
        values = values[0]  # the names of the classes, written in each record
    return nested_lists.array_of(values, where)


def leaves(above: str, value: Mapping[Any, Any], kind: Any = dict) -> Iterator[tuple[str, Any]]:
    """The entries by dotted key, also those of mappings of this kind within; an empty one is an entry itself."""
    for key, entry in value.items():
        if isinstance(entry, kind) and entry:
            yield from leaves(f"{above}{key}.", entry, kind)
        else:
            yield f"{above}{key}", entry
