import io
from collections.abc import Callable

import numpy as np
import pytest

from lossctl.losses import LOSSES
from lossctl.report.bare_numbers import npy
from lossctl.settings import View
from lossctl.solve import Calculation


def test_quiet_is_the_number_in_full(solved: Callable, reported: Callable) -> None:
    assert reported("quiet", solved(), quiet=True) == f"{solved().result.loss!r}\n"


def test_quiet_losses_are_one_a_line(solved: Callable, reported: Callable) -> None:
    result = solved("bce", reduction="none")
    assert [float(line) for line in reported("quiet", result).splitlines()] == result.losses.ravel().tolist()


def test_quiet_losses_that_are_not_finite_are_words(solved: Callable, reported: Callable) -> None:
    result = solved(input=[[0.0, -np.inf], [np.nan, 1.0]], target=[1, 0], reduction="none")
    assert reported("quiet", result) == "inf\nnan\n"


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_npy_holds_the_losses_as_none_gives_them(name: str, dtype: str, solved: Callable) -> None:
    calculation = Calculation(solved(name, dtype=dtype).problem)
    loaded = np.load(io.BytesIO(b"".join(npy(calculation, View()))))
    assert loaded.dtype == dtype
    assert np.array_equal(loaded, solved(name, reduction="none", dtype=dtype).losses)
