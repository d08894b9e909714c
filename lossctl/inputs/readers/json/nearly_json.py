"""Texts that are nearly JSON or JSON Lines: read where that is certain, else the error says what to change."""

import re
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.document import Document
from lossctl.inputs.readers.json import json_parser, json_values

_SPACE = re.compile(r"\s*")
_PYTHON = re.compile(r"[{,]\s*'[^'\n]*'\s*:")


def read_nearly(text: str, error: InputError) -> Document:
    """One JSON value over several lines, or values without line breaks between them; raises `error` for others."""
    try:
        value = json_parser.parse_json(text)
    except InputError:
        found = values_in_a_row(text)
        if len(found) < 2:
            error.remedy = error.remedy or _remedy(text)
            raise error from None
        return json_values.document_of_lines(
            [value for _, value in found], lambda i: (f"line {text.count(chr(10), 0, found[i][0]) + 1}",)
        )
    return json_values.document_of(value, json_values.places(text))


def values_in_a_row(text: str) -> list[tuple[int, Any]]:
    """Objects or lists with nothing but blank space between them, each with its place; [] if there is more."""
    found, at, decoder = [], 0, json_parser.decoder()
    while at < len(text):
        match = _SPACE.match(text, at)
        at = match.end() if match else at
        if at == len(text):
            break
        try:
            value, end = decoder.raw_decode(text, at)
        except (InputError, ValueError, RecursionError):
            return []
        if not isinstance(value, (dict, list)):
            return []
        found.append((at, value))
        at = end
    return found


def _remedy(text: str) -> str:
    if _PYTHON.search(text):
        return "this is how Python prints a dict; json.dumps(…) writes JSON"
    try:
        _, end = json_parser.decoder().raw_decode(text.lstrip())
    except (InputError, ValueError, RecursionError):
        return ""
    if text.lstrip()[end:].lstrip()[:1] == ",":
        return "JSON Lines have no commas between the lines; a JSON list stands in [ and ]"
    return ""
