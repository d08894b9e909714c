"""Large JSON Lines that stay in their file."""

from lossctl.errors import InputError
from lossctl.inputs.document import Document
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers import line_index
from lossctl.inputs.readers.json import json_lines


def recognises(source: SourceBytes) -> bool:
    """A long file whose first lines are JSON Lines in UTF-8."""
    if not line_index.is_long(source):
        return False
    try:
        head = line_index.head(source)
        return json_lines.recognises(head) and not json_lines.opens_json(head.text)
    except InputError:
        return False


def read(source: SourceBytes) -> Document:
    """A text with other line ends than those of Unix and Windows is read whole by `json_lines`."""
    from lossctl.inputs.readers.json.lazy_columns import lazy_document
    from lossctl.inputs.readers.json.line_rows import LineRows

    found = line_index.index_lines(source, 0, b"", bool)
    return json_lines.read(source) if found is None else lazy_document(LineRows(found))
