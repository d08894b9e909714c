"""Decimals in bulk are what JSON makes of them, or nothing."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossctl.inputs.readers.json.json_numbers import read_rows

NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(["-0", "-0.0", "0", "1e5", "2E-3", "1e+5", "0.0e0"]),
)
TEXT = st.text("[],-+.eE0123456789 \n", max_size=12)


def read(text: str, width: int | None) -> list[object] | None:
    values = json.loads(f"[{text}]")
    numbers = read_rows(text.encode(), b",", len(values), width)
    return None if numbers is None else numbers.tolist()


@given(st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=1), st.sampled_from([",", ", "]))
def test_rows_are_what_json_makes_of_them(rows: list[list[str]], comma: str) -> None:
    text = comma.join(f"[{comma.join(row)}]" for row in rows)
    numbers = read_rows(text.encode(), b",", len(rows), 3)
    if numbers is not None:
        assert numbers.tobytes() == np.array(json.loads(f"[{text}]"), np.float64).tobytes()


@given(TEXT, st.integers(1, 4), st.sampled_from([None, 1, 2]), st.sampled_from([b",", b"\n"]))
def test_what_is_not_json_is_nothing(text: str, rows: int, width: int | None, between: bytes) -> None:
    numbers = read_rows(text.encode(), between, rows, width)
    if numbers is not None:
        values = (
            [json.loads(line) for line in text.strip().split("\n")] if between == b"\n" else json.loads(f"[{text}]")
        )
        assert numbers.tolist() == values


def test_plain_rows_are_read() -> None:
    assert read("[1, -2.5], [3e-1, 0]", 2) == [[1, -2.5], [0.3, 0]]
    assert read("1, -2.5,3e-1", None) == [1, -2.5, 0.3]


@pytest.mark.parametrize(
    "text", ["01", "+1", ".5", "5.", "-.5", "1 2", "1\n2", "", "NaN", "true", "-", "1,", "-01", "1.e5"]
)
def test_what_json_has_not_is_not_read(text: str) -> None:
    assert read_rows(text.encode(), b",", 1, None) is None
    assert read_rows(f"[{text}]".encode(), b",", 1, 1) is None
    assert read_rows(f"[0, {text}]".encode(), b",", 1, 2) is None


@pytest.mark.parametrize("text", ["-0", "-0.0", "9223372036854775808", "1e300"])
def test_special_numbers_are_left_to_json(text: str) -> None:
    assert read_rows(text.encode(), b",", 1, None) is None


@pytest.mark.parametrize("lines", [b"[1\n2]", b"[1],[2]\n[3]", b"[1]\n[2],[3]", b"[1],\n[2]"])
def test_rows_on_lines_are_one_on_each(lines: bytes) -> None:
    assert read_rows(lines, b"\n", 2, 1) is None
