"""JSON Lines: a record or one array's row on each line; blank lines are skipped."""

from typing import Any

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Document, Members, Place
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.json.json_records import arrays_of_records, document_of_records, is_records
from lossctl.inputs.readers.json.json_text import check_encoded_once, parse_json

SUFFIXES = (".jsonl", ".ndjson")


def recognises(source: SourceBytes) -> bool:
    """By its suffix, or where the first of several lines is a whole JSON object or list, and the next begins alike."""
    first, _, rest = source.text.strip().partition("\n")
    alike = first[0] in "{[" and rest.lstrip()[:1] == first[0]
    return source.suffix in SUFFIXES or (alike and _is_json(first))


def read(source: SourceBytes) -> Document:
    lines = [(number, text) for number, text in enumerate(source.text.split("\n"), 1) if text.strip()]
    rows = [parse_line(text, number) for number, text in lines]

    def place(i: int) -> tuple[str, ...]:
        return (f"line {lines[i][0]}",)

    return document_of_lines(rows, place)


def parse_line(text: str, line: int) -> Any:
    """What one line holds; raises with the number of the line."""
    try:
        return parse_json(text, lambda at: f"line {line}, column {at + 1}")
    except InputError as error:
        error.where = error.where or (f"line {line}",)
        raise


def document_of_lines(rows: list[Any], place: Place) -> Document:
    """The table or the arrays that the values of the lines make; `place(i)` says where value `i` is."""
    if is_records(rows):
        return document_of_records(rows, place)
    if isinstance(rows[0], str):
        check_encoded_once(rows[0], *place(0))
    if any(isinstance(row, list) for row in rows):
        from lossctl.inputs.readers.json.table_rows import table_of_lists

        table = table_of_lists(rows, place)
        if table is not None:
            return table
    return arrays_of_lines(rows, place)


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


def _is_json(text: str) -> bool:
    try:
        parse_json(text)
    except InputError:
        return False
    return True
