"""Laws of the tables that the diagnosis searches."""

import numpy as np
import pytest

from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.ignored_classes import class_ignored, ignored_counted
from lossctl.remarks.diagnosis.reductions import REDUCTIONS, Reduction
from lossctl.remarks.diagnosis.units import units
from lossctl.settings import Settings


@pytest.mark.parametrize("reduction", REDUCTIONS, ids=[each.id for each in REDUCTIONS])
def test_a_reduction_says_of_every_loss_how_common_it_is(reduction: Reduction) -> None:
    assert reduction.common.keys() == LOSSES.keys()


def test_what_goes_with_a_reading_is_a_reduction_or_a_unit() -> None:
    asked = Problem(LOSSES["ce"].load(), {"input": np.zeros((3, 3)), "target": np.array([0, 1, 2])}, Settings())
    known = {each.id for each in (*REDUCTIONS, *units(asked))}
    padded = asked.but(ignore_index=0)
    named = {each for way in (*ignored_counted(padded), *class_ignored(asked)) for each in way.natural}
    assert named
    assert named <= known
