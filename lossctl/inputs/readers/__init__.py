"""The formats that lossctl reads: the first reader that recognises the bytes reads them."""

from importlib import import_module
from typing import Protocol, cast

from lossctl.inputs.document import Document
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import SourceBytes

# The modules of the readers, in the order in which they are asked. Each is imported when its turn comes: to compile
# the regular expressions of the text formats takes longer than to calculate the loss of a small .npy file. Those called
# large are only asked about a file that stays where it is.
READERS = (
    "containers.npy",
    "torch_save.zip_layout",
    "containers.npz",
    "torch_save.legacy_layout",
    "containers.safetensors",
    "arrow.columnar_file",
    "pasted.large_text",
    "delimited.large_delimited_text",
    "json.large_json_lines",
    "json.large_json_text",
    "json.json_lines",
    "json.json_text",
    "delimited.printed_tables",
    "pasted.pasted_text",
    "delimited.delimited_text",
)


class Reader(Protocol):
    """A module that reads one format."""

    def recognises(self, source: SourceBytes) -> bool: ...

    def read(self, source: SourceBytes) -> Document: ...


def read_document(source: SourceBytes) -> Document:
    """What the bytes hold; InputError where no reader recognises them, or the one that does finds a fault."""
    names = READERS if isinstance(source.data, File) else [name for name in READERS if ".large_" not in name]
    return next(reader for reader in map(_import_reader, names) if reader.recognises(source)).read(source)


def _import_reader(name: str) -> Reader:
    return cast(Reader, import_module(f"lossctl.inputs.readers.{name}"))
