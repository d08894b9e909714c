"""Columns cut out in bulk are those that Python cuts, or are left to others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lossctl.inputs.readers.delimited.cut_columns import cut_columns

CELL = st.text("ab1.- #é", max_size=4)


@given(st.data(), st.integers(1, 4), st.sampled_from([",", ";", "\t"]), st.sampled_from([b"", b"\n"]))
def test_columns_are_those_of_each_line(data: st.DataObject, width: int, delimiter: str, end: bytes) -> None:
    sign = delimiter.encode()
    row = st.lists(CELL.map(str.encode), min_size=width, max_size=width)
    rows = data.draw(st.lists(row, min_size=1, max_size=5))
    columns = sorted(data.draw(st.sets(st.integers(0, width - 1), min_size=1)))
    lines = b"\n".join(map(sign.join, rows)) + end
    if lines.endswith(b"\n") and not end:
        lines += b"\n"  # an empty last cell: its line's end is not to be taken for the text's
    expected = b"".join(sign.join(cells[i] for i in columns) + b"\n" for cells in rows)
    assert cut_columns(lines, delimiter, width, columns) == expected


@pytest.mark.parametrize("lines", [b"1,2\n3", b"1,2,3\n4", b"1\n2,3,4\n", b'"1",2\n', b"1,2\n\n3,4"])
def test_uneven_lines_and_quotes_are_left(lines: bytes) -> None:
    assert cut_columns(lines, ",", 2, [0]) is None
