"""Formulas, shapes and forms to the letter of PyTorch: what is clamped, what a mean divides by, what fits."""

import math

import numpy as np
import pytest

import lossctl

INF, NAN = math.inf, math.nan


# Formulas to the letter


def test_the_log_of_bce_is_clamped_at_minus_100_with_a_count(note):
    result = lossctl.bce([[0, 0.5], [1, 1]], [[1, 1], [0, 1]], reduction="none")
    assert result.loss.tolist() == [[100, math.log(2)], [100, 0]]
    assert "2 times" in note(result, "clamped at -100")


def test_a_clamp_that_changed_nothing_is_not_told():
    result = lossctl.bce([0.0, 1.0], [0, 1])
    assert result.loss == 0
    assert result.notes == ()


def test_a_subnormal_probability_is_clamped_too():
    assert lossctl.bce([5e-324], [1]).loss == 100


def test_kl_has_0_log_0_as_0():
    assert lossctl.kl([[0.5, 0.5]], [[0.0, 1.0]], from_="probs", reduction="none").loss.tolist() == [[0, math.log(2)]]


def test_kl_of_log_probabilities_of_minus_infinity_is_nan_as_in_pytorch():
    result = lossctl.kl([[0.0, 0.0]], [[-INF, 0.0]], target_from="log-probs", reduction="none")
    np.testing.assert_allclose(result.loss, [[NAN, math.log(2)]], rtol=1e-15)


def test_batchmean_divides_by_the_first_axis_of_the_input_as_given():
    for shape, axis in (((4, 3), 1), ((4, 3), 0), ((4, 3, 5), 1), ((4, 3, 5), 2), ((4,), 0)):
        x = np.random.default_rng(0).random(shape)
        total = lossctl.kl(x, x[::-1], target_from="logits", class_axis=axis, reduction="sum").loss
        result = lossctl.kl(x, x[::-1], target_from="logits", class_axis=axis, reduction="batchmean")
        assert (result.loss, result.denominator) == (pytest.approx(total / 4, rel=1e-15), 4)


def test_kl_of_one_sample_is_told_of_its_mean_over_classes():
    assert lossctl.kl([0.5, 1, 0.8], [0.3, 0.4, 0.3]).denominator == 3


@pytest.mark.parametrize(
    ("options", "denominator"),
    [
        ({}, 3),
        ({"weight": [1, 2, 4]}, 9),
        ({"ignore_index": 2}, 1),
        ({"ignore_index": 2, "weight": [1, 2, 4]}, 1),
        ({"weight": [1, 2, 4], "label_smoothing": 0.5}, 9),
        ({"sample_weight": [0.5, 0, 2]}, 2.5),
        ({"sample_weight": [0.5, 0, 2], "weight": [1, 2, 4]}, 8.5),
        ({"reduction": "sum", "weight": [1, 2, 4]}, 1),
    ],
)
def test_the_mean_of_ce_divides_by_the_weights_of_the_targets_that_count(logits, options, denominator):
    result = lossctl.ce([*logits, [1, 2, 3]], [0, 2, 2], **options)
    assert result.denominator == denominator
    assert result.sum == pytest.approx(
        lossctl.ce([*logits, [1, 2, 3]], [0, 2, 2], **{**options, "reduction": "none"}).loss.sum()
    )


def test_the_mean_of_ce_with_probabilities_divides_by_the_positions():
    assert lossctl.ce(np.zeros((2, 3, 4)), np.full((2, 3, 4), 1 / 3), weight=[1, 2, 4]).denominator == 8


def test_the_mean_of_bce_divides_by_the_elements_whatever_their_weights(probs):
    assert lossctl.bce(probs, probs, weight=[5, 0, 2]).denominator == 6
    assert lossctl.bce_logits(probs, probs, weight=[5, 0, 2], pos_weight=3).denominator == 6


def test_targets_that_are_ignored_need_not_be_valid(logits):
    result = lossctl.ce([*logits, [NAN, INF, 1]], [0, 2, 255], ignore_index=255)
    assert result.loss == pytest.approx(lossctl.ce(logits, [0, 2]).loss, rel=1e-15)
    assert (result.count, result.ignored) == (2, 1)


# Shapes


def test_one_sample_has_a_scalar_target_or_one_of_one_number(logits):
    assert lossctl.ce(logits[0], 1).loss == lossctl.ce(logits[0], [1]).loss == lossctl.ce(logits[:1], [1]).loss
    assert lossctl.ce(logits[0], 1, reduction="none").loss.shape == ()


def test_indices_in_a_column_are_squeezed_with_a_note(note, logits):
    result = lossctl.ce(logits, [[0], [1]])
    assert result.loss == lossctl.ce(logits, [0, 1]).loss
    assert "(2, 1)" in note(result, "is read as (2,)")


def test_weights_in_a_row_serve_as_weights_per_class(logits):
    assert lossctl.ce(logits, [0, 1], weight=[[1, 2, 3]]).loss == lossctl.ce(logits, [0, 1], weight=[1, 2, 3]).loss


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int64, np.uint64, ">i4", np.float16, np.float64, bool])
def test_indices_are_whole_numbers_of_any_dtype(logits, dtype):
    assert lossctl.ce(logits, np.array([1, 0], dtype)).loss == lossctl.ce(logits, [1, 0]).loss


def test_one_hot_targets_of_whole_numbers_are_probabilities(logits):
    assert lossctl.ce(logits, [[0, 1, 0], [1, 0, 0]]).loss == pytest.approx(lossctl.ce(logits, [1, 0]).loss, rel=1e-15)


def test_an_element_may_have_no_axes():
    assert lossctl.bce(0.25, 1).loss == lossctl.bce([0.25], [1]).loss == pytest.approx(math.log(4), rel=1e-15)


# Probabilities as given, temperature, float32


@pytest.mark.parametrize("target", [[0, 1], [[1.0, 0.0], [0.0, 1.0]]])
def test_probabilities_that_do_not_sum_to_1_are_taken_as_given_with_a_note(note, target):
    result = lossctl.ce([[0.25, 0.25], [0.5, 0.5]], target, from_="probs")
    assert result.loss == pytest.approx((math.log(4) + math.log(2)) / 2, rel=1e-15)
    assert note(result, "taken as given")


def test_a_probability_of_0_is_an_infinite_loss_without_a_clamp():
    assert lossctl.ce([[0, 1]], [0], from_="probs").loss == INF


def test_the_temperature_divides_the_logits_of_both_sides(logits, probs):
    one = lossctl.kl(logits, probs, target_from="logits", temperature=4)
    other = lossctl.kl(np.array(logits) / 4, np.array(probs) / 4, target_from="logits")
    assert one.loss == other.loss


def test_float32_casts_the_input_and_rounds_the_result_once(logits):
    losses = lossctl.ce(logits, [0, 1], dtype="float32", reduction="none").loss
    assert losses.dtype == np.float32
    result = lossctl.ce(logits, [0, 1], dtype="float32")
    assert result.loss == np.float32(math.fsum(losses.tolist()) / 2)


def test_an_input_past_float32_is_infinite_with_its_address(note):
    result = lossctl.ce([[0, 1], [1e300, 0]], [0, 1], dtype="float32")
    assert "input[1, 0] is inf" in note(result, "NaN")
