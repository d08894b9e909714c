"""The first line is a header, a row, or could be either, which the table says."""

import numpy as np
import pytest

from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.delimited.delimited_text import read_header
from lossctl.inputs.readers.delimited.table_cells import Grid


def grid(text: str, header: bool | None = None) -> Grid:
    return read_header(SourceBytes(text.encode(), ".csv", header))[0]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a,b\n1,2\n", "a,b"),
        ("1,2,label\n0.5,0.5,1\n", "1,2,label"),
        ("label,0,1\ncat,0.5,0.5\n", "label,0,1"),
        ("cat,1,2\n0.5,0.25,0.25\n", "cat,1,2"),
        ("cat,1.0,2.0\n0.5,0.25,0.25\n", "cat,1.0,2.0"),
        ("nan,cat\n1,2\n", "nan,cat"),
        ("inf,sup\n1,2\n", "inf,sup"),
        ("0-9,10-19\n1,2\n", "0-9,10-19"),
        ("2nd,3rd\n1,2\n", "2nd,3rd"),
        ("3,5,8\n0.5,0.25,0.25\n0,1,0\n", "3,5,8"),
        ("1,2,3\n1,0,0\n0,1,0\n", "1,2,3"),
        ("0,1,2\n1,0,0\n0,1,0\n", ""),  # see maybe_header
        ("0\n0.5\n", "0"),
        ("1\n0.5\n", ""),
        ("NA,NA\n1,2\n", ""),
        ("NA\n1\n", ""),
        ('"1,234.5","2,345.5"\n1,2\n', ""),
        ("71%,29%\n20%,80%\n", ""),
        ("$5,$6\n1,2\n", ""),
        ("0.5x,1\n0.5,2\n", ""),
        ("a.png,cat\nb.png,dog\nc.png,cat\n", ""),
        ("cat,0.5\ndog,0.5\n", ""),
        ("cat,1\ndog,2\n", ""),
        ("a,b\nx,1,2\ny,3,4\n", ",a,b"),
        ("1,2\n0,0.5,2.5\n1,3.5,4\n", ",1,2"),
        ("1.5,2\n0,0.5,2.5\n1,3.5,4\n", ""),
        ("# a,b\n1,2\n", "a,b"),
        ("# a,b\na,b\n1,2\n", "a,b"),
        ("# 1,2\n3,4\n", ""),
        ("# made by hand\n1 2 3\n", ""),
        ("# cat dog fox\n1 2 3\n", "cat,dog,fox"),
    ],
)
def test_names(text: str, names: str) -> None:
    assert ",".join(grid(text).names) == names


@pytest.mark.parametrize(
    "text", ["0\n1\n1\n", "0\n", "0,1,2\n5,6,7\n", "0,1\n1,0\n", "1,0\n0.5,0.5\n", "1,2\n0.5,3\n", "nan,inf\n1,2\n"]
)
def test_a_first_line_that_could_be_a_header(text: str) -> None:
    found = grid(text)
    assert (found.names, found.maybe_row) == ((), False)
    if "\n" in text.strip():
        assert found.maybe_header
        below = found.below_header()
        assert ",".join(below.names) == text.split("\n")[0]
        np.testing.assert_array_equal(below.numbers(range(below.width)), found.numbers(range(found.width))[1:])
        assert not below.maybe_header
        assert below.maybe_row
    else:
        assert not found.maybe_header


@pytest.mark.parametrize("text", ["0\n0.5\n", "0,1\n0.5,0.5\n", "0;1\n0,5;0,25\n", "3,5,8\n0.5,0.25,0.25\n0,1,0\n"])
def test_a_header_that_could_be_a_row(text: str) -> None:
    found = grid(text)
    assert (bool(found.names), found.maybe_row) == (True, True)
    above = found.with_first_row()
    np.testing.assert_array_equal(above.numbers(range(above.width))[1:], found.numbers(range(found.width)))
    assert len(above.column(0)) == len(found.column(0)) + 1


@pytest.mark.parametrize("text", ["1\n0.5\n", "5,6\n7,8\n", "1.5,2.5\n1,2\n", "2,2\n0.5,0.5\n", "a,b\n1,2\n"])
def test_no_doubt(text: str) -> None:
    assert not grid(text).maybe_header
    assert not grid(text).maybe_row


@pytest.mark.parametrize("text", ["1,2\n3,4\n", "0,1\n0.5,2\n", "a,b\n1,2\n", "1 2\n3 4\n", "sep=;\n1;2\n3;4\n"])
def test_what_the_user_says_is_not_judged(text: str) -> None:
    assert len(grid(text, True).names) == 2
    assert grid(text, True).column(1).size == 1
    assert grid(text, False).names == ()
    for header in (True, False):
        assert not grid(text, header).maybe_header
        assert not grid(text, header).maybe_row
