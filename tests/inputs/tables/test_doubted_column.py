"""A column of the input that may be none stays, and the number without it is told."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("cells", "labels", "reason"),
    [
        ("2250 3000 2500", "0 1 1", "the numbers of column c are 100 times larger than all others"),
        ("3 4 4", "0 1 1", "column c holds whole numbers alone, unlike the others"),
        ("2250 3000 2500", "a b b", "the numbers of column c are 100 times larger than all others"),
    ],
)
def test_the_number_without_it(calculate: Callable[..., Any], cells: str, labels: str, reason: str) -> None:
    rows = "".join(f"0.5,{i + 0.25},{cell}\n" for i, cell in enumerate(cells.split()))
    files = {"t.csv": "a,b,c\n" + rows, "y.txt": labels.replace(" ", "\n") + "\n"}
    ran = calculate("ce t.csv y.txt", files)
    without = calculate("ce t.csv:a,b y.txt").loss
    assert ran.loss == calculate("ce t.csv:a,b,c y.txt").loss
    assert f"t.csv: {reason}; without it the loss is {without:.6g}" in ran.notes


@pytest.mark.parametrize(
    ("cells", "labels"), [("22.5 30 25", "0 1 1"), ("3.5 4 4", "0 1 1"), (".5 .25 .5", "a b c"), (".5 .25 .5", "a b a")]
)
def test_columns_like_the_others(calculate: Callable[..., Any], cells: str, labels: str) -> None:
    rows = "".join(f"0.5,{i + 0.25},{cell}\n" for i, cell in enumerate(cells.split()))
    ran = calculate("ce t.csv y.txt", {"t.csv": "a,b,c\n" + rows, "y.txt": labels.replace(" ", "\n") + "\n"})
    assert not [note for note in ran.notes if "without it" in note]


def test_a_class_that_a_label_names_is_not_doubted(calculate: Callable[..., Any]) -> None:
    files = {"t.csv": "a,b,c\n.5,1.5,2250\n1.5,2.5,3000\n.5,.5,2500\n", "y.txt": "a\nb\nc\n"}
    assert not [note for note in calculate("ce t.csv y.txt", files).notes if "without it" in note]


FIVE = ("2,0.5,0.25,0.5", "0.25,2,0.5,-0.75", "-0.5,0.125,1.25,0.5", "1,1.5,-0.25,0.5", "0.5,0.75,1,1.5")


@pytest.mark.parametrize(
    ("header", "labels", "reason"),
    [
        ("cat,dog,emu,cutoff", "cat dog emu cat dog", "the targets name all columns but column cutoff"),
        ("0,1,2,cutoff", "0 1 2 0 1", "the columns beside column cutoff are called by numbers"),
    ],
)
def test_a_column_called_unlike_the_others(
    calculate: Callable[..., Any], header: str, labels: str, reason: str
) -> None:
    rows = [f"{row},{label}" for row, label in zip(FIVE, labels.split(), strict=True)]
    ran = calculate("ce t.csv", {"t.csv": "\n".join([f"{header},label", *rows])})
    without = calculate(["ce", f"t.csv:{header.rpartition(',')[0]}", "t.csv:label"]).loss
    assert f"t.csv: {reason}; without it the loss is {without:.6g}" in ran.notes


@pytest.mark.parametrize(
    ("header", "labels"),
    [
        ("cat,dog,emu,fox", "cat dog cat cat dog"),  # two have no sample: nothing is known of either
        ("cat,dog,emu,fox", "cat dog emu fox dog"),
        ("0,1,2,3", "0 1 2 0 1"),
        ("cat,dog,emu,fox", "0 1 2 0 1"),
    ],
)
def test_columns_called_like_the_others(calculate: Callable[..., Any], header: str, labels: str) -> None:
    rows = [f"{row},{label}" for row, label in zip(FIVE, labels.split(), strict=True)]
    ran = calculate("ce t.csv", {"t.csv": "\n".join([f"{header},label", *rows])})
    assert not [note for note in ran.notes if "without it" in note]


def test_a_class_without_a_sample_in_few_rows(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce t.csv", {"t.csv": "cat,dog,emu,label\n2,0.5,0.25,cat\n0.25,2,0.5,dog\n"})
    assert not [note for note in ran.notes if "without it" in note]


def test_a_column_of_one_sign_at_the_end_of_few_rows_of_labels_in_words(calculate: Callable[..., Any]) -> None:
    rows = "cat,dog,emu,gpa,label\n-2.6,-2,-2,3.1,cat\n-0.5,-3.4,-0.2,2.2,dog\n-1.4,1.3,1.4,3.9,cat\n"
    ran = calculate("ce t.csv", {"t.csv": rows})
    without = calculate("ce t.csv:cat,dog,emu t.csv:label").loss
    reason = "all numbers of column gpa are above 0, unlike those of the others"
    assert f"t.csv: {reason}; without it the loss is {without:.6g}" in ran.notes
