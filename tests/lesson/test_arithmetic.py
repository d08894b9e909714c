"""Numbers as on paper, and lines that come out with the digits shown."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossctl.lesson.arithmetic import evaluate, factor, fixed, line
from lossctl.lesson.sheet import Worked


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0000"),
        (-1.47591, "−1.4759"),
        (1030.0, "1030.0000"),
        (3.14e-9, "3.1400e−09"),
        (2.5e12, "2.5000e+12"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
    ],
)
def test_a_number_has_so_many_decimals(value: float, text: str) -> None:
    assert fixed(value, 4) == text


@pytest.mark.parametrize(("value", "text"), [(9.0, "9"), (0.2150, "0.215"), (1 - 0.8, "0.2"), (1 / 3, "0.333333")])
def test_a_factor_is_as_short_as_it_is_exact(value: float, text: str) -> None:
    assert factor(value, 6) == text


def test_the_trap_of_the_fourth_digit() -> None:
    """With 4 digits in the factors, 9 × 0.8835 is 7.9515 and not the 7.9516 of the table."""
    assert line(Worked(("−", 9.0, "×", -0.8835078), 7.9515702)) == "−9 × −0.883508  =  7.9516"


def test_factors_get_the_digits_that_the_result_needs() -> None:
    shown = line(Worked((1234567.0, "×", 1 / 3), 1234567.0 / 3))
    assert shown == "1234567 × 0.3333333333  =  411522.3333"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0 − ln(1 + 9.357623e−14)", -9.357623e-14),
        ("1 / (1 + exp(−0.6))", 1 / (1 + math.exp(-0.6))),
        ("−3 × ln 0.645656", -3 * math.log(0.645656)),
        ("(0.0952 + 0.0353) / 2", 0.06525),
        ("2.5e−09 × 4", 1e-8),
    ],
)
def test_a_left_side_has_a_value(text: str, value: float) -> None:
    assert float(evaluate(text)) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("text", ["ln 0", "1 / 0", "∞ × 2", "__import__('os')", "1 +", "x"])
def test_what_is_no_arithmetic_has_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        evaluate(text)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_a_quotient_comes_out_with_the_digits_shown(sum_: float, divisor: float) -> None:
    left, right = line(Worked((sum_, "/", divisor), sum_ / divisor, 4, 4)).split("  =  ")
    shown = float(right.replace("−", "-"))
    digits = 10.0 ** (math.floor(math.log10(abs(shown))) - 4) if "e" in right else 1e-4
    assert abs(float(evaluate(left)) - shown) <= 0.51 * digits
