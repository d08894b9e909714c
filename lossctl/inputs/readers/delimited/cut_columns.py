"""Some columns of a table's lines, many lines at once."""

from collections.abc import Sequence

import numpy as np

_NEWLINE = ord("\n")


def cut_columns(lines: bytes, delimiter: str, width: int, columns: Sequence[int]) -> bytes | None:
    """The lines with these columns alone, which must be in ascending order.

    None where a line has quotes, or not `width` cells.
    """
    data = np.frombuffer(lines.removesuffix(b"\n") + b"\n", np.uint8).copy()
    is_newline = data == _NEWLINE
    ends = np.flatnonzero(is_newline | (data == ord(delimiter)))
    rows = np.count_nonzero(is_newline)
    if b'"' in lines or len(ends) != rows * width or not is_newline.take(ends[width - 1 :: width]).all():
        return None
    data[ends[columns[-1] :: width]] = _NEWLINE
    is_chosen = np.tile(np.isin(np.arange(width), columns), rows)
    return data[np.repeat(is_chosen, np.diff(ends, prepend=-1))].tobytes()


def without_plain_quotes(lines: bytes, delimiter: str) -> bytes:
    """The lines without quotes, if these are around cells that hold no separator; else the lines as they are."""
    sign = delimiter.encode()
    if b'"' not in lines or b'""' in lines:
        return lines
    beside = sum(map(lines.count, (sign + b'"', b'"' + sign, b'\n"', b'"\n')))
    beside += lines.startswith(b'"') + lines.endswith(b'"')
    data = np.frombuffer(lines, np.uint8)
    within = np.bitwise_xor.accumulate(data == ord('"'))  # an odd number of quotes stands before
    if beside != lines.count(b'"') or (within & ((data == ord(sign)) | (data == _NEWLINE))).any():
        return lines
    return lines.replace(b'"', b"")
