"""Which samples the distribution counts."""

from typing import Any

import numpy as np
import pytest

import lossctl

LOGITS = np.array([[1.0, 2.0], [3.0, 1.0], [0.0, 1.0]])


@pytest.mark.parametrize(
    ("options", "counted"),
    [({}, 3), ({"weight": [0.0, 1.0]}, 2), ({"sample_weight": [0, 1, 0]}, 1), ({"ignore_index": 1}, 1)],
)
def test_samples_of_weight_0_are_in_no_distribution_as_ignored_ones_are_not(
    options: dict[str, Any], counted: int
) -> None:
    found = lossctl.ce(LOGITS, [0, 1, 1], **options).distribution
    assert found is not None
    assert found.count == counted
    assert found.min > 0


def test_elements_of_weight_0_are_in_no_distribution() -> None:
    targets = (LOGITS > 1).astype(float)
    weighted, masked = (
        lossctl.bce_logits(LOGITS, targets, **{name: [[0.0, 1.0]]}).distribution.count
        for name in ("weight", "pos_weight")
    )
    assert (weighted, masked) == (3, 6)
