"""Rows as lists, with or without the names of their columns: a table."""

from collections.abc import Sequence
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Document, Place
from lossctl.inputs.readers.json import label_scores
from lossctl.inputs.readers.json.json_columns import JsonColumns, kind_of_values
from lossctl.inputs.readers.json.json_records import document_of_records
from lossctl.inputs.tables.columns import Kind
from lossctl.inputs.tables.table import Table

_WORDS = (Kind.WORDS, Kind.TRUTH)


def table_of_lists(rows: list[Any], place: Place) -> Document | None:
    """A table of lists that hold words and numbers, or whose first holds the headings; None where it is an array."""
    if label_scores.is_rows_of_scores(rows):
        scores = [{label_scores.FIELD: row} for row in rows]
        return document_of_records(scores, place)
    if len(rows) < 2 or not _are_rows(rows):
        return None
    kinds, below = _kinds(rows), _kinds(rows[1:])
    headed = all(isinstance(cell, str) and isinstance(nested_lists.as_number(cell), str) for cell in rows[0])
    if headed and any(kind not in _WORDS for kind in below):
        return document_of_rows(rows[0], rows[1:], lambda i: place(i + 1))
    if Kind.WORDS not in kinds or Kind.MIXED in kinds or not any(kind not in _WORDS for kind in kinds):
        return None
    return Table(JsonColumns((), list(zip(*rows, strict=True)), place))


def document_of_rows(
    names: Sequence[Any], rows: list[Any], place: Place, index: Sequence[Any] = (), index_name: str = ""
) -> Document:
    """The table of rows below these names. An index that only counts is left out, another one is the first column."""
    for i, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(names):
            has = nested_lists.counted(len(row)) if isinstance(row, list) else "no list"
            raise InputError(f"{has} where {nested_lists.counted(len(names))} should be", *place(i))
    if index and len(index) != len(rows):
        raise InputError(f"the index has {nested_lists.counted(len(index))}, and there are {len(rows)} rows")
    named = [".".join(map(str, name)) if isinstance(name, list) else str(name) for name in names]
    if index and list(index) != list(range(len(index))):
        named = [index_name, *named]
        entries = ("/".join(map(str, entry)) if isinstance(entry, list) else entry for entry in index)
        rows = [[entry, *row] for entry, row in zip(entries, rows, strict=True)]
    if len(set(named)) < len(named):
        return Table(JsonColumns(tuple(named), list(zip(*rows, strict=True)), place))
    return document_of_records([dict(zip(named, row, strict=True)) for row in rows], place)


def _are_rows(rows: list[Any]) -> bool:
    """Whether all are lists of single values, equally long."""
    alike = all(isinstance(row, list) and row and len(row) == len(rows[0]) for row in rows)
    return alike and not any(isinstance(cell, (list, dict)) for row in rows for cell in row)


def _kinds(rows: list[list[Any]]) -> list[Kind]:
    kinds = []
    for column in zip(*rows, strict=True):
        some = [value for value in column if value is not None]
        words = sum(isinstance(value, str) and isinstance(nested_lists.as_number(value), str) for value in some)
        kinds.append(Kind.MIXED if 0 < words < len(some) else kind_of_values(column))
    return kinds
