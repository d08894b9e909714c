"""Which columns are the target, beside the input and in a file of their own."""

from collections.abc import Callable
from typing import Any

import pytest

X = ["0.5,1.5,0.25", "1.25,0.5,0.75", "0.25,0.5,2.5"]
INPUT = "a,b,c\n" + "\n".join(X)


def beside(names: str, *cells: str) -> str:
    """The numbers of a, b and c with further columns behind them, row by row."""
    rows = [f"{row},{more}\n" for row, more in zip(X, cells, strict=True)]
    return f"a,b,c,{names}\n" + "".join(rows)


@pytest.fixture
def right(calculate: Callable[..., Any]) -> float:
    """The loss of the labels 1, 0, 2."""
    return calculate("ce x.csv 1,0,2", {"x.csv": INPUT}).loss


@pytest.mark.parametrize(
    "text",
    [
        beside("label", "1", "0", "2"),
        beside("label", "b", "a", "c"),
        beside("category", "1", "0", "2"),
        beside("class,class_name", "1,x", "0,y", "2,z"),
        beside("animal", "b", "a", "c"),
        beside("target_a,target_b,target_c", "0,1,0", "1,0,0", "0,0,1"),
        beside("y_0,y_1,y_2", "0,1,0", "1,0,0", "0,0,1"),
        beside("target_c,target_a,target_b", "0,0,1", "0,1,0", "1,0,0"),
        beside("label,pred_label", "1,2", "0,2", "2,2"),
    ],
)
def test_a_target_beside_the_input(calculate: Callable[..., Any], right: float, text: str) -> None:
    assert calculate("ce t.csv", {"t.csv": text}).loss == right


@pytest.mark.parametrize("words", ["t.csv t.csv", "t.csv:a,b,c t.csv", "t.csv t.csv:label"])
@pytest.mark.parametrize("cells", [("1", "0", "2"), ("b", "a", "c")])
def test_the_same_table_twice_is_its_input_and_its_target(
    calculate: Callable[..., Any], right: float, words: str, cells: tuple[str, ...]
) -> None:
    ran = calculate(f"ce {words}", {"t.csv": beside("label", *cells)})
    assert (ran.loss, ran.notes) == (right, [])


def test_the_target_of_the_same_table_is_never_the_inputs_own_columns(calculate: Callable[..., Any]) -> None:
    probs = "probs:cat,probs:dog,label\n0.25,0.75,dog\n0.5,0.5,cat\n"  # rows that sum to 1 could be soft targets
    ran = calculate("ce t.csv:probs:cat,probs:dog t.csv", {"t.csv": probs})
    assert ran.loss == calculate("ce [[.25,.75],[.5,.5]] 1,0 --from probs").loss
    ran = calculate("kl p.csv:p_0,p_1 p.csv", {"p.csv": "p_0,p_1,z_0,z_1\n0.25,0.75,0.5,0.5\n0.5,0.5,0.5,0.5\n"})
    assert "no column has the name of a target" in ran.err


@pytest.mark.parametrize(
    "text",
    [
        "label\n1\n0\n2\n",
        "b\na\nc\n",
        "any name\n1\n0\n2\n",
        "row,answer\n1,1\n2,0\n3,2\n",
        "file,label\nx,1\ny,0\nz,2\n",
        "n,answer\n7,1\n8,0\n9,2\n",
        "answer,fold\nb,1\na,0\nc,1\n",
        "a,b,c\n0,1,0\n1,0,0\n0,0,1\n",
        "c,a,b\n0,0,1\n0,1,0\n1,0,0\n",
        "target_c,target_a,target_b\n0,0,1\n0,1,0\n1,0,0\n",
        "n,c,a,b\n4,0,0,1\n4,0,1,0\n5,1,0,0\n",
        "fold,c,a,b\n4,0,0,1\n4,0,1,0\n5,1,0,0\n",
    ],
)
def test_a_target_in_a_file_of_its_own(calculate: Callable[..., Any], right: float, text: str) -> None:
    assert calculate("ce x.csv y.csv", {"x.csv": INPUT, "y.csv": text}).loss == right


