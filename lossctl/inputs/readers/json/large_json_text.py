"""A large JSON text that stays in its file: an array of rows or records, or an object of arrays."""

from codecs import BOM_UTF8
from typing import Any

from lossctl.inputs.document import Document
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers import line_index
from lossctl.inputs.readers.json import json_lines, json_text
from lossctl.inputs.readers.json.array_index import ArrayIndex
from lossctl.inputs.readers.json.json_walk import UnexpectedError, Walk
from lossctl.inputs.readers.json.large_array import ArrayRows
from lossctl.inputs.readers.json.large_object import document_of_entries
from lossctl.inputs.readers.json.lazy_columns import lazy_document


def recognises(source: SourceBytes) -> bool:
    """A long file that begins like JSON; one named as JSON Lines only if its first line holds no value."""
    if not (isinstance(source.data, File) and len(source.data) >= line_index.LONG):
        return False
    start = source.data[: line_index.HEAD >> 6].removeprefix(BOM_UTF8).lstrip()
    if source.suffix in json_lines.SUFFIXES and not json_lines.opens_json(start[:80].decode(errors="replace")):
        return False
    listed = start[:1] == b"[" and (b'"' in start or source.suffix in (".json", *json_lines.SUFFIXES))
    return b"\0" not in start and (start[:1] == b"{" or listed)


def read(source: SourceBytes) -> Document:
    """A text that is damaged outside its arrays, or has no long ones, is read whole by `json_text`."""
    file = source.data
    assert isinstance(file, File)
    try:
        found: ArrayIndex | dict[str, Any] | None = Walk(file, source.watch).whole()
    except UnexpectedError:
        found = None
    if isinstance(found, ArrayIndex) and (rows := ArrayRows(found)).is_long:
        return lazy_document(rows)
    if not isinstance(found, dict):
        return (json_lines if json_lines.recognises(source) else json_text).read(source)
    return document_of_entries(found, lambda: json_text.read(source))
