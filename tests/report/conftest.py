"""Results to report, and the text of a report."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.report import FORMATS
from lossctl.report.streams import Paper
from lossctl.result import Result
from lossctl.settings import Arrays, Settings, View, options
from lossctl.solve import Calculation, solve

ARRAYS = {
    "ce": ([[2, 0.5, 0.3], [0.2, 2, 0.5]], [0, 1]),
    "bce": ([[0.5, 1, 0.8], [0.2, 0.4, 0.6]], [[0, 1, 0], [0, 0, 1]]),
    "bce-logits": ([[0.5, 1, 0.8], [0.2, 0.4, 0.6]], [[0, 1, 0], [0, 0, 1]]),
    "kl": ([[0.5, 1, 0.8], [0.2, 0.4, 0.6]], [[0.3, 0.4, 0.3], [0.1, 0.5, 0.4]]),
}


@pytest.fixture
def solved() -> Callable[..., Result]:
    def solved(
        name: str = "ce", *, names: tuple[str, ...] = (), worst: int = 0, keep: bool = False, **given: Any
    ) -> Result:
        given = dict(zip(("input", "target"), ARRAYS[name], strict=True)) | given
        arrays = {each: np.asarray(given.pop(each)) for each in ("input", "target", *options(Arrays)) if each in given}
        return solve(Problem(LOSSES[name].load(), arrays, Settings.of(**given), names), keep=keep, worst=worst)

    return solved


@pytest.fixture
def reported() -> Callable[..., str]:
    def reported(form: str, result: Result, **view: Any) -> str:
        file = io.StringIO()
        calculation = Calculation(result.prepared.problem, worst=len(result.worst))
        for piece in FORMATS[form].load()(calculation, View(**view), Paper()):
            file.write(piece)
        return file.getvalue()

    return reported