@pytest.mark.parametrize(
    "names", ["gold,silver,bronze", "target_id,target_de,target_en", "target_true,target_x,target_y"]
)
def test_columns_of_one_hot_targets_are_no_single_target(
    calculate: Callable[..., Any], right: float, names: str
) -> None:
    ends = [name.removeprefix("target_") for name in names.split(",")]
    files = {"x.csv": INPUT.replace("a,b,c", ",".join(f"logit_{end}" for end in ends))}
    assert calculate("ce x.csv y.csv", files | {"y.csv": f"{names}\n0,1,0\n1,0,0\n0,0,1\n"}).loss == right


def test_a_second_target_is_told_with_its_number(calculate: Callable[..., Any], right: float) -> None:
    ran = calculate("ce t.csv", {"t.csv": beside("label,gt", "1,1", "0,1", "2,2")})
    other = calculate("ce t.csv:a,b,c t.csv:gt").loss
    assert ran.loss == right
    assert f"t.csv: label is the target; gt could be, too: FILE:gt; it gives {other:.6g}" in ran.notes


def test_a_column_of_words_that_name_classes_is_told(calculate: Callable[..., Any], right: float) -> None:
    ran = calculate("ce t.csv", {"t.csv": beside("animal", "b", "a", "c")})
    assert ran.loss == right
    assert ran.notes[0] == "t.csv: column animal is read as the target: its words name the classes"


@pytest.mark.parametrize(
    ("text", "remedy", "words"),
    [
        (
            beside("animal,beast", "a,b", "b,b", "c,b"),
            "say which is the target: t.csv t.csv:animal or t.csv t.csv:beast",
            "t.csv t.csv:beast",
        ),
        (beside("code", "1", "0", "2"), "say which is the target: t.csv t.csv:code", "t.csv t.csv:code"),
        (INPUT, "give TARGET too", "t.csv 1,0,2"),
    ],
)
def test_no_target(calculate: Callable[..., Any], text: str, remedy: str, words: str) -> None:
    ran = calculate("ce t.csv", {"t.csv": text})
    names = text.splitlines()[0].replace(",", ", ")
    known = "found by name: target, targets, label, labels, label_ids, y, y_true, true_label, … (14 in all)"
    error = f"t.csv: no column has the name of a target; the columns are {names}\n  {remedy}; {known}\n"
    assert ran.err.replace("...", "…") == f"lossctl ce: {error}"
    assert calculate(f"ce {words}").status == 0


def test_a_table_without_a_header_has_no_target(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce t.csv", {"t.csv": "0.5,1.5,0\n.25,2,1\n1,2,1\n"})
    assert ran.err == (
        "lossctl ce: t.csv: is a table without a header, so the target is missing\n"
        "  give TARGET too, or pick columns by their places: t.csv:0,1 t.csv:2\n"
    )
    assert calculate("ce t.csv:0,1 t.csv:2").loss == calculate("ce [[0.5,1.5],[0.25,2],[1,2]] 0,1,1").loss


def test_several_columns_of_words_could_be_the_target(calculate: Callable[..., Any], right: float) -> None:
    ran = calculate("ce x.csv y.csv", {"x.csv": INPUT, "y.csv": "first,second\nb,a\na,b\nc,c\n"})
    remedy = "say which: y.csv:first or y.csv:second"
    assert ran.err == f"lossctl ce: y.csv: (first) and (second) could each be the target\n  {remedy}\n"
    assert calculate("ce x.csv y.csv:first").loss == right


def test_names_of_columns_that_are_not_there_or_there_twice(calculate: Callable[..., Any]) -> None:
    files = {"t.csv": "cat,dog,label,label\n.5,1.5,0,1\n.25,2,1,0\n"}
    assert calculate("ce t.csv:cat,dog t.csv:label", files).err == (
        "lossctl ce: t.csv: 2 columns are called label\n  give them different names in the header\n"
    )
    assert calculate("ce t.csv:cat,cow 0").err == (
        "lossctl ce: t.csv: no column 'cow'; the columns are cat, dog, label, label\n"
    )
