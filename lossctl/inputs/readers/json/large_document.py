"""What a large JSON text holds: its arrays are found in one pass, and stay in the file."""

from typing import Any

from lossctl.inputs.document import Document
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.json import json_lines, json_text
from lossctl.inputs.readers.json.array_index import ArrayIndex
from lossctl.inputs.readers.json.json_walk import UnexpectedError, Walk
from lossctl.inputs.readers.json.large_array import ArrayRows
from lossctl.inputs.readers.json.large_object import document_of_entries
from lossctl.inputs.readers.json.lazy_columns import lazy_document


def read_large(source: SourceBytes) -> Document:
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
