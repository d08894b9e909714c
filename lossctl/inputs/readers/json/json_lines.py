"""JSON Lines: a record or one array's row on each line; blank lines are skipped."""

from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.document import Document
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.json.json_parser import parse_json

SUFFIXES = (".jsonl", ".ndjson")


def recognises(source: SourceBytes) -> bool:
    """By its suffix, or where the first of several lines is a whole JSON object or list, and the next begins alike."""
    first, _, rest = source.text.strip().partition("\n")
    alike = first[0] in "{[" and rest.lstrip()[:1] == first[0]
    return source.suffix in SUFFIXES or (alike and _is_json(first))


def read(source: SourceBytes) -> Document:
    from lossctl.inputs.readers.json.json_values import document_of_lines

    lines = [(number, text) for number, text in enumerate(source.text.split("\n"), 1) if text.strip()]
    try:
        rows = [parse_line(text, number) for number, text in lines]
    except InputError as error:
        from lossctl.inputs.readers.json.nearly_json import read_nearly

        return read_nearly(source.text, error)

    def place(i: int) -> tuple[str, ...]:
        return (f"line {lines[i][0]}",)

    return document_of_lines(rows, place)


def opens_json(text: str) -> bool:
    """Whether a text that is called JSON Lines is JSON: a bracket alone on its first line, or a list of records."""
    first = text.lstrip()[:80].partition("\n")[0].strip()
    return first in ("[", "{") or first.startswith("[{")


def parse_line(text: str, line: int) -> Any:
    """What one line holds; raises with the number of the line."""
    try:
        return parse_json(text, lambda at: f"line {line}, column {at + 1}")
    except InputError as error:
        error.where = error.where or (f"line {line}",)
        if text.rstrip().endswith(","):
            error.remedy = "JSON Lines have no commas between the lines; a JSON list stands in [ and ]"
        raise


def _is_json(text: str) -> bool:
    try:
        parse_json(text)
    except InputError:
        return False
    return True
