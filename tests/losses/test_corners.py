"""The corners of the contract, each as a sentence with its number and its note."""

import math

import numpy as np
import pytest

import lossctl

INF, NAN = math.inf, math.nan


# Masked classes, infinities, NaN


def test_a_logit_of_minus_infinity_masks_its_class(note):
    result = lossctl.ce([[1, -INF, 2]], [0])
    assert result.loss == lossctl.ce([[1, 2]], [0]).loss == pytest.approx(math.log1p(math.e), rel=1e-15)
    assert "1 sample" in note(result, "-inf masks classes")


def test_a_target_on_a_masked_class_is_infinite_and_the_note_has_its_address(note):
    result = lossctl.ce([[1, 2, 3], [1, -INF, 2]], [0, 1])
    assert result.loss == INF
    assert "input[1, 1] is -inf" in note(result, "infinite")


@pytest.mark.parametrize(
    "result",
    [
        lambda: lossctl.ce([[1, -INF]], [[1.0, 0.0]]),
        lambda: lossctl.ce([[1, -INF], [1, 2]], [1, 0], weight=[1, 0]),
        lambda: lossctl.ce([[1, -INF]], [[0.5, 0.5]], weight=[1, 0]),
        lambda: lossctl.kl([[1, -INF]], [[1.0, 0.0]]),
    ],
)
def test_0_times_infinity_is_nan_with_a_note(note, result):
    assert math.isnan(result().loss)
    assert "NaN" in note(result(), "0 · ∞")


def test_a_sample_of_nothing_but_masked_classes_is_nan():
    assert math.isnan(lossctl.ce([[-INF, -INF]], [0]).loss)


def test_a_logit_of_plus_infinity_is_nan_as_in_pytorch(note):
    result = lossctl.ce([[1, 2], [1, INF]], [0, 1])
    assert math.isnan(result.loss)
    assert "input[1, 1] is inf" in note(result, "NaN")


@pytest.mark.parametrize(
    ("result", "address"),
    [
        (lambda: lossctl.ce([[1, 2], [NAN, 2]], [1, 0]), "input[1, 0] is NaN"),
        (lambda: lossctl.bce([0.5, NAN], [0, 1]), "input[1] is NaN"),
        (lambda: lossctl.bce([0.5, 0.5], [0, NAN]), "target[1] is NaN"),
        (lambda: lossctl.bce_logits([[1, 2], [3, NAN]], [[0, 1], [1, 1]]), "input[1, 1] is NaN"),
        (lambda: lossctl.kl([[1, 2], [3, 4]], [[0.5, 0.5], [NAN, 1]]), "target[1, 0] is NaN"),
        (
            lambda: lossctl.ce(np.where(np.arange(24).reshape(2, 3, 4) == 17, NAN, 1), np.zeros((2, 4))),
            "input[1, 1, 1] is NaN",
        ),
    ],
)
def test_nan_is_carried_through_and_reported_with_its_address(note, result, address):
    assert math.isnan(result().loss)
    assert address in note(result(), "the sum is NaN")


def test_bce_logits_at_infinity_is_the_limit(note):
    result = lossctl.bce_logits([INF, -INF, INF, -INF, INF], [1, 0, 0, 1, 0.5], reduction="none")
    assert result.loss.tolist() == [0, 0, INF, INF, INF]
    assert "5 logits infinite" in note(result, "PyTorch: NaN")


# Nothing to reduce


EMPTY = {
    "ce": lambda reduction: lossctl.ce(np.zeros((0, 3)), np.zeros(0), reduction=reduction),
    "ce, probabilities": lambda reduction: lossctl.ce(np.zeros((0, 3)), np.zeros((0, 3)), reduction=reduction),
    "ce, deep": lambda reduction: lossctl.ce(np.zeros((2, 3, 0)), np.zeros((2, 0)), reduction=reduction),
    "bce": lambda reduction: lossctl.bce(np.zeros((0, 3)), np.zeros((0, 3)), reduction=reduction),
    "bce-logits": lambda reduction: lossctl.bce_logits(np.zeros(0), np.zeros(0), reduction=reduction),
    "kl": lambda reduction: lossctl.kl(np.zeros((0, 3)), np.zeros((0, 3)), reduction=reduction),
}


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_input_has_a_mean_of_nan_and_a_sum_of_0(note, name):
    assert math.isnan(EMPTY[name]("mean").loss)
    assert EMPTY[name]("sum").loss == 0
    assert EMPTY[name]("none").loss.size == 0
    assert "empty" in note(EMPTY[name]("mean"), "the mean is NaN")


def test_all_targets_ignored_is_a_mean_of_nan_a_sum_of_0_and_zeros(note, logits):
    assert math.isnan(lossctl.ce(logits, [-100, -100]).loss)
    assert lossctl.ce(logits, [-100, -100], reduction="sum").loss == 0
    assert lossctl.ce(logits, [-100, -100], reduction="none").loss.tolist() == [0, 0]
    assert "the mean is NaN" in note(lossctl.ce(logits, [-100, -100]), "every target is ignored")


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 1.0])
def test_class_weights_that_sum_to_0_have_a_mean_of_nan(note, logits, smoothing):
    result = lossctl.ce(logits, [0, 0], weight=[0, 1, 1], label_smoothing=smoothing)
    assert math.isnan(result.loss)
    assert "the mean is NaN" in note(result, "weights of the targets sum to 0")


def test_sample_weights_of_0_leave_nothing(probs):
    for function, target in (
        (lossctl.ce, [0, 1]),
        (lossctl.bce, probs),
        (lossctl.bce_logits, probs),
        (lossctl.kl, probs),
    ):
        result = function(probs, target, sample_weight=[0, 0])
        assert math.isnan(result.loss)
        assert (result.sum, result.count) == (0, 0)


# Large numbers


def test_logits_of_1e308_do_not_overflow():
    assert lossctl.ce([[1e308, -1e308], [-1e308, 1e308]], [0, 1]).loss == 0
    assert lossctl.ce([[1e308, 1e308, -1e308]], [1]).loss == math.log(2)
    assert lossctl.bce_logits([1e308, -1e308], [1, 0]).loss == 0


def test_a_sum_past_float64_is_infinite_and_the_mean_of_finite_losses_stays_finite():
    result = lossctl.ce([[1e308, 0], [1e308, 0]], [1, 1])
    assert (result.loss, result.sum) == (1e308, INF)
    assert lossctl.ce([[1e308, 0], [1e308, 0]], [1, 1], reduction="sum").loss == INF
    assert lossctl.bce_logits([1.5e308, 1.7e308], [0, 0]).loss == 1.6e308


def test_a_loss_past_float64_is_infinite():
    assert lossctl.ce([[1e308, -1e308]], [1]).loss == INF
