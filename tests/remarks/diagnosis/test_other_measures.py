"""What is said of measures in place of the loss is true under every reduction, and each number is named once."""

import numpy as np
import pytest

import lossctl

LOGITS = [[1.0, 2.0, 3.0], [2.0, 1.0, 0.0], [0.5, 0.1, 0.2], [0.3, 0.1, 0.9]]


def sentences(target: list[int], expect: str, **options: object) -> list[str]:
    verdict = lossctl.ce(LOGITS, target, expect=expect, **options).verdict
    assert verdict is not None
    return [cause.sentence for cause in verdict.diagnosis]


def test_where_half_are_right_one_sentence_names_accuracy_and_error_rate() -> None:
    (sentence,) = sentences([2, 1, 0, 1], "0.50000")
    assert sentence.startswith("2 / 4 = 0.500000: the accuracy or the error rate, the share of")


@pytest.mark.parametrize(("target", "value"), [([2, 0, 0, 2], "0.00000"), ([0, 1, 1, 1], "0.00000")])
def test_no_rate_of_0_is_named(target: list[int], value: str) -> None:
    """A loss of 0 has other reasons."""
    assert sentences(target, value) == []


def test_ignored_targets_have_no_part_in_the_accuracy() -> None:
    (sentence,) = sentences([2, -100, 0, 1], "0.6666667")
    assert sentence.startswith("2 / 3 = 0.666667: the accuracy")


def test_a_sum_of_squares_is_not_called_a_mean() -> None:
    p = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)
    value = ((p - np.eye(3)[[2, 1, 0, 1]]) ** 2).sum()
    (sentence,) = sentences([2, 1, 0, 1], f"{value:.7f}", reduction="sum")
    assert "the squared error" in sentence
    assert "mean" not in sentence


def test_the_top_3_accuracy_counts_targets_among_the_three_largest_inputs() -> None:
    x = np.random.default_rng(0).standard_normal((40, 7)).round(3)
    target = np.random.default_rng(1).integers(0, 7, 40)
    share = np.mean([t in np.argsort(-row)[:3] for row, t in zip(x, target, strict=True)])
    verdict = lossctl.ce(x, target, expect=f"{share:.4f}").verdict
    assert verdict is not None
    assert verdict.diagnosis[0].cause == "top-3-accuracy"


def test_nobody_takes_the_perplexity_of_an_accuracy() -> None:
    assert sentences([2, 1, 0, 1], f"{np.exp(0.5):.7f}") == []
