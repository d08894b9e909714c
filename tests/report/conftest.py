"""Results to report, and the text of a report."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossctl.losses import LOSSES
from lossctl.option import options
from lossctl.problem import Problem
from lossctl.report import write
from lossctl.result import Result
from lossctl.settings import Arrays, Settings, View
from lossctl.solve import Calculation, solve

ARRAYS = {
    "ce": ([[2, 0.5, 0.3], [0.2, 2, 0.5]], [0, 1]),
    "bce": ([[0.5, 1, 0.8], [0.2, 0.4, 0.6]], [[0, 1, 0], [0, 0, 1]]),
    "bce-logits": ([[0.5, 1, 0.8], [0.2, 0.4, 0.6]], [[0, 1, 0], [0, 0, 1]]),
    "kl": ([[0.5, 1, 0.8], [0.2, 0.4, 0.6]], [[0.3, 0.4, 0.3], [0.1, 0.5, 0.4]]),
}


@dataclass(frozen=True)
class Solved:
    """A problem and its result; `worst`: how many samples of the greatest loss were looked for."""

    problem: Problem
    result: Result
    worst: int

    @property
    def losses(self) -> Any:
        return self.result.losses


@pytest.fixture
def solved() -> Callable[..., Solved]:
    def solved(
        name: str = "ce", *, names: tuple[str, ...] = (), worst: int = 0, keep: bool = False, **given: Any
    ) -> Solved:
        given = dict(zip(("input", "target"), ARRAYS[name], strict=True)) | given
        arrays = {each: np.asarray(given.pop(each)) for each in ("input", "target", *options(Arrays)) if each in given}
        problem = Problem(LOSSES[name].load(), arrays, Settings.of(**given), names)
        return Solved(problem, solve(problem, keep=keep, worst=worst), worst)

    return solved


@pytest.fixture
def reported(tmp_path: Path) -> Callable[..., str]:
    """The text of a form, as it is written to a file."""

    def reported(form: str, solved: Solved, **view: Any) -> str:
        file = tmp_path / "report"
        write(Calculation(solved.problem, worst=solved.worst), View(**view, output=str(file)), form)
        return file.read_text()

    return reported
