"""Tensors as PyTorch printed them before version 0.4: rows of numbers, and below them their type and size.

Variable containing:
 3  4
 6  9
[torch.FloatTensor of size 2x2]
"""

import re

import numpy as np

from lossctl.inputs.document import Array
from lossctl.inputs.readers.pasted.printed_arrays import NUMBER, parse_number
from lossctl.inputs.readers.pasted.text_position import error_at

_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_ROW = rf"[ \t]*{NUMBER}(?:[ \t]+{NUMBER})*[ \t]*\n"
_HEAD = r"(?:(?:Variable|Parameter) containing:[ \t]*\n)?\s*"
_TENSOR = re.compile(
    rf"{_HEAD}(?P<rows>(?:{_ROW})+)\[torch\.(?:cuda\.)?\w*Tensor of size (?P<size>\d+(?:x\d+)*)(?: \(GPU \d+\))?\]",
    re.IGNORECASE,
)


def array_at(text: str, at: int) -> tuple[Array, int] | None:
    """The tensor that begins at `at`, and where it ends; InputError where its numbers do not fit the size below."""
    match = _TENSOR.match(text, at)
    if not match:
        return None
    rows = [_NUMBER.findall(row) for row in match["rows"].splitlines()]
    size = [int(length) for length in match["size"].split("x")]
    if [len(rows), len(rows[0])] != (size if len(size) > 1 else [*size, 1]) or len(set(map(len, rows))) > 1:
        raise error_at(text, match.start("size"), f"not the numbers of size {match['size']}")
    return np.array([[parse_number(number) for number in row] for row in rows]).reshape(size), match.end()
