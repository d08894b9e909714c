"""Lines of text as arrays of numbers, many lines at once; what cannot be read so is left to `table_cells`."""

import io
import warnings
from collections.abc import Sequence

import numpy as np

from lossctl.inputs.document import Array

BULK = 1 << 16  # bytes from which `decimal_text` saves more time than its import and its powers of ten take


def load(
    lines: bytes, delimiter: str | None, dtype: type = np.float64, columns: Sequence[int] | None = None
) -> Array | None:
    """The numbers of all columns, or of some; None where a cell is no number, or a line is longer or shorter.

    Where only some columns are read, uneven lines may be overlooked: ask `is_even` first.
    """
    if dtype is np.float64 and columns is None and delimiter is not None and len(lines) >= BULK:
        from lossctl.inputs.readers.delimited.decimal_text import read_decimals

        sign = delimiter.encode()
        width = lines[: lines.find(b"\n")].count(sign) + 1
        if (table := read_decimals(lines, sign, width)) is not None:
            return table
    return _loadtxt(lines, delimiter, dtype, columns)


def is_even(lines: bytes, delimiter: str | None, width: int) -> bool:
    """Whether every line surely has so many cells; blank ones have none. Lines with quotes have to be cut to know."""
    if delimiter is None or b'"' in lines:
        return False
    sign = delimiter.encode()
    return {line.count(sign) for line in lines.split(b"\n") if line.strip()} == {width - 1}


def with_points(lines: bytes) -> bytes | None:
    """Lines whose decimals have a comma, with a point instead; None where a cell may hold another comma or a point."""
    return None if b'"' in lines or b"." in lines else lines.replace(b",", b".")


def _loadtxt(lines: bytes, delimiter: str | None, dtype: type, columns: Sequence[int] | None) -> Array | None:
    """What NumPy's reader makes of the lines.

    NumPy decodes bytes as Latin-1, which spares a copy, and characters beyond it, on some of which NumPy 2.4 crashes
    (it asks C's isdigit about any).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return np.loadtxt(
                io.BytesIO(lines), dtype, comments=None, delimiter=delimiter, quotechar='"', ndmin=2, usecols=columns
            )
        except (ValueError, Warning):
            return None
