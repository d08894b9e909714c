"""What is said of a number from elsewhere: how far off it is, how far is allowed, of arrays the first difference."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lossctl
from lossctl.errors import InputError
from lossctl.remarks.diagnosis import trials
from lossctl.remarks.verdict import Verdict
from lossctl.report.verdict_lines import NOTHING, REDUCTIONS_ONLY, lines

LOGITS = [[0.2150, -0.1513, -0.1051], [-0.7047, -0.9339, 0.2430], [-0.9102, -0.4769, -0.1792], [0.2268, 1.9147, 1.8868]]
LABELS, WEIGHT = [0, 0, 0, 1], [9, 15, 80]
NONE = {"reduction": "none"}
LOSSES = lossctl.ce(LOGITS, LABELS, **NONE).losses


def verdict(expect: Any, **options: Any) -> Verdict:
    found = lossctl.ce(LOGITS, LABELS, expect=expect, **options).verdict
    assert found is not None
    return found


def said(expect: Any, **options: Any) -> list[str]:
    return list(lines(verdict(expect, **options)))


def test_a_number_that_matches_takes_one_line() -> None:
    assert said("1.1647") == ["expected 1.1647: matches, off 5.3e-05, allowed 1.0e-04"]


def test_a_number_that_differs_is_followed_by_its_causes() -> None:
    first, cause = said("11.6352", weight=WEIGHT)
    assert first == "expected 11.6352: no match, off 10.53, allowed 1.0e-04"
    assert cause == (
        "  most likely: 46.5407 / 4 = 11.635170: divided by the samples, 4, not by the weights, 42"
        " (Keras' sum_over_batch_size; reduction='none', then .mean())"
    )


def test_the_options_of_a_cause_have_a_line_to_paste() -> None:
    assert said("4.6586", weight=None)[1:] == [
        "  most likely: Σ l = 4.658586: the sum of the losses was taken; mean divides by 4",
        "    with reduction='sum'",
    ]


def test_of_three_digits_what_fits_is_offered_and_is_no_finding() -> None:
    for written, few in (("4.66", True), ("4.7", True), ("4.6586", False), ("4.660", False), ("0.0466", True)):
        assert verdict(written).few_digits is few
    assert said("4.66")[1:] == [
        "  with so few digits this fits: Σ l = 4.658586: the sum of the losses was taken; mean divides by 4",
        "    with reduction='sum'",
    ]
    lead, *others = (line for line in said("4.7") if not line.startswith("    "))
    assert lead.startswith("expected 4.7")
    assert others[0].startswith("  with so few digits th")
    assert "most likely" not in " ".join(others)


def test_a_negative_loss_stands_in_brackets_behind_a_sign() -> None:
    found = lossctl.ce([[0.7, 0.3], [0.4, 0.6]], [0, 1], from_="log-probs", expect="0.6500").verdict
    assert found is not None
    assert found.diagnosis[0].sentence.startswith("−(−0.65) = 0.650000: the sign is missing")


def test_where_nothing_gives_the_number_that_is_said() -> None:
    assert said("1.3371")[1:] == [f"  {NOTHING}"]


def test_of_an_array_the_first_difference_is_named() -> None:
    other = np.add(LOSSES, [0, 0, 0.5, 0.5]).tolist()
    assert said(other, **NONE) == [
        f"expected 4 losses: no match at [2], {other[2]!r}: off 0.5, allowed 2.0e-14",
        f"  {NOTHING}",
    ]
    assert verdict(other, **NONE).first == (2,)


def test_an_array_that_matches_tells_of_the_worst_difference() -> None:
    assert said(np.round(LOSSES, 3), **NONE) == ["expected 4 losses: matches, off 4.9e-04, allowed 0.001 at most"]


def test_an_array_is_diagnosed_as_a_whole() -> None:
    found = verdict(np.round(LOSSES, 4), weight=WEIGHT, **NONE).diagnosis[0]
    assert (found.cause, found.options) == ("weight-left-out", None)
    assert found.value == pytest.approx(LOSSES)


def test_one_number_stands_for_an_array_of_one() -> None:
    assert verdict([1.1647]).matches
    one = lossctl.ce(LOGITS[:1], LABELS[:1], expect=f"{LOSSES[0]:.4f}", **NONE).verdict
    assert one is not None
    assert one.matches


@pytest.mark.parametrize(
    ("expect", "options", "message"),
    [
        ([1.0, 2.0], {}, "an array of shape (2,) is expected, and the loss is one number"),
        ("1.1647", NONE, "one number is expected, and there are losses of shape (4,)"),
        ([1.0, 2.0], NONE, "an array of shape (2,) is expected, and the losses have shape (4,)"),
    ],
)
def test_another_shape_is_an_error(expect: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        verdict(expect, **options)
    assert error.value.problem == message


def test_an_array_may_lie_in_a_file(tmp_path: Path) -> None:
    np.save(tmp_path / "losses.npy", LOSSES)
    assert verdict(str(tmp_path / "losses.npy"), **NONE).matches


def test_of_an_input_too_large_to_copy_only_reductions_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "LARGEST", 10)
    assert said("1.3371")[1:] == [f"  {REDUCTIONS_ONLY}"]
    assert [cause.cause for cause in verdict("4.6586").diagnosis] == ["sum"]
    assert verdict("1.0234").diagnosis == ()


def test_of_a_large_input_two_readings_at_once_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {"weight": WEIGHT, "label_smoothing": 0.1}
    plain = f"{float(lossctl.ce(LOGITS, LABELS)):.6f}"
    assert [cause.cause for cause in verdict(plain, **weights).diagnosis][:1] == ["smoothing-left-out+weight-left-out"]
    monkeypatch.setattr(trials, "PAIRED", 10)
    assert verdict(plain, **weights).diagnosis == ()


@pytest.mark.parametrize(
    ("loss", "input", "target"),
    [(lossctl.bce, 0.25, 1.0), (lossctl.bce_logits, 0.25, 1.0), (lossctl.ce, [1.0, 2.0], 1), (lossctl.bce, [], [])],
)
def test_one_number_alone_and_none_at_all_have_a_verdict(loss: Any, input: Any, target: Any) -> None:
    assert loss(input, target, expect="1.2345").verdict.diagnosis == ()


def test_a_long_column_is_not_broadcast_to_more_losses_than_memory_holds() -> None:
    column = np.full(100_000, 0.25)
    found = lossctl.bce(column, column, expect="1.2345").verdict
    assert found is not None
    assert found.diagnosis == ()


def test_ignored_targets_beside_weights_have_a_verdict() -> None:
    labels = [*LABELS[:-1], -100]
    assert lossctl.ce(LOGITS, labels, weight=WEIGHT, expect="7.1234567").verdict.diagnosis == ()
