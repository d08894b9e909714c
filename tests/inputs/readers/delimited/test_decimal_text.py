"""What our own reader of decimals leaves to others; what it reads, to the bit, is in test_load.py."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from lossctl.inputs.readers.delimited.decimal_text import read_decimals


def python_reads(text: str, delimiter: str) -> list[list[float]] | None:
    """The numbers of lines as long as each other."""
    try:
        rows = [[float(cell) for cell in line.split(delimiter)] for line in text.removesuffix("\n").split("\n")]
    except ValueError:
        return None
    return rows if len(set(map(len, rows))) == 1 else None


@given(st.text("0123456789.e+-,\n", max_size=40), st.integers(1, 3))
@example("1e5.0", 1)
@example("1e5e5", 1)
@example("1,2\n3", 1)
def test_what_is_no_table_of_decimals_is_left(text: str, width: int) -> None:
    expected, found = python_reads(text, ","), read_decimals(text.encode(), b",", width)
    if expected is None or len(expected[0]) != width:
        assert found is None
    else:
        assert found is not None
        assert found.tobytes() == np.array(expected).tobytes()


def test_other_numbers_are_left() -> None:
    for text in ("nan", "inf", " 1", "1 ", "1_0", "0x1", "", "\n", "é", "1\n\n2", "# 1"):
        assert read_decimals(text.encode(), b",", 1) is None
