"""The forms in which a JSON object is a table: those of pandas and polars, lists by column, records by id."""

from collections.abc import Callable
from typing import Any

from lossctl.inputs.document import Document
from lossctl.inputs.nested_lists import Index
from lossctl.inputs.readers.json import label_scores, tables_by_key
from lossctl.inputs.readers.json.json_records import document_of_records, is_records
from lossctl.inputs.readers.json.table_rows import document_of_rows
from lossctl.inputs.tables.column_names import is_index

Where = Callable[[str, Index], tuple[str, ...]]  # of a dotted key, and an index below it

_SPLIT = frozenset({"columns", "index", "data", "index_names", "column_names", "name", "ncols", "nrows"})


def table_of_object(value: dict[str, Any], where: Where) -> Document | None:
    """The table that an object is; None where it holds arrays by name, or something else."""
    forms = (_scores, _split, _schema, _polars, _dataset_rows, tables_by_key.series, tables_by_key.by_key)
    found = (form(value, where) for form in forms)
    return next((document for document in found if document is not None), None)


def _scores(value: dict[str, Any], where: Where) -> Document | None:
    """What a pipeline of Hugging Face gives for one text."""
    return document_of_records([value], lambda _: where("", ())) if label_scores.has_scores(value) else None


def _split(value: dict[str, Any], where: Where) -> Document | None:
    """The orients split and tight of pandas, of a DataFrame or a Series; wandb's tables add their size."""
    columns, data, index = value.get("columns"), value.get("data"), value.get("index", [])
    if not (value.keys() <= _SPLIT and isinstance(data, list) and isinstance(index, list)):
        return None
    if isinstance(columns, list):
        rows, names = data, columns
    elif "index" in value and not any(isinstance(entry, (list, dict)) for entry in data):
        rows, names = [[entry] for entry in data], [value.get("name") or "value"]
    else:
        return None
    named = value.get("index_names")
    index_name = str(named[0]) if isinstance(named, list) and len(named) == 1 and named[0] is not None else ""
    return document_of_rows(names, rows, lambda i: where("data", (i,)), index, index_name)


def _schema(value: dict[str, Any], where: Where) -> Document | None:
    """The orient table of pandas: records with their schema."""
    schema, data = value.get("schema"), value.get("data", [])
    if not (isinstance(schema, dict) and is_records(data)):
        return None
    keys = [key for key in schema.get("primaryKey", []) if isinstance(key, str)]
    counts = [row.get("index") for row in data] == list(range(len(data)))
    rows = [{_heading(key, keys): cell for key, cell in row.items() if key != "index" or not counts} for row in data]
    return document_of_records(rows, lambda i: where("data", (i,)))


def _heading(key: str, keys: list[str]) -> str:
    """A key of the index, under a name that no class has."""
    return key if keys != [key] or is_index(key) else ""


def _polars(value: dict[str, Any], where: Where) -> Document | None:
    """A list of columns, by polars before 1.0."""
    columns: Any = value.get("columns")
    if not (is_records(columns) and all({"name", "values"} <= each.keys() for each in columns)):
        return None
    names = [str(each["name"]) for each in columns]
    rows = [list(row) for row in zip(*(each["values"] for each in columns), strict=False)]
    return document_of_rows(names, rows, lambda i: (*where("columns", ()), f"row {i}"))


def _dataset_rows(value: dict[str, Any], where: Where) -> Document | None:
    """The rows that the datasets server of Hugging Face gives."""
    rows: Any = value.get("rows")
    if not (is_records(rows) and all(isinstance(row.get("row"), dict) for row in rows)):
        return None
    return document_of_records([row["row"] for row in rows], lambda i: where("rows", (i,)))
