"""Decimals in bulk are the floats that Python reads, to the bit, or are left to others."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from lossctl.inputs.readers.decimals import decimals

PLAIN = st.from_regex(r"-?([0-9]{1,9}(\.[0-9]{0,6})?|\.[0-9]{1,12})", fullmatch=True)
SHORT = st.text("0123456789", min_size=1, max_size=16)


def python_reads(text: str, delimiter: str) -> list[float] | None:
    try:
        return [float(cell) for cell in text.removesuffix("\n").replace("\n", delimiter).split(delimiter)]
    except ValueError:
        return None


@given(st.lists(PLAIN, min_size=1), st.sampled_from(",;\t"), st.sampled_from(["", "\n"]))
@example(["-0", "-.5", "5.", "0.000001", "9007199254740991"], ",", "\n")
def test_plain_numbers_are_read(cells: list[str], delimiter: str, end: str) -> None:
    text = delimiter.join(cells) + end
    found = decimals(text.encode(), delimiter.encode())
    assert found is not None
    assert found.tobytes() == np.array(python_reads(text, delimiter)).tobytes()


@given(st.lists(SHORT | st.floats(allow_nan=False).map(repr), min_size=1))
def test_long_numbers_are_read_to_the_bit_or_left(cells: list[str]) -> None:
    text = ",".join(cells)
    found = decimals(text.encode(), b",")
    assert found is None or found.tobytes() == np.array(python_reads(text, ",")).tobytes()


@given(st.text("0123456789.-,\n", max_size=40))
def test_what_is_no_number_is_left(text: str) -> None:
    expected, found = python_reads(text, ","), decimals(text.encode(), b",")
    assert found is None or (expected is not None and found.tobytes() == np.array(expected).tobytes())


def test_other_numbers_are_left() -> None:
    for text in ("1e3", "nan", "inf", "+1", " 1", "1_0", "9007199254740993", "", "é"):
        assert decimals(text.encode(), b",") is None
