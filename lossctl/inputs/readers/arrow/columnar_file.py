"""The reader of Parquet, of Arrow's IPC files (Feather) and streams, and of the folders that Hugging Face saves."""

import re

from lossctl.errors import InputError
from lossctl.inputs.document import Document
from lossctl.inputs.files.origins import Origin
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes

_PARQUET, _ENCRYPTED = b"PAR1", b"PARE"
_IPC_FILE = b"ARROW1\0\0"
_FEATHER_1 = b"FEA1\0"
_STREAM = b"\xff\xff\xff\xff"
_LOOK = 1 << 16  # bytes in which the beginning of a stream's first message is


def recognises(source: SourceBytes) -> bool:
    return _format(source.data) is not None


def read(source: SourceBytes) -> Document:
    """InputError where pyarrow is missing, or the file is damaged."""
    from lossctl.inputs.readers.arrow import arrow_document
    from lossctl.inputs.readers.arrow.ipc_rows import ipc_rows
    from lossctl.inputs.readers.arrow.joined_rows import JoinedRows
    from lossctl.inputs.readers.arrow.parquet_rows import ParquetRows

    form = _format(source.data)
    if form == "feather 1":
        raise InputError("is Feather of version 1", remedy=_update(source.origin))
    if form == "encrypted":
        raise InputError("is Parquet that is encrypted", remedy="write it without encryption")
    if form == "parquet":
        return arrow_document.document(ParquetRows(source.data))
    parts = [ipc_rows(data, is_stream=_format(data) == "stream") for data in (source.data, *source.more)]
    return arrow_document.document(parts[0] if len(parts) == 1 else JoinedRows(tuple(parts)))


def _update(origin: Origin) -> str:
    from lossctl.inputs.files.way_out import WayOut, python

    line = python("import pyarrow.feather as f, sys; f.write_feather(f.read_table(sys.argv[1]), sys.argv[2])")
    return WayOut("this writes it as version 2 into OUT", line, "x.feather", ".arrow").remedy(origin)


def _format(data: Bytes) -> str | None:
    """Which of the formats the bytes are of: text may begin with the same letters, but not go on like these."""
    head = data[:8]
    if head == _IPC_FILE:
        return "file"
    if head[:4] == _STREAM:
        return "stream" if _begins_stream(data[:_LOOK]) else None
    if head[:5] == _FEATHER_1:
        return "feather 1"
    if head[:4] == _ENCRYPTED and data[-4:] == _ENCRYPTED:
        return "encrypted"
    # Behind PAR1 stands the first field of a structure; most writers begin with the whole number 0x15 is the sign of.
    if re.match(rb"PAR1[\x15\x00]", head) or (head[:4] == _PARQUET == data[-4:] and len(data) > len(_PARQUET)):
        return "parquet"
    return None


def _begins_stream(head: bytes) -> bool:
    """Whether a message with a schema follows: its length, and the message."""
    from lossctl.inputs.readers.arrow.messages import SCHEMA, kind_of_message

    length = int.from_bytes(head[4:8], "little")
    return 0 < length < 1 << 30 and length % 8 == 0 and kind_of_message(head[8:]) == SCHEMA
