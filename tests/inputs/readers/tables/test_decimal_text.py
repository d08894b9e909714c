"""Decimals in bulk are the floats that Python reads, to the bit, or are left to others."""

from decimal import Decimal

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from lossctl.inputs.readers.tables.decimal_text import read_decimals

WRITTEN = st.from_regex(r"[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})([eE][+-]?[0-9]{1,3})?", fullmatch=True)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
PRINTED = st.sampled_from(["{!r}", "{:.18e}", "{:.17g}", "{:.6f}", "{:.30f}"])


def python_reads(text: str, delimiter: str) -> list[list[float]] | None:
    """The numbers of lines as long as each other."""
    try:
        rows = [[float(cell) for cell in line.split(delimiter)] for line in text.removesuffix("\n").split("\n")]
    except ValueError:
        return None
    return rows if len(set(map(len, rows))) == 1 else None


def assert_read(cells: list[str], delimiter: str = ",", end: str = "\n") -> None:
    found = read_decimals((delimiter.join(cells) + end).encode(), delimiter.encode(), len(cells))
    assert found is not None
    assert found.tobytes() == np.array([[float(cell) for cell in cells]]).tobytes()


def halfway(number: float) -> Decimal:
    """What lies exactly between a float and the next: it is rounded to the even one."""
    return (Decimal(number) + Decimal(float(np.nextafter(number, np.inf)))) / 2


@given(st.lists(WRITTEN, min_size=1), st.sampled_from(",;\t"), st.sampled_from(["", "\n"]))
@example(["-0", "-.5", "5.", "+0.000001", "9007199254740993", "0e999", "1e400", "5e-324"], ",", "\n")
@example(["9" * 19, "9" * 20, "9" * 24, "9" * 25, "1" * 310, "0." + "0" * 40 + "1", "1e00000000000000001"], ",", "\n")
def test_decimals_are_read(cells: list[str], delimiter: str, end: str) -> None:
    assert_read(cells, delimiter, end)


@given(st.lists(FLOATS, min_size=1), PRINTED)
def test_printed_floats_are_read_to_the_bit(numbers: list[float], form: str) -> None:
    assert_read([form.format(number) for number in numbers])


@given(st.lists(st.floats(-1e25, 1e25), min_size=1), st.integers(-3, 3))
def test_ties_and_their_neighbours_are_read_to_the_bit(numbers: list[float], beside: int) -> None:
    from decimal import localcontext

    with localcontext() as context:
        context.prec = 1200
        ties = [halfway(number) for number in numbers]
        assert_read([f"{tie:f}" for tie in ties])
        assert_read([f"{tie * (1 + beside * Decimal(10) ** -30):.40e}" for tie in ties])
    assert_read([f"{tie:.18e}" for tie in ties])


def test_whole_numbers_halfway_between_two_floats() -> None:
    assert_read([str(2**53 + each) for each in range(-4, 5)] + [str(2**62 + 512 * each) for each in range(9)])


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
