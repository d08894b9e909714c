"""Forms that write as the numbers come: after one block, in one pass, with the notes of the whole."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pytest

from lossctl.engine.scan import Part, Range
from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.report.forms import FORMS
from lossctl.settings import Settings, View
from lossctl.solve import Calculation

ROWS = 200_000
FLOWING: list[tuple[str, dict[str, Any]]] = [
    ("csv", {"rows": "all"}),
    ("csv", {"rows": "20"}),
    ("jsonl", {"rows": "all"}),
    ("quiet", {}),
    ("json", {}),
    ("npy", {}),
]


@pytest.mark.parametrize(("form", "view"), FLOWING)
def test_it_is_written_while_it_is_calculated(form: str, view: dict[str, Any]) -> None:
    begun: list[Range] = []

    def mapped(function: Callable[[Range], Part], items: Iterable[Range]) -> Iterator[Part]:
        for item in items:
            begun.append(item)
            yield function(item)

    rng = np.random.default_rng(0)
    arrays = {"input": rng.normal(size=(ROWS, 8)), "target": rng.integers(0, 8, ROWS)}
    problem = Problem(LOSSES["ce"].load(), arrays, Settings.of(reduction="none"))
    calculation = Calculation(problem, map=mapped)
    pieces = FORMS[form].load()(calculation, View(**view))
    next(pieces)
    assert len(begun) <= 1
    for _ in pieces:
        pass
    assert calculation.run().count == ROWS
    assert begun == list(calculation.prepared.samples.blocks())
