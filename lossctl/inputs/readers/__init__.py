"""The formats that lossctl reads: the first that recognises the bytes reads them."""

from collections.abc import Callable
from typing import NamedTuple

from lossctl.inputs.blob import Blob
from lossctl.inputs.document import Document
from lossctl.inputs.readers import json, jsonl, long_jsonl, long_table, npy, npz, pasted, table


class Reader(NamedTuple):
    """A format: whether these bytes are it, and what they hold."""

    name: str
    recognises: Callable[[Blob], bool]
    read: Callable[[Blob], Document]


READERS = (
    Reader("npy", npy.recognises, npy.read),
    Reader("npz", npz.recognises, npz.read),
    Reader("long table", long_table.recognises, long_table.read),
    Reader("long jsonl", long_jsonl.recognises, long_jsonl.read),
    Reader("jsonl", jsonl.recognises, jsonl.read),
    Reader("json", json.recognises, json.read),
    Reader("pasted", pasted.recognises, pasted.read),
    Reader("table", table.recognises, table.read),
)


def document(blob: Blob) -> Document:
    """What the bytes hold; raises where they are no format of the table, or not what they seem."""
    return next(reader for reader in READERS if reader.recognises(blob)).read(blob)
