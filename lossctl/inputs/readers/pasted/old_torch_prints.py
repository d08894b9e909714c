"""How PyTorch printed a tensor before 0.4: rows of numbers, and below them what they are.

Variable containing:
 3  4
 6  9
[torch.FloatTensor of size 2x2]
"""

import re

import numpy as np

from lossctl.inputs.document import Array
from lossctl.inputs.readers.pasted import printed_arrays

_NUMBER = re.compile(printed_arrays.NUMBER, re.IGNORECASE)
_ROW = rf"[ \t]*{printed_arrays.NUMBER}(?:[ \t]+{printed_arrays.NUMBER})*[ \t]*\n"
_HEAD = r"(?:(?:Variable|Parameter) containing:[ \t]*\n)?\s*"
_TENSOR = re.compile(
    rf"{_HEAD}(?P<rows>(?:{_ROW})+)\[torch\.(?:cuda\.)?\w*Tensor of size (?P<size>\d+(?:x\d+)*)(?: \(GPU \d+\))?\]",
    re.IGNORECASE,
)


def array_at(text: str, at: int) -> tuple[Array, int] | None:
    """The tensor that begins here, and where it ends; raises where it has not as many numbers as it says."""
    match = _TENSOR.match(text, at)
    if not match:
        return None
    rows = [_NUMBER.findall(row) for row in match["rows"].splitlines()]
    size = [int(length) for length in match["size"].split("x")]
    if [len(rows), len(rows[0])] != (size if len(size) > 1 else [*size, 1]) or len(set(map(len, rows))) > 1:
        printed_arrays.fail(text, match.start("size"), f"not the numbers of size {match['size']}")
    return np.array([[printed_arrays.parsed(number) for number in row] for row in rows]).reshape(size), match.end()
