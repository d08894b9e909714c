"""The formats that lossctl reads: the first that recognises the bytes reads them."""

from importlib import import_module
from typing import Protocol, cast

from lossctl.inputs.document import Document
from lossctl.inputs.files.source_bytes import SourceBytes

# By the names of their files, in the order in which they are asked. Each is imported when its turn comes: to set up
# the grammars of text takes longer than to calculate with a small .npy file.
READERS = (
    "containers.npy",
    "containers.npz",
    "tables.large_delimited_text",
    "json.large_json_lines",
    "json.large_json_text",
    "json.json_lines",
    "json.json_text",
    "pasted.pasted_text",
    "tables.delimited_text",
)


class Reader(Protocol):
    """What the module of a format provides: whether these bytes are in it, and what they hold."""

    def recognises(self, source: SourceBytes) -> bool: ...

    def read(self, source: SourceBytes) -> Document: ...


def read_document(source: SourceBytes) -> Document:
    """What the bytes hold, read by the first format that recognises them; raises where they are damaged or none."""
    return next(reader for reader in map(_reader, READERS) if reader.recognises(source)).read(source)


def _reader(name: str) -> Reader:
    return cast(Reader, import_module(f"lossctl.inputs.readers.{name}"))
