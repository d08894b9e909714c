"""Rows with an id belong together by it."""

import re
from collections.abc import Callable
from typing import Any

import pytest

X = "{},a,b\n{},0.5,1.5\n{},1,2.5\n{},2,0.25\n"
REMEDY = "rows with an id are put in the same order; FILE:COLUMN names the columns and leaves the order as it is"


def files(name: str, ids: str, labels: str, other: str = "") -> dict[str, str]:
    """An input with these ids, which are given with blanks, and the target's rows as id, comma, label."""
    rows = labels.replace(" ", "\n")
    return {"x.csv": X.format(name, *ids.split()), "y.csv": f"{other or name},label\n{rows}\n"}


@pytest.fixture
def right(calculate: Callable[..., Any]) -> float:
    """The loss of the labels 0, 1, 1."""
    return calculate("ce [[0.5,1.5],[1,2.5],[2,0.25]] 0,1,1").loss


@pytest.mark.parametrize(
    "files",
    [
        files("id", "1 2 3", "1,0 2,1 3,1"),
        files("id", "1 2 3", "3,1 1,0 2,1"),
        files("image_id", "k l m", "m,1 k,0 l,1"),
        files("sentence", "k l m", "m,1 k,0 l,1"),
        files("id", "1 2 3", "3,1 1,0 2,1", other="uid"),
        files("id", "k k l", "k,0 k,1 l,1"),
        files("", "7 4 5", "5,1 7,0 4,1"),
        files("", "0 1 2", "2,0 0,1 1,1"),
        files("", "5 7 6", "0,0 1,1 2,1"),
    ],
)
def test_rows_by_their_ids(calculate: Callable[..., Any], right: float, files: dict[str, str]) -> None:
    assert calculate("ce x.csv y.csv", files).loss == right


@pytest.mark.parametrize("columns", ["subject,target_a,target_b", "target_b,subject,target_a", "a,b,subject"])
def test_one_hot_rows_by_an_id_of_another_name(calculate: Callable[..., Any], columns: str) -> None:
    x = "subject,a,b\n5,0.5,1.5\n6,1,2.5\n7,2,0.25\n8,0,1\n9,-1,0.5\n"
    cells = {"subject": "7 5 9 6 8", "a": "0 1 0 0 1", "b": "1 0 1 1 0"}
    picked = [cells[name.removeprefix("target_")].split() for name in columns.split(",")]
    rows = "".join(",".join(row) + "\n" for row in zip(*picked, strict=True))
    right = calculate("ce x.csv:a,b 0,1,1,0,1", {"x.csv": x}).loss
    assert calculate("ce x.csv y.csv", {"x.csv": x, "y.csv": f"{columns}\n{rows}"}).loss == right


def test_a_join_is_told_with_the_number_in_the_order_of_the_file(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce x.csv y.csv", files("id", "1 2 3", "3,1 1,0 2,1"))
    other = calculate("ce x.csv:a,b y.csv:label").loss
    note = "y.csv:label: the rows are put in the order of x.csv by their ids; in the order of the file they give"
    assert f"{note} {other:.6g}" in ran.notes


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        ("3,1 1,0 4,1", "2 of x.csv is missing here"),
        ("3,1 1,0 1,1", "1 stands twice, and the order is not that of x.csv"),
        ("3,1 1,0 2,1 4,0", "4 is missing in x.csv"),
        ("3,1 1,0 2,1 4,0 5,0 6,1", "4 is missing in x.csv (3 such ids)"),
        ("5,1 6,0 7,1", "1 of x.csv is missing here (3 such ids)"),
        ("2,1 2,0 3,1 3,1 1,0", "2 stands twice, and the order is not that of x.csv (2 such ids)"),
    ],
)
def test_ids_that_differ(calculate: Callable[..., Any], labels: str, problem: str) -> None:
    ran = calculate("ce x.csv y.csv", files("id", "1 2 3", labels))
    assert (ran.status, ran.err) == (2, f"lossctl ce: y.csv:label, column id: {problem}\n  {REMEDY}\n")
    by_position = calculate("ce x.csv:a,b y.csv:label")
    assert by_position.status == 0 or re.search(r"shape \(\d,\) does not fit", by_position.err)


def test_an_id_that_stands_twice_in_the_input(calculate: Callable[..., Any]) -> None:
    ran = calculate(
        "ce x.csv y.csv", {"x.csv": "id,a,b\n1,0,1\n2,1,0\n3,2,0\n2,1,1\n", "y.csv": "id,label\n3,1\n1,0\n2,1\n"}
    )
    assert (ran.status, ran.err) == (2, f"lossctl ce: y.csv:label, column id: 2 stands twice in x.csv\n  {REMEDY}\n")


def test_ids_of_another_name_that_are_others(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce x.csv y.csv", files("id", "1 2 3", "13,0 11,1 12,1", other="uid"))
    note = "y.csv:label: column uid holds other ids than column id of x.csv: rows are matched by their order"
    assert note in ran.notes


@pytest.mark.parametrize("name", ["label", "pred", "step"])
def test_labels_and_results_are_no_ids(calculate: Callable[..., Any], name: str) -> None:
    text = f"a,b,c,{name}\n.5,1.5,.25,0\n1,2.5,3,1\n1,2,2.5,2\n"
    ran = calculate("ce x.csv y.csv", {"x.csv": text, "y.csv": f"gold,{name}\n2,2\n0,0\n1,1\n"})
    assert ran.loss == calculate("ce x.csv:a,b,c 2,0,1").loss


@pytest.mark.usefixtures("large")
def test_files_that_stay_on_disk_are_compared_as_they_are_read(calculate: Callable[..., Any], right: float) -> None:
    assert calculate("ce x.csv y.csv", files("id", "1 2 3", "1,0 2,1 3,1")).loss == right
    ran = calculate("ce x.csv y.csv", files("id", "1 2 3", "1,0 3,1 2,1"))
    problem = "row 2: 3 where x.csv has 2 in the same row"
    remedy = "sort both files by this column, or name the columns to leave the order as it is: FILE:COLUMN"
    assert (ran.status, ran.err) == (2, f"lossctl ce: y.csv:label, column id, {problem}\n  {remedy}\n")
    assert calculate("ce x.csv:a,b y.csv:label").status == 0
