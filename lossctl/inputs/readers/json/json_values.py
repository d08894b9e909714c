"""What parsed JSON holds: a table, arrays by name, or one array."""

from collections.abc import Callable
from functools import partial
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Document, Members, Place
from lossctl.inputs.readers.json.json_records import arrays_of_records, document_of_records, is_records
from lossctl.inputs.readers.json.label_scores import is_scores


def document_of(value: Any, where: Callable[[str, nested_lists.Index], tuple[str, ...]]) -> Document:
    """What a value holds; `where(name, index)` says where an entry of it is."""
    if is_records(value):
        return document_of_records(value, lambda i: where("", (i,)))
    if isinstance(value, dict):
        from lossctl.inputs.readers.json.wrapped_tables import document_of_object

        return document_of_object(value, where)
    if isinstance(value, str):
        check_encoded_once(value)
    if isinstance(value, list) and any(isinstance(row, list) for row in value):
        from lossctl.inputs.readers.json.table_rows import table_of_lists

        table = table_of_lists(value, lambda i: where("", (i,)))
        if table is not None:
            return table
    return Members({"": lambda: nested_lists.array_of(value, partial(where, ""))})


def check_encoded_once(value: str, *where: str) -> None:
    """Raises for a string that holds JSON."""
    if value.lstrip()[:1] in ("[", "{"):
        remedy = "write what json.loads(…) makes of it"
        raise InputError("is a string that holds JSON: it was encoded twice", *where, remedy=remedy)


def places(text: str) -> Callable[[str, nested_lists.Index], tuple[str, ...]]:
    """Words for where an entry of a text is."""
    return partial(_in_text, text)


def document_of_lines(rows: list[Any], place: Place) -> Document:
    """The table or the arrays that the values of the lines make; `place(i)` says where value `i` is."""
    if len(rows) == 1 and (alone := _alone(rows[0], place)) is not None:
        return alone
    if isinstance(rows[0], str):
        check_encoded_once(rows[0], *place(0))
    if is_records(rows):
        return document_of_records(rows, place)
    if any(isinstance(row, list) for row in rows):
        from lossctl.inputs.readers.json.table_rows import table_of_lists

        table = table_of_lists(rows, place)
        if table is not None:
            return table
    return arrays_of_lines(rows, place)


def _alone(value: Any, place: Place) -> Document | None:
    """The table that is on one line, records in a list or an object that is no record; None for anything else."""
    if isinstance(value, dict):
        from lossctl.inputs.readers.json.table_forms import table_of_object

        return table_of_object(value, lambda name, index: (*place(0), name + nested_lists.index_text(index)))
    if is_records(value) and not is_scores(value):
        return document_of_records(value, lambda i: (*place(0), f"[{i}]"))
    return None


def arrays_of_lines(rows: list[Any], place: Place) -> Members:
    """The arrays that the values of the lines make; `place(i)` says where value `i` is."""
    if is_records(rows):
        return arrays_of_records(rows, place)
    _check_alike(rows, place)
    return Members({"": lambda: nested_lists.array_of(rows, lambda index: _where(index, place))})


def _check_alike(rows: list[Any], place: Place) -> None:
    usual = isinstance(rows[0], dict)
    odd = next((i for i, row in enumerate(rows) if isinstance(row, dict) != usual), None)
    if odd is not None:
        raise InputError(f"{'no' if usual else 'an'} object, unlike the lines above", *place(odd))


def _where(index: nested_lists.Index, place: Place) -> tuple[str, ...]:
    return (*place(index[0]), *filter(None, [nested_lists.index_text(index[1:])])) if index else ()


def _in_text(text: str, name: str, index: nested_lists.Index) -> tuple[str, ...]:
    from lossctl.inputs.readers.json.entry_line import entry_line

    return (*entry_line(text, name, index), *filter(None, [name + nested_lists.index_text(index)]))
