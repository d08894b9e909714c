"""Losses as bare numbers: for `-q`, and for NumPy."""

import io
from collections.abc import Iterator

import numpy as np

from lossctl.report.streams import Paper
from lossctl.settings import View
from lossctl.solve import Result


def numbers(result: Result, view: View, paper: Paper) -> Iterator[str]:  # noqa: ARG001 - all forms are called alike
    """The number alone, in full precision; for `none` one a line, in C order."""
    loss = result.loss
    if isinstance(loss, float):
        yield f"{loss!r}\n"
    else:
        yield from (f"{float(each)!r}\n" for each in loss.flat)


def npy(result: Result, view: View, paper: Paper) -> Iterator[bytes]:  # noqa: ARG001
    """The loss of each element, as `none` gives it, in the precision of the calculation: a file for numpy.load."""
    assert result.losses is not None
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asarray(result.losses, dtype=result.prepared.problem.settings.dtype))
    yield file.getvalue()
