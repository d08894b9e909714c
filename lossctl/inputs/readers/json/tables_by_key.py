"""Objects of one value, list or object a key: the keys are the columns of a table, or its rows."""

from collections.abc import Callable
from functools import partial
from typing import Any

from lossctl.inputs import nested_lists
from lossctl.inputs.array_names import listed
from lossctl.inputs.document import Array, Document, Members, Text
from lossctl.inputs.nested_lists import Index
from lossctl.inputs.readers.json.json_columns import ABSENT, JsonColumns
from lossctl.inputs.readers.json.json_records import document_of_records, flattened, scalar_names
from lossctl.inputs.readers.json.key_roles import array_role, is_target_column
from lossctl.inputs.readers.json.numbers_by_key import RowsByNumber
from lossctl.inputs.readers.json.table_orientation import are_ids, is_counted, keys_are_rows, lists_are_rows
from lossctl.inputs.readers.json.undecided_table import TableBeside, UndecidedTable
from lossctl.inputs.tables.table import Table

Where = Callable[[str, Index], tuple[str, ...]]
Rows = dict[str, dict[str, Any]]

_COLUMNS = "the outer keys are taken for the columns, as pandas writes them; to_json(orient='records') leaves no doubt"


def members_of(value: dict[str, Any], where: Where) -> Members:
    """The arrays of an object by dotted key."""
    found = flattened(value)
    return Members({name: partial(_array, where, name, entry) for name, entry in found.items()}, scalar_names(found))


def series(value: dict[str, Any], where: Where) -> Document | None:
    """Single values by number or id, as pandas' Series.to_json writes them."""
    keys, cells = list(value), list(value.values())
    if not _are_single(cells) or not are_ids(keys):
        return None
    if is_counted(keys):
        return Table(JsonColumns((), [cells], lambda i: where(keys[i], ())))
    whole = all(key.isdecimal() for key in keys)
    columns = JsonColumns(("" if whole else "id", "value"), [keys, cells], lambda i: where(keys[i], ()))
    return RowsByNumber(columns) if whole else Table(columns)


def by_key(value: dict[str, Any], where: Where) -> Document | None:
    """Objects or equally long lists of single values; None where these are arrays by name."""
    if not value:
        return None
    if all(isinstance(entry, dict) and entry for entry in value.values()):
        found = _of_objects(value, where)
        if found is not None:
            return found
    flat = flattened(value)
    lists = {name: entry for name, entry in flat.items() if isinstance(entry, list)}
    if len(lists) == len(flat) or any(is_target_column(name) for name in lists):
        return _of_lists(lists, where, {name: entry for name, entry in flat.items() if name not in lists})
    return None


def _of_lists(value: dict[str, list[Any]], where: Where, beside: dict[str, Any]) -> Document | None:
    """Columns as lists, perhaps with single values `beside` them."""
    keys, lists = list(value), list(value.values())
    known = any(array_role(key) == "input" for key in keys) and all(map(array_role, keys))
    if known or len(keys) < 2 or len(set(map(len, lists))) > 1 or not lists[0] or not all(map(_are_single, lists)):
        return None
    rows = lists_are_rows(keys, lists)
    if rows:
        names = ("id", *map(str, range(len(lists[0]))))
        return Table(JsonColumns(names, [keys, *zip(*lists, strict=True)], lambda i: where(keys[i], ())))
    columns = JsonColumns(tuple(keys), lists, lambda i: (f"row {i}",))
    if rows is None:
        return _undecided(Table(columns), value, where)
    return TableBeside(columns, beside=members_of(beside, where)) if beside else Table(columns)


def _of_objects(value: Rows, where: Where) -> Document | None:
    flat = {key: flattened(entry) for key, entry in value.items()}
    inner = list(dict.fromkeys(name for row in flat.values() for name in row))
    if not set.intersection(*map(set, flat.values())):
        return None
    outer = list(flat)
    matrix = [[row.get(name, ABSENT) for name in inner] for row in flat.values()]
    if not all(_are_single(row) for row in matrix):
        return _of_nested(value, flat, where)
    rows = keys_are_rows(outer, inner, matrix)
    if rows:
        return _by_row(value, where)
    guess = rows is None and is_counted(outer) and is_counted(inner) and len(outer) != len(inner)
    table = _by_column(value, inner, (_COLUMNS,) if guess else ())
    return table if rows is False or guess else _undecided(table, value, where)


def _of_nested(value: Rows, flat: Rows, where: Where) -> Document | None:
    """Records that hold lists: by id, or by column where the rows are counted."""
    inner = list(flat[next(iter(flat))])
    if is_counted(inner) and not is_counted(list(flat)):
        return _by_column(value, inner)
    if (
        len(flat) < 2
        or not are_ids(list(flat))
        or any(_is_nested(cell) for row in flat.values() for cell in row.values())
    ):
        return None
    return _by_row(value, where)


def _by_row(value: Rows, where: Where) -> Document:
    keys = list(value)
    name = "" if any("id" in row for row in value.values()) else "id"
    rows = [row if is_counted(keys) else {name: key, **row} for key, row in value.items()]
    return document_of_records(rows, lambda i: where(keys[i], ()))


def _by_column(value: Rows, inner: list[str], notes: tuple[str, ...] = ()) -> Document:
    counts = is_counted(inner)
    rows = [
        ({} if counts else {"": key}) | {name: column[key] for name, column in value.items() if key in column}
        for key in inner
    ]
    document = document_of_records(rows, lambda i: (f"row {inner[i]}",))
    return Table(document.columns, notes) if isinstance(document, Table) and notes else document


def _undecided(table: Document, value: dict[str, Any], where: Where) -> Document:
    keys = list(value)
    remedy = f"name the columns if they are ({'FILE:' + ','.join(keys)}), or write the rows: [[…], …]"
    problem = f"{listed(keys)} could be the columns of a table or its rows"
    beside = members_of(value, where)
    return UndecidedTable(problem, remedy, table if isinstance(table, Table) else None, beside)


def _are_single(values: Any) -> bool:
    return bool(values) and not any(isinstance(value, (list, dict)) for value in values)


def _is_nested(cell: Any) -> bool:
    return isinstance(cell, list) and any(isinstance(entry, list) for entry in cell)


def _array(where: Where, name: str, value: Any) -> Array | Text:
    return nested_lists.array_of(value, partial(where, name))
