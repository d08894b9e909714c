"""A table that is padded here: to its longest cells, in terminal columns, without what there is no room for."""

from lossctl.report.console import text_of
from lossctl.report.grid import Line, small
from lossctl.report.streams import Paper

HEADINGS = ("name", "count", "sum", "loss")
LINES = [
    Line(("a", "12", "3.25", "0.5")),
    Line(("猫猫猫", "7", "", "∞"), "dim"),
    Line(("…", "3 more of a longer kind"), "dim"),
    Line(("Σ", "19", "3.25", ""), "bold"),
]
TABLE = small(HEADINGS, LINES, spare=(2, 1), left=frozenset((0,)))


def test_cells_are_padded_in_columns_of_a_terminal() -> None:
    assert text_of(TABLE, Paper()).split("\n") == [
        "name    count   sum  loss",
        "a          12  3.25   0.5",
        "猫猫猫      7           ∞",
        "…       3 more of a longer kind",
        "Σ          19  3.25",
        "",
    ]


def test_styles_are_those_of_a_terminal() -> None:
    lines = text_of(TABLE, Paper(80, colour=True)).split("\n")
    assert lines[0] == "\x1b[2mname    count   sum  loss\x1b[0m"
    assert lines[1] == "a          12  3.25   0.5"
    assert lines[4] == "\x1b[1mΣ          19  3.25\x1b[0m"


def test_spare_columns_go_one_after_the_other() -> None:
    assert text_of(TABLE, Paper(25)).startswith("name    count   sum  loss\n")
    assert text_of(TABLE, Paper(24)).split("\n")[:2] == ["name    count  loss", "a          12   0.5"]
    assert text_of(TABLE, Paper(24)).endswith("\ntoo narrow for sum\n")
    assert text_of(TABLE, Paper(12)).split("\n")[:2] == ["name    loss", "a        0.5"]
    assert text_of(TABLE, Paper(12)).endswith("\ntoo narrow\nfor count,\nsum\n")


def test_what_has_no_spare_column_is_as_wide_as_it_is() -> None:
    assert text_of(TABLE, Paper(1)).startswith("name    loss\n")


def test_a_table_may_be_empty() -> None:
    assert text_of(small(HEADINGS, []), Paper()) == "name  count  sum  loss\n"
