"""A large JSON text that stays in its file: an array of rows or records, or an object of arrays."""

from codecs import BOM_UTF8

from lossctl.inputs.document import Document
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers import line_index
from lossctl.inputs.readers.json import json_lines


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
    from lossctl.inputs.readers.json.large_document import read_large

    return read_large(source)
