"""What the rows of an input or a target hold: a reader is told where they look like another form than was taken."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lossctl

LOGITS = [[2.0, 0.5, 0.3], [3.2, 2.0, 0.5]]
OFF = "the exp of 2 rows does not sum to 1 in the {}, the first at [0], with a sum of 10.3876; taken as given"
PROBS = [[0.05, 0.95, 0], [0.1, 0.8, 0.1]]
LOOKS = "the input, rows of 0 to 1 that sum to 1, looks like probabilities; from_='probs' gives "


def log_softmax(rows: Any) -> Any:
    x = np.asarray(rows, np.float64)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def test_logits_that_are_said_to_be_log_probabilities() -> None:
    found = lossctl.ce(LOGITS, [1, 2], from_="log-probs")
    assert float(found) == -0.5  # as F.nll_loss, which takes anything
    assert list(found.notes) == [f"{OFF.format('input')}; from_='logits' gives {float(lossctl.ce(LOGITS, [1, 2])):.6g}"]


def test_logits_that_are_said_to_be_log_probabilities_on_a_side_of_kl() -> None:
    logs = log_softmax([[0.1, 0.2, 0.3], [0.5, 0.1, 0.2]])
    options: dict[str, Any] = {"reduction": "sum", "from_": "log-probs", "target_from": "log-probs"}
    right = lossctl.kl(LOGITS, logs, **options | {"from_": "logits"})
    assert list(lossctl.kl(LOGITS, logs, **options).notes) == [
        f"{OFF.format('input')}; from_='logits' gives {float(right):.6g}"
    ]
    right = lossctl.kl(logs, LOGITS, **options | {"target_from": "logits"})
    assert list(lossctl.kl(logs, LOGITS, **options).notes) == [
        f"{OFF.format('target')}; target_from='logits' gives {float(right):.6g}"
    ]
    both = lossctl.kl(LOGITS, LOGITS[::-1], **options | {"from_": "logits", "target_from": "logits"})
    assert lossctl.kl(LOGITS, LOGITS[::-1], **options).notes[0] == (
        f"{OFF.format('input')}; from_='logits', target_from='logits' gives {float(both):.6g}"
    )


@given(st.integers(0, 2**32 - 1), st.integers(2, 40), st.sampled_from([2, 3, 4, 15]))
def test_log_probabilities_as_they_are_printed_need_no_note(seed: int, classes: int, decimals: int) -> None:
    logs = np.round(log_softmax(np.random.default_rng(seed).normal(0, 3, (4, classes))), decimals)
    assert lossctl.ce(logs, [0, 1, 0, 1], from_="log-probs", class_axis=1).notes == ()


ONE_HOT = [[0, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    ("target", "given"),
    [
        ([1, 2], "1.17694"),
        (ONE_HOT, "NaN, as 0 · ln 0 is in PyTorch; with class indices for the one-hot target, it gives 1.17694"),
        ([2, 2], "infinity"),
        ([[0, 0, 1], [0, 0, 1]], "infinity"),
        ([[0, 0.9, 0.1], [0, 1, 0]], "infinity"),
        ([[0, 1, 0], [0.2, 0.8, 0]], "NaN, as 0 · ln 0 is in PyTorch"),
    ],
)
def test_a_probability_of_0_does_not_hide_that_they_are_probabilities(target: Any, given: str) -> None:
    assert LOOKS + given in lossctl.ce(PROBS, target).notes
    number = float(lossctl.ce(PROBS, target, from_="probs"))
    assert given.startswith(f"{number:.6g}".replace("inf", "infinity").replace("nan", "NaN"))


def test_no_probability_of_0_needs_no_other_words() -> None:
    probs = [[0.05, 0.9, 0.05], [0.1, 0.8, 0.1]]
    assert list(lossctl.ce(probs, ONE_HOT).notes) == [f"{LOOKS}{float(lossctl.ce(probs, ONE_HOT, from_='probs')):.6g}"]


@pytest.mark.parametrize(
    ("target", "form", "named"),
    [
        ([[0.5, -2, 1], [0.1, 3, 0.2]], "logits", "logits"),
        ([[0.5, 2, 1], [0.1, 3, 0.2]], "logits", "logits"),
        (log_softmax(LOGITS).round(4), "log-probs", "log-probabilities"),
    ],
)
def test_a_target_of_kl_that_holds_no_probabilities(target: Any, form: str, named: str) -> None:
    other = float(lossctl.kl(LOGITS, target, target_from=form, reduction="sum"))
    note = f"if the target holds {named}, target_from={form!r} gives {other:.6g}"
    assert note in lossctl.kl(LOGITS, target, reduction="sum").notes


def test_kl_of_logits_and_the_same_logits_has_a_way_out() -> None:
    found = lossctl.kl([[0.5, -2, 1]], [[0.5, -2, 1]])
    assert math.isnan(float(found))
    assert found.notes[-1] == "if the target holds logits, target_from='logits' gives 0"


@pytest.mark.parametrize("target", [[[0, 1.5, -0.5], [0, 0, 1]], [[20, 30, 50], [10, 80, 10]], [[0.2, 0.3, 0.5]]])
def test_other_targets_of_kl_are_not_taken_for_logits(target: Any) -> None:
    """Rows that sum to 1, or to 100."""
    notes = lossctl.kl([[0.5, -2, 1]] * len(target), target).notes
    assert not [note for note in notes if "target_from" in note]
