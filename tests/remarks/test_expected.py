"""How near is equal: the contract's rules, line by line."""

import math
from typing import Any

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.remarks.expected import Expected, expectation, of_array, of_text

THIRD = float(np.float32(1) / 3)  # 0.3333333432674408
NEXT = float(np.nextafter(np.float32(THIRD), np.float32(1)))


def allowed(text: str) -> float:
    return of_text(text).allowed


@pytest.mark.parametrize(
    ("written", "unit"), [("1.6557", 1e-4), ("0.60", 1e-2), ("-0.0179", 1e-4), ("1.20e-3", 1e-5), ("2000.5", 0.1)]
)
def test_a_number_may_be_off_by_one_unit_of_its_last_digit(written: str, unit: float) -> None:
    expected = of_text(written)
    assert expected.matches(expected.value + unit)
    assert expected.matches(expected.value - unit)
    assert not expected.matches(expected.value + 1.01 * unit)


def test_a_number_that_was_cut_off_matches_as_one_that_was_rounded() -> None:
    assert of_text("1.6556").matches(1.65568457)
    assert of_text("1.6557").matches(1.65568457)


@pytest.mark.parametrize("written", ["1e300", "1.23456e39", "-3.5e38", "123456789012345678901234567890.5"])
def test_a_number_that_no_float32_prints_may_be_of_any_size(written: str) -> None:
    expected = of_text(written)
    assert expected.matches(float(written))
    assert not expected.matches(3 * float(written))


@pytest.mark.parametrize("written", ["0", "1.0", "-1", "2000.", "2.1e1"])
def test_a_whole_number_is_meant_exactly(written: str) -> None:
    value = float(written)
    assert of_text(written).matches(value)
    assert of_text(written).matches(value * (1 + 2.0**-52))  # float64's own rounding
    assert not of_text(written).matches(value + 1e-9)


@pytest.mark.parametrize(
    "written",
    [repr(THIRD), "1.1064976453781128", "0.33333334", "1.3843943", "16.118095", "1.65", "0.0", "0.", "6682447.0"],
)
def test_a_number_that_float32_can_print_has_room_for_the_error_of_float32(written: str) -> None:
    expected = of_text(written)
    assert expected.in_float32
    wide = expected.allowing(0.0)
    assert wide.allowed == pytest.approx(max(expected.allowed, 1.3e-6 * expected.value), abs=1e-300)
    assert expected.allowing(50.0).allowed == pytest.approx(50)


@pytest.mark.parametrize(
    "written", ["0.33333333333333331", "0.3333333333", "1.6556845738622847", "1.73935845", "2", "nan"]
)
def test_one_that_float32_cannot_print_has_none(written: str) -> None:
    expected = of_text(written)
    assert not expected.in_float32
    assert expected.allowing(0.5) is expected


def test_more_digits_than_float32_has_are_meant_to_the_last() -> None:
    assert allowed("0.33333333333333331") < 1e-14
    assert allowed("0.3333333333") == pytest.approx(1e-10)


def test_a_whole_number_with_more_decimals_is_a_print_like_others() -> None:
    assert allowed("2.0000") == pytest.approx(1e-4)


def test_a_stated_tolerance_leaves_no_room_for_float32() -> None:
    assert not expectation("1.65", atol=1e-9).in_float32


@pytest.mark.parametrize(
    "written",
    ["tensor(1.6557)", "tensor(1.6557, grad_fn=<NllLossBackward0>)", "torch.tensor(1.6557)", " 1.6557 ",
     "tensor(1.6557, dtype=torch.float64)", "np.float64(1.6557)", "tensor(1.6557,\n       device='cuda:0')"],
)  # fmt: skip
def test_a_printed_tensor_is_its_number(written: str) -> None:
    expected = expectation(written)
    assert (expected.value, expected.allowed) == (1.6557, pytest.approx(1e-4))
    assert expected.written == "1.6557"


@pytest.mark.parametrize(
    ("written", "room"),
    [("tensor(1.8984, dtype=torch.bfloat16)", 2**-7), ("tensor(1.8984, dtype=torch.float16, grad_fn=<X>)", 2**-10),
     ("Array(1.8984, dtype=bfloat16)", 2**-7)],
)  # fmt: skip
def test_a_number_that_says_it_is_of_half_precision_has_its_room(written: str, room: float) -> None:
    assert expectation(written).allowed == pytest.approx(1.8984 * room)


