"""A first line of whole numbers is a header or a row by the rows below, the other arrays, or what the user says."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("command", "files", "equal"),
    [
        ("bce p.csv y.csv", {"p.csv": "0\n.5\n.25\n", "y.csv": "0\n1\n0\n"}, "bce .5,.25 1,0"),
        ("bce p.csv y.csv", {"p.csv": ".5\n.25\n.75\n", "y.csv": "0\n1\n0\n"}, "bce .5,.25,.75 0,1,0"),
        ("ce p.csv y.csv", {"p.csv": "0,1\n.5,1.5\n1,2.5\n", "y.csv": "0\n1\n1\n"}, "ce [[.5,1.5],[1,2.5]] 1,1"),
        ("ce p.csv y.csv", {"p.csv": "a,b\n.5,1.5\n1,2.5\n", "y.csv": "0\n1\n0\n"}, "ce [[.5,1.5],[1,2.5]] 1,0"),
        ("ce p.csv y.csv", {"p.csv": "a,b\n.5,1.5\n1,2.5\n", "y.csv": "1\n0\n"}, "ce [[.5,1.5],[1,2.5]] 1,0"),
        (
            "ce p.csv 1,0 --weight w.csv",
            {"p.csv": "a,b\n.5,1.5\n1,2.5\n", "w.csv": "0\n2\n3\n"},
            "ce [[.5,1.5],[1,2.5]] 1,0 --weight 2,3",
        ),
    ],
)
def test_the_other_arrays_tell(calculate: Callable[..., Any], command: str, files: dict[str, str], equal: str) -> None:
    assert calculate(command, files).loss == calculate(equal).loss


def test_a_header_that_is_left_out_is_told(calculate: Callable[..., Any]) -> None:
    ran = calculate("bce p.csv y.csv", {"p.csv": "0\n.5\n.25\n", "y.csv": "0\n1\n0\n"})
    assert ran.notes[:2] == [
        "p.csv: line 1 left out (0: the header that pandas writes); --no-header keeps it",
        "y.csv: line 1 left out (0: a header, as the others have a row less); --no-header keeps it",
    ]


def test_a_header_that_is_read_as_a_row_is_told(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce p.csv 2,1,0", {"p.csv": "0,1,2\n.5,1.5,.25\n1,2.5,3\n"})
    note = "p.csv: line 1 is read as a row, as the others have a row more; --header takes it for the header"
    assert (ran.loss, ran.notes[0]) == (calculate("ce [[0,1,2],[.5,1.5,.25],[1,2.5,3]] 2,1,0").loss, note)


def test_what_nothing_tells_is_asked(calculate: Callable[..., Any]) -> None:
    files = {"p.csv": "0\n1\n0\n1\n", "y.csv": "0\n1\n0\n1\n"}
    ran = calculate("bce p.csv y.csv", files)
    remedy = "say which with --header or --no-header"
    error = f"lossctl bce: the first lines of p.csv and y.csv could be headers or rows\n  {remedy}\n"
    assert (ran.status, ran.err) == (2, error)
    counts = [calculate(f"bce p.csv y.csv {option}").result["count"] for option in ("--header", "--no-header")]
    assert counts == [3, 4]
