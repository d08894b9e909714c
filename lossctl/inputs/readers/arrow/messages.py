"""The messages that an Arrow file or stream is made of, as far as they tell more than pyarrow does.

Their metadata are FlatBuffers: a table points back to a list of the places of its fields. What is damaged gives zeros
here, and errors of pyarrow later.
"""

from collections.abc import Iterator
from typing import NamedTuple

from lossctl.inputs.files.source_bytes import Bytes

SCHEMA, _RECORD_BATCH = 1, 3
_CONTINUATION = b"\xff\xff\xff\xff"  # stands before the length of a message since Arrow 0.15
_TAIL = 10  # bytes at the end of a file: the length of the footer, and ARROW1
_BLOCK = 24  # bytes of a footer that say where a batch is


class Batches(NamedTuple):
    """How many rows all batches have together, and whether any is compressed."""

    rows: int
    packed: bool


def batches_in(data: Bytes, *, is_stream: bool) -> Batches:
    """What the metadata say of the batches."""
    rows, packed = 0, False
    for metadata in _messages_of_stream(data) if is_stream else _batches_of_file(data):
        if kind_of_message(metadata) == _RECORD_BATCH:
            batch = _pointed(metadata, _field(metadata, _pointed(metadata, 0), 2))
            rows += _whole_number(metadata, _field(metadata, batch, 0), 8)
            packed = packed or _field(metadata, batch, 3) > 0
    return Batches(rows, packed)


def kind_of_message(metadata: bytes) -> int:
    """The kind of the message with this metadata."""
    place = _field(metadata, _pointed(metadata, 0), 1)
    return metadata[place] if 0 < place < len(metadata) else 0


def _messages_of_stream(data: Bytes) -> Iterator[bytes]:
    place = 0
    while place < len(data):
        begin, metadata = _metadata(data, place)
        body = _field(metadata, _pointed(metadata, 0), 3)
        place = begin + len(metadata) + (max(0, _whole_number(metadata, body, 8)) if body else 0)
        if not metadata:
            return
        yield metadata


def _batches_of_file(data: Bytes) -> Iterator[bytes]:
    """The metadata of the batches that the footer lists; messages may have gaps between them."""
    tail = len(data) - _TAIL
    footer = data[max(0, tail - max(0, _whole_number(data[tail : tail + 4], 0, 4))) : tail]
    blocks = _pointed(footer, _field(footer, _pointed(footer, 0), 3))
    count = min(_whole_number(footer, blocks, 4), len(footer) // _BLOCK)
    for i in range(count):
        yield _metadata(data, _whole_number(footer, blocks + 4 + i * _BLOCK, 8))[1]


def _metadata(data: Bytes, place: int) -> tuple[int, bytes]:
    """The metadata of the message that begins here, and where they begin."""
    if place < 0:
        return 0, b""
    place += 4 if data[place : place + 4] == _CONTINUATION else 0
    length = max(0, _whole_number(data[place : place + 4], 0, 4))
    return place + 4, data[place + 4 : place + 4 + length]


def _field(data: bytes, table: int, number: int) -> int:
    """Where a field of a table stands; 0 where it has its default value and is left out."""
    places = table - _whole_number(data, table, 4)
    if not 0 <= places <= len(data) or _whole_number(data, places, 2) <= 4 + 2 * number:
        return 0
    offset = _whole_number(data, places + 4 + 2 * number, 2)
    return table + offset if offset else 0


def _pointed(data: bytes, place: int) -> int:
    return place + _whole_number(data, place, 4)


def _whole_number(data: bytes, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size], "little", signed=size > 2) if place >= 0 else 0
