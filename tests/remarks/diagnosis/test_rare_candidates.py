"""What the search leaves out as too rare are only candidates that are too rare."""

from typing import Any

import numpy as np
import pytest

from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.candidates import Candidate, candidates
from lossctl.remarks.diagnosis.trials import one_slip
from lossctl.settings import Settings

X = np.random.default_rng(0).normal(size=(2, 3, 3)).round(3)
P = np.exp(X) / np.exp(X).sum(axis=1, keepdims=True)
QUESTIONS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "ce": ("ce", {"input": X[0], "target": np.array([0, 2, 1]), "weight": np.array([1.0, 2.0, 4.0])}, {}),
    "ce, a sum": ("ce", {"input": X[0], "target": np.array([0, 2, -100])}, {"reduction": "sum"}),
    "ce of sequences": ("ce", {"input": X, "target": np.array([[0, 2, 1], [1, 1, 0]])}, {"ignore_index": 1}),
    "bce-logits": ("bce-logits", {"input": X, "target": (X > 0) * 1.0}, {"reduction": "sum"}),
    "kl": ("kl", {"input": X, "target": P}, {"temperature": 2.0, "reduction": "batchmean"}),
}


@pytest.mark.parametrize("least", [0.001, 0.01, 0.1])
@pytest.mark.parametrize("case", QUESTIONS)
def test_no_common_candidate_is_left_out(case: str, least: float) -> None:
    name, arrays, settings = QUESTIONS[case]
    asked = Problem(LOSSES[name].load(), arrays, Settings.of(**settings))
    left_out = 0
    for trial in one_slip(asked, 0.0):
        every, kept = ([*map(seen, candidates(trial, asked, map, each))] for each in (0.0, least))
        assert [each for each in every if each[0] >= least] == [each for each in kept if each[0] >= least]
        left_out += len(every) - len(kept)
    assert left_out > 0


def seen(candidate: Candidate) -> tuple[float, tuple[str, ...], str]:
    return candidate.frequency, candidate.causes, candidate.formula
