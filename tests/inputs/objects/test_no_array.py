"""Objects that no array can hold: what contains itself, and numbers that are larger than any float64."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import lossctl

BEYOND = "a number that float64 cannot hold: the largest is 1.8e308\n  infinity is float('inf')"
ENDLESS = "is nested too deep, or contains itself\n  give nested lists of numbers, or an array"
Given = Callable[[], Any]


def of_itself() -> list[Any]:
    made: list[Any] = []
    made.append(made)
    return made


def beside_numbers() -> list[Any]:
    made: list[Any] = [1.0, 2.0]
    made.append(made)
    return made


def in_a_tuple() -> tuple[Any]:
    made: tuple[Any] = ([],)
    made[0].append(made)
    return made


def of_names() -> dict[str, Any]:
    made: dict[str, Any] = {"labels": [0]}
    made["logits"] = made
    return made


def in_records() -> list[Any]:
    made: list[Any] = [{"label": 0}]
    made[0]["logits"] = made
    return made


def very_deep() -> Any:
    made: Any = 1
    for _ in range(5000):
        made = [made]
    return made


@pytest.mark.parametrize("make", [of_itself, beside_numbers, in_a_tuple, of_names, in_records, very_deep])
def test_what_contains_itself_is_no_array(make: Given) -> None:
    calls: dict[str, Callable[[Any], object]] = {
        "input": lambda value: lossctl.ce(value, [0]),
        "target": lambda value: lossctl.ce([[1.0, 2.0]], value),
        "weight": lambda value: lossctl.ce([[1.0, 2.0]], [0], weight=value),
    }
    for name, call in calls.items():
        with pytest.raises(lossctl.InputError) as caught:
            call(make())
        assert str(caught.value) == f"{name}: {ENDLESS}"


@pytest.mark.parametrize("number", [10**400, -(10**400), Fraction(10**400), Decimal("1e400")])
def test_a_number_beyond_float64_is_no_infinity(number: Any) -> None:
    for given, place in (
        ([[2.0, 1.0], [number, 2.0]], "input, index [1, 0]"),
        ([[2, 1], [1, number]], "input, index [1, 1]"),
        (np.array([[2, number], [1, 1]], dtype=object), "input, index [0, 1]"),
        ({"logits": [[1, 2], [3, number]]}, "input"),
    ):
        with pytest.raises(lossctl.InputError) as caught:
            lossctl.ce(given, [0, 1])
        told = str(caught.value)
        assert told.startswith(place)
        assert isinstance(given, dict) or told == f"{place}: {BEYOND}"


def test_a_number_beyond_float64_in_a_column_has_its_row_and_name() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": pandas.Series([1, 10**400], dtype=object), "b": [1, 2]})
    with pytest.raises(lossctl.InputError) as caught:
        lossctl.ce(frame, [0, 1])
    assert str(caught.value) == f"input, index [1], column a: {BEYOND}"
    lists = pandas.DataFrame({"x": pandas.Series([[1, 2], [10**400, 1]], dtype=object), "label": [0, 1]})
    with pytest.raises(lossctl.InputError) as caught:
        lossctl.ce(lists)
    assert str(caught.value) == f"input, index [1, 0]: {BEYOND}"


def test_infinities_and_large_whole_numbers_stay_numbers() -> None:
    for large in (2**70, 10**300, Decimal("1e300"), Fraction(10**300)):
        assert lossctl.ce([[large, 2]], [1]).loss == float(large) - 2
    for infinite in (float("-inf"), Decimal("-Infinity")):
        assert lossctl.ce([[infinite, 2]], [1]).loss == 0