def test_a_minus_sign_of_typesetting_is_a_minus() -> None:
    assert of_text("−0.4567").value == -0.4567


@pytest.mark.parametrize(("written", "same", "other"), [("nan", math.nan, 1.0), ("inf", math.inf, 1e300)])
def test_nan_and_infinity_match_themselves(written: str, same: float, other: float) -> None:
    assert of_text(written).matches(same)
    assert not of_text(written).matches(other)
    assert not of_text(written).matches(-math.inf)
    assert not of_text("1.5").matches(same)


@pytest.mark.parametrize("written", ["1.6.5", "loss", "", "tensor()"])
def test_what_is_no_number_is_said_to_be_none(written: str) -> None:
    with pytest.raises(InputError, match="is not a number"):
        of_text(written)


@pytest.mark.parametrize(
    ("tolerances", "room"),
    [({"atol": 0.01}, 0.01), ({"rtol": 0.1}, 0.2), ({"rtol": 0.1, "atol": 0.01}, 0.21), ({"rtol": 0.0}, 0.0)],
)
def test_a_tolerance_that_is_stated_stands_for_the_digits(tolerances: dict[str, float], room: float) -> None:
    assert expectation("2.0000", **tolerances).allowed == pytest.approx(room)
    assert expectation(np.array([2.0, -2.0]), **tolerances).allowed == pytest.approx([room, room])


@pytest.mark.parametrize("wrong", [{"rtol": -1.0}, {"atol": math.nan}])
def test_a_tolerance_below_0_is_none(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError, match="is no tolerance: 0 or more is"):
        expectation("1.5", **wrong)


def test_a_number_of_python_is_meant_as_it_is_printed() -> None:
    assert expectation(1.6557).allowed == pytest.approx(1e-4)
    assert expectation(2).matches(2.0)


def test_an_array_has_the_decimals_of_its_print() -> None:
    expected = of_array(np.array([0.5, 1.6557, 2.0]))
    assert expected.allowed == pytest.approx([1e-4, 1e-4, 1e-4])
    assert expected.matches([0.50006, 1.6557, 2.0])
    assert not expected.matches([0.5, 1.6559, 2.0])


def test_an_array_of_float32_is_read_as_such() -> None:
    values = np.array([THIRD, 1.5])
    for found in (of_array(values.astype(np.float32)), of_array(np.array([THIRD, NEXT]))):
        assert found.in_float32
        assert found.allowing(np.array([0.0, 0.1])).allowed == pytest.approx([1.3e-6 * THIRD, 0.1])


def test_an_array_may_hold_nan_and_infinity() -> None:
    expected = of_array(np.array([math.nan, math.inf, 0.25]))
    assert expected.matches([math.nan, math.inf, 0.25])
    assert not expected.matches([math.nan, -math.inf, 0.25])
    assert not expected.matches([0.0, math.inf, 0.25])


@pytest.mark.parametrize("loss", [1.5, math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("value", [1.5, 2.5, math.nan, math.inf])
def test_a_number_and_an_array_of_one_are_compared_alike(value: float, loss: float) -> None:
    one, many = Expected(value, 0.5), Expected(np.array([value]), np.array([0.5]))
    assert one.matches(loss) == many.matches(np.array([loss]))
    distances: tuple[Any, Any] = (one.off(loss), many.off(np.array([loss]))[0])
    assert distances[0] == pytest.approx(distances[1], nan_ok=True)


@pytest.mark.parametrize("written", ["1e39", "1e300", "-1e300", "1e7", "1e99999999999"])
def test_a_number_with_one_digit_and_an_exponent_matches_none_of_another_size(written: str) -> None:
    assert not of_text(written).matches(1.9)


@pytest.mark.parametrize("written", ["0.1234567890123456789012345678901234567", "1" * 40, "1e-99999999999", "9" * 5000])
def test_a_number_of_any_length_and_exponent_is_read(written: str) -> None:
    assert of_text(written).matches(float(written))
    assert not of_text(written).matches(1.9)
