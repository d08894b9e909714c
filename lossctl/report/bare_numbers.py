"""Losses as bare numbers, as they come: for `-q`, and for NumPy."""

import io
from collections.abc import Iterator

import numpy as np

from lossctl.result import Result
from lossctl.settings import View
from lossctl.solve import Calculation


def numbers(calculation: Calculation, _: View) -> Iterator[str]:
    """The number alone, in full precision; for `none` one a line, in C order."""
    if calculation.prepared.problem.settings.reduction == "none":
        for piece in calculation.losses():
            yield "%r\n" * len(piece) % tuple(piece.tolist())
    else:
        yield number(calculation.run())


def number(result: Result) -> str:
    """A reduced loss in full precision, on a line of its own."""
    return f"{float(result)!r}\n"


def npy(calculation: Calculation, _: View) -> Iterator[bytes]:
    """The loss of each element, as `none` gives it, in the precision of the calculation: a file for numpy.load."""
    dtype = np.dtype(calculation.prepared.problem.settings.dtype)
    file = io.BytesIO()
    header = {"descr": dtype.str, "fortran_order": False, "shape": calculation.shape}
    np.lib.format.write_array_header_1_0(file, header)
    yield file.getvalue()
    for piece in calculation.losses():
        yield piece.astype(dtype, copy=False).tobytes()
