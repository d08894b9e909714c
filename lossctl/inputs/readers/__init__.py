"""The formats that lossctl reads: the first that recognises the bytes reads them."""

from importlib import import_module
from typing import Protocol, cast

from lossctl.inputs.document import Document
from lossctl.inputs.files.source_bytes import SourceBytes

# By the names of their files. Each is imported when its turn comes: the grammars of text take longer to set up than a
# small .npy file to calculate.
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
    """A format's file: whether these bytes are it, and what they hold."""

    def recognises(self, source: SourceBytes) -> bool: ...

    def read(self, source: SourceBytes) -> Document: ...


def document(source: SourceBytes) -> Document:
    """What the bytes hold; raises where they are no format of the table, or not what they seem."""
    return next(reader for reader in map(_reader, READERS) if reader.recognises(source)).read(source)


def _reader(name: str) -> Reader:
    return cast(Reader, import_module(f"lossctl.inputs.readers.{name}"))
