"""The table in an object that has other entries, too: `{"model": "m", "results": [records]}`."""

from typing import Any

from lossctl.inputs import nested_lists
from lossctl.inputs.array_names import listed
from lossctl.inputs.document import Document
from lossctl.inputs.readers.json import label_scores, tables_by_key
from lossctl.inputs.readers.json.json_records import are_words, document_of_records, flattened, is_records
from lossctl.inputs.readers.json.key_roles import array_role
from lossctl.inputs.readers.json.numbers_by_key import NumbersByWord
from lossctl.inputs.readers.json.table_forms import Where, table_of_object
from lossctl.inputs.readers.json.undecided_table import UndecidedTable, with_beside


def document_of_object(value: dict[str, Any], where: Where) -> Document:
    """The table that an object is, or the one that it holds, or else its arrays by name."""
    found = table_of_object(value, where) or _wrapped(value, where)
    if found is not None:
        return found
    members = tables_by_key.members_of(value, where)
    numbers = len(value) > 1 and all(type(entry) in (int, float) for entry in value.values())
    return NumbersByWord(members.members, members.scalars) if numbers else members


def _wrapped(value: dict[str, Any], where: Where) -> Document | None:
    flat = flattened(value)
    lists = {name: entry for name, entry in flat.items() if isinstance(entry, list) and not is_records(entry)}
    names = [name for name, entry in flat.items() if is_records(entry)]
    only = None if names else _only_object(value, where)
    if only is None and any(array_role(name) == "input" and not are_words(entry) for name, entry in lists.items()):
        return None
    if len(names) > 1:
        problem = f"{listed(names)} could each be the records"
        members = tables_by_key.members_of(value, where)
        return UndecidedTable(problem, "write those that are meant to a file of their own", None, members)
    found = _records(names[0], flat[names[0]], lists, where) if names else only
    if found is None:
        return None
    name = names[0] if names else next(name for name, entry in value.items() if isinstance(entry, dict))
    beside = tables_by_key.members_of({each: entry for each, entry in value.items() if each != name}, where)
    return with_beside(found, beside)


def _records(name: str, rows: list[dict[str, Any]], lists: dict[str, list[Any]], where: Where) -> Document:
    """Records under a key; lists of as many single values beside them are columns as well: `"targets": [0, 2, …]`."""
    columns = {key: cells for key, cells in lists.items() if len(cells) == len(rows) and _are_single(cells)}
    if columns and not label_scores.is_scores(rows):
        rows = [{name: row} | {key: cells[i] for key, cells in columns.items()} for i, row in enumerate(rows)]
    return document_of_records(rows, lambda i: where(name, (i,)))


def _only_object(value: dict[str, Any], where: Where) -> Document | None:
    """The table that the only object of an object is, beside single values; of arrays by name it is none."""
    names = [name for name, entry in value.items() if isinstance(entry, dict)]
    if len(names) != 1 or any(isinstance(entry, list) for entry in value.values()):
        return None
    entry = value[names[0]]
    if any(
        array_role(name) == "input" and isinstance(array, list) and not are_words(array)
        for name, array in entry.items()
    ):
        return None

    def inside(name: str, index: nested_lists.Index) -> tuple[str, ...]:
        return where(f"{names[0]}.{name}", index)

    return table_of_object(entry, inside)


def _are_single(values: list[Any]) -> bool:
    return not any(isinstance(value, (list, dict)) for value in values)
