"""Probabilities of 0 and 1, prints without their factor, and huge logits, which leave nothing open."""

import math
from typing import Any

import pytest

import lossctl

X = [[2.0, 0.5, 0.3], [0.2, 2.0, 0.5], [1.2, -0.4, 0.9], [-0.3, 0.8, 0.1]]
T = [0, 1, 2, 0]  # two of four are predicted
P, Y = [0.2, 0.8, 0.7, 0.1, 0.6], [0, 1, 0, 0, 1]  # four of five are
PREDICTED = "the predicted classes, 1 and 0, were taken for the probabilities (predict for predict_proba)"


def first(loss: str, input: Any, target: Any, value: float, **options: Any) -> str:
    verdict = getattr(lossctl, loss)(input, target, expect=f"{value:.5f}", **options).verdict
    assert verdict is not None
    return verdict.diagnosis[0].sentence if verdict.diagnosis else ""


@pytest.mark.parametrize("epsilon", [2.0**-52, 1e-15, 1e-7])
def test_log_loss_of_predictions_costs_the_clipped_log_for_each_wrong_one(epsilon: float) -> None:
    for said in (first("ce", X, T, -math.log(epsilon) / 2), first("bce", P, Y, -math.log(1 - (1 - epsilon)) / 5)):
        assert PREDICTED in said
        assert f"clipped to [{epsilon:.3g}, " in said


def test_of_bce_each_wrong_one_costs_100() -> None:
    assert PREDICTED in first("bce", P, Y, 100 / 5)
    logits = [math.log(p / (1 - p)) for p in P]
    assert PREDICTED in first("bce_logits", logits, Y, 100 / 5)


def test_a_print_has_a_factor_only_of_numbers_below_a_tenth() -> None:
    loss = lossctl.ce([[4.0, 0.5, 0.3], [0.2, 5.0, 0.5]], [0, 1]).loss
    assert "a print's factor, 1.00000e-02 *" in first("ce", [[4.0, 0.5, 0.3], [0.2, 5.0, 0.5]], [0, 1], 100 * loss)
    of_more = first("ce", X, T, 100 * lossctl.ce(X, T).loss)
    assert "per cent" in of_more
    assert "factor" not in of_more


@pytest.mark.parametrize(
    ("input", "options", "value"),
    [
        ([[2e7, 5e6, 3], [2, 2e7, 5]], {}, "1.5"),
        ([[3e7, -2000, 1], [4, 2.25, 0]], {}, "0.7"),
        ([[100000.5, -2000, 1], [4, 250000.25, 0]], {}, "0.012345"),
        (X[:2], {"temperature": 1e-7}, "0.334395"),
    ],
)
def test_huge_logits_do_not_leave_the_loss_open(input: Any, options: dict[str, Any], value: str) -> None:
    verdict = lossctl.ce(input, [0, 1], expect=value, **options).verdict
    assert verdict is not None
    assert not verdict.matches
    for cause in verdict.diagnosis:
        assert abs(cause.value - float(value)) <= 0.1


def test_of_a_masked_target_no_other_number_fits() -> None:
    verdict = lossctl.ce([[-1e9, 2, 3], [2, 1, 5]], [0, 1], expect="1.5").verdict
    assert verdict is not None
    assert all(abs(cause.value - 1.5) <= 0.1 for cause in verdict.diagnosis)


@pytest.mark.parametrize(
    ("loss", "input", "target"),
    [
        ("bce", [0.0, 0.5, 0.3], [1, 0, 1]),
        ("bce", [[0.0, 0.5], [0.3, 0.9]], [[1, 0], [0, 1]]),
        ("bce_logits", [200, -3], [0, 1]),
    ],
)
def test_an_infinite_binary_cross_entropy_is_the_log_of_0(loss: str, input: Any, target: Any) -> None:
    verdict = getattr(lossctl, loss)(input, target, expect="inf").verdict
    assert "ln 0 was taken as it is, −inf" in verdict.diagnosis[0].sentence


@pytest.mark.parametrize(
    ("loss", "input", "target", "options", "told"),
    [
        ("bce", [0.0, 0.5, 1.0], [0, 0, 1], {}, "0 · ln 0 was calculated as it stands"),
        ("bce_logits", [200, -3], [1, 1], {}, "0 · ln 0 was calculated as it stands"),
        ("kl", [0.2, 0.5, 0.3], [0.0, 0.5, 0.5], {"from_": "probs"}, "0 · ln 0 of the target was calculated"),
        ("ce", [[100, 2, 3], [1, 2, 200]], [0, 1], {}, "softmax was calculated as it stands, whose exp is infinite"),
        ("ce", [[100, 2, 3], [1, 2, 200]], [0, 1], {"reduction": "sum"}, "softmax was calculated as it stands"),
    ],
)
def test_a_loss_that_is_nan_elsewhere(loss: str, input: Any, target: Any, options: dict[str, Any], told: str) -> None:
    verdict = getattr(lossctl, loss)(input, target, expect="nan", **options).verdict
    assert [cause.sentence.partition(": ")[2].startswith(told) for cause in verdict.diagnosis] == [True]


@pytest.mark.parametrize(("loss", "input", "target"), [("ce", X, T), ("bce", P, Y), ("kl", [0.2, 0.8], [0.5, 0.5])])
def test_nothing_is_said_of_a_nan_that_no_formula_gives(loss: str, input: Any, target: Any) -> None:
    assert getattr(lossctl, loss)(input, target, expect="nan").verdict.diagnosis == ()
