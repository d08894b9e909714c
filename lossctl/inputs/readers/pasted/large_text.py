"""A text that is larger than any post, and neither table nor array: its first lines tell, and the rest is not read.

What reads posts looks for arrays, tables and calls among all lines, a megabyte a second. No person writes so many: it
is a log, a book, or an array behind prose.
"""

import re

from lossctl.errors import InputError
from lossctl.inputs.document import Document
from lossctl.inputs.files import file, first_bytes
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers import line_index
from lossctl.inputs.readers.delimited import delimited_text, printed_tables
from lossctl.inputs.readers.delimited.number_notation import is_like_number
from lossctl.inputs.readers.delimited.separators import is_comment, without_open_row
from lossctl.inputs.readers.json import json_lines, json_text

_SUFFIXES = (*delimited_text.SUFFIXES, *json_lines.SUFFIXES, ".json")  # files that are what they are called
_WORDS = 3  # of a name; what has more is prose
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+|nan|inf)(?:e[-+]?\d+)?"
# A first line that is an array's: `tensor([[0.5, 1.5],`, not `[1, 2000] loss: 2.17` or `[2026-01-31 10:00:00] step 1`.
_ARRAY = re.compile(
    rf"\s*(?:\w[\w. ]*[:=]\s*)?(?:[\w.]+\()*[\[(][\[(\s]*{_NUMBER}[,\s](?:[-+\d.e,\s\[\]()]|nan|inf)*$",
    re.IGNORECASE | re.MULTILINE,
)


def recognises(source: SourceBytes) -> bool:
    """Whether it is large, and its first lines are no table and begin no array and no JSON."""
    if len(source.data) < file.LONGEST_POST or source.suffix in _SUFFIXES:
        return False
    head = line_index.head(source)
    data = head.data[:]
    if not data.strip() or b"\0" in data or data[:2] in _UTF16:
        return False
    try:
        text = head.text
    except InputError:  # binary, or nothing but comments: other readers say what is wrong
        return False
    if begins_array(text) or any(reader.recognises(head) for reader in (json_lines, json_text, printed_tables)):
        return False
    return not _is_table(text, head.header)


def begins_array(text: str) -> bool:
    """Whether the first line is that of a printed array."""
    return _ARRAY.match(text) is not None


def read(source: SourceBytes) -> Document:
    """InputError: what it is instead of a table."""
    head = source.data[: first_bytes.HEAD]
    first_bytes.check_whole_text(head, len(source.data), source.suffix, source.origin)
    first_bytes.check_unpacked_text(len(source.data), source.packed, source.origin)
    remedy = "give the part with the numbers alone, or save them with numpy.save('x.npy', x)"
    size = len(source.data) >> 20
    raise InputError(f"{size} MiB of text that is no table, and begins with no array", remedy=remedy)


def _is_table(text: str, header: bool | None) -> bool:
    """Whether all rows are as wide as each other, and no prose."""
    lines = without_open_row(text.split("\n"))
    if all(not line.strip() or is_comment(line) for line in lines):
        return True
    try:
        grid, _ = delimited_text.read_header(SourceBytes("\n".join(lines).encode(), ".csv", header))
        return all(_is_row(cells, grid.delimiter) for _, cells in grid.rows())
    except InputError:
        return False


def _is_row(cells: list[str], delimiter: str | None) -> bool:
    """Whether there is a number among the cells, or all are names; between blanks most must be numbers."""
    numbers = sum(map(is_like_number, cells))
    if delimiter is None:
        return 2 * numbers > len(cells)
    return numbers > 0 or all(len(cell.split()) <= _WORDS for cell in cells)
