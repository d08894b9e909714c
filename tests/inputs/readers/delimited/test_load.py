"""Numbers in bulk are the floats that Python reads, to the bit, or are left to the careful reader."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lossctl.inputs.readers.delimited import load as load_module
from lossctl.inputs.readers.delimited.decimal_text import read_decimals
from lossctl.inputs.readers.delimited.load import is_even, load
from lossctl.inputs.readers.delimited.number_notation import NUMBER

WRITTEN = st.from_regex(r"[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})([eE][+-]?[0-9]{1,3})?", fullmatch=True)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
PRINTED = st.sampled_from(["{!r}", "{:.18e}", "{:.17g}", "{:.6f}", "{:.30f}"])


@pytest.fixture(autouse=True, scope="module", params=[1, 1 << 40], ids=["decimal_text", "loadtxt"])
def bulk(request: pytest.FixtureRequest) -> Iterator[None]:
    """Our own reader is tried first, or never."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load_module, "BULK", request.param)
        yield


def python_reads(text: str, delimiter: str) -> list[list[float]] | None:
    """The numbers of lines as long as each other; blank lines are none."""
    rows = [line.split(delimiter) for line in text.split("\n") if line]
    if len(set(map(len, rows))) != 1 or not all(NUMBER.fullmatch(cell) for row in rows for cell in row):
        return None
    return [[float(cell) for cell in row] for row in rows]


def assert_read(cells: list[str], delimiter: str = ",", end: str = "\n") -> None:
    """By `load`, whichever reader it asks first, and by our own reader, which leaves none of these to others."""
    line = (delimiter.join(cells) + end).encode()
    for found in (load(line, delimiter), read_decimals(line, delimiter.encode(), len(cells))):
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


@given(st.text("0123456789.e+- ,\n", max_size=40))
@example("1e5.0")
@example("1e5e5")
@example("1,2\n3")
@example("1\n\n2")
def test_what_is_no_table_of_numbers_is_left(text: str) -> None:
    expected, found = python_reads(text, ","), load(text.encode(), ",")
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert found.tobytes() == np.array(expected).tobytes()


@pytest.mark.parametrize(
    "text", ["1_0", "0x1", "0x1p3", "1e", "1d5", "1j", "True", "nan(1)", "in", "", "\n", "# 1", "1 # c", "1\r2", "\0"]
)
def test_what_is_no_number_is_left(text: str) -> None:
    assert load(text.encode(), ",") is None


@pytest.mark.parametrize("text", ["é", "\u0661", "\xa01", "1\x85", "1²", "\u3000", "\U00108cb8"])
def test_other_characters_are_left_wherever_they_stand(text: str) -> None:
    for dtype in (np.float64, np.int64):
        assert load(f"1,{text}".encode(), ",", dtype) is None
        assert load(f"1,{text}".encode(), ",", dtype, [0]).tolist() == [[1]]


@given(st.data(), st.integers(1, 4), st.sampled_from([",", ";", "\t"]), st.sampled_from(["", "\n"]))
def test_columns_are_those_of_each_line(data: st.DataObject, width: int, delimiter: str, end: str) -> None:
    row = st.lists(WRITTEN | st.sampled_from(["é", "x", "a b"]), min_size=width, max_size=width)
    rows = data.draw(st.lists(row, min_size=1, max_size=5))
    columns = data.draw(st.lists(st.integers(0, width - 1), min_size=1))
    lines = ("\n".join(map(delimiter.join, rows)) + end).encode()
    assert is_even(lines, delimiter, width)
    chosen = [[row[column] for column in columns] for row in rows]
    found = load(lines, delimiter, columns=columns)
    if all(NUMBER.fullmatch(cell) for row in chosen for cell in row):
        assert found is not None
        assert found.tobytes() == np.array([[float(cell) for cell in row] for row in chosen]).tobytes()
    else:
        assert found is None


@pytest.mark.parametrize("lines", [b"1,2\n3", b"1,2,3\n4", b"1\n2,3,4\n", b'"1",2\n', b"1,2,3"])
def test_uneven_lines_and_quotes_are_not_surely_even(lines: bytes) -> None:
    assert not is_even(lines, ",", 2)
