"""Some columns of lines without quotes, cut out in bulk."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_LINE = ord("\n")


def picked(lines: bytes, delimiter: bytes, width: int, columns: Sequence[int]) -> bytes | None:
    """The lines with these columns alone, in their order there; None where a line has quotes, or not so many cells."""
    data = np.frombuffer(lines.removesuffix(b"\n") + b"\n", np.uint8).copy()
    ends = _ends(data, delimiter, width)
    if ends is None:
        return None
    data[ends[:, max(columns)]] = _LINE
    lengths = np.diff(ends.reshape(-1), prepend=-1)
    kept = np.isin(np.arange(width), columns)
    return data[np.repeat(np.tile(kept, len(ends)), lengths)].tobytes()


def words(lines: bytes, delimiter: bytes, width: int, column: int) -> list[str] | None:
    """The cells of a column; None as above, and where they are not all ASCII."""
    cells = picked(lines, delimiter, width, [column])
    if cells is None or not cells.isascii():
        return None
    return [cell.strip() for cell in cells.decode().removesuffix("\n").split("\n")]


def _ends(data: NDArray[np.uint8], delimiter: bytes, width: int) -> NDArray[np.intp] | None:
    """Where each cell ends, a row for each line."""
    if (data == ord('"')).any():
        return None
    ends = np.flatnonzero((data == _LINE) | (data == ord(delimiter)))
    if ends.size % width:
        return None
    rows = ends.reshape(-1, width)
    closed = data.take(rows[:, -1]) == _LINE
    return rows if closed.all() and np.count_nonzero(data == _LINE) == len(rows) else None
