"""Labels as words and as whole numbers: names rule over positions."""

from collections.abc import Callable
from typing import Any

import pytest

P = ["0.5,0.25,0.25", "0.125,0.125,0.75", "0.25,0.625,0.125"]
CUT = "write the targets as these names; if they are positions, cut the header: <(tail -n +2 FILE)"


def files(header: str, labels: str) -> dict[str, str]:
    """Probabilities below a header, and the labels, which are given with blanks between them."""
    return {"t.csv": f"{header}\n" + "\n".join(P) + "\n", "y.txt": labels.replace(" ", "\n") + "\n"}


@pytest.fixture
def by_position(calculate: Callable[..., Any]) -> Callable[[str], float]:
    return lambda labels: (
        calculate("ce x.csv y.txt --from probs", files("", labels) | {"x.csv": "\n".join(P) + "\n"}).loss
    )


@pytest.mark.parametrize(
    ("header", "labels", "positions"),
    [
        ("cat,dog,fox", "dog cat fox", "1 0 2"),
        ("prob_cat,prob_dog,prob_fox", "dog cat fox", "1 0 2"),
        ("prob_cat,prob_dog,prob_fox", "prob_dog prob_cat prob_fox", "1 0 2"),
        ("pcat,pdog,pfox", "dog cat fox", "1 0 2"),
        ("cat,dog,fox", "class_dog class_cat class_fox", "1 0 2"),
        ("cat score,dog score,fox score", "dog cat fox", "1 0 2"),
        ("LABEL_0 score,LABEL_1 score,LABEL_2 score", "LABEL_1 LABEL_0 LABEL_2", "1 0 2"),
        ("P(cat),P(dog),P(fox)", "dog cat fox", "1 0 2"),
        ("cat,dog,fox", "1 0 2", "1 0 2"),
        ("0,1,2", "1 0 2", "1 0 2"),
        ("1,2,3", "2 1 3", "1 0 2"),
        ("3,5,8", "5 3 8", "1 0 2"),
        ("2,0,1", "0 2 1", "1 0 2"),
        ("-1,0,1", "0 -1 1", "1 0 2"),
        ("Class_1,Class_2,Class_3", "2 1 3", "1 0 2"),
        ("Class_1,Class_2,Class_3", "1 0 2", "1 0 2"),
        ("c_3,c_5,c_8", "5 -100 8", "1 -100 2"),
    ],
)
def test_labels(
    calculate: Callable[..., Any], by_position: Callable[[str], float], header: str, labels: str, positions: str
) -> None:
    assert calculate("ce t.csv y.txt --from probs", files(header, labels)).loss == by_position(positions)


def test_numbers_that_are_names_are_told_with_the_number_by_position(
    calculate: Callable[..., Any], by_position: Callable[[str], float]
) -> None:
    ran = calculate("ce t.csv y.txt --from probs", files("Class_1,Class_2,Class_3", "1 2 1"))
    assert ran.loss == by_position("0 1 0")
    other = f"as positions from 0 they give {by_position('1 2 1'):.6g}"
    assert ran.notes == [f"y.txt: the targets are read as the columns' names, 1, 2, 3; {other}"]


def test_a_zero_among_the_labels_of_columns_that_count_from_1_is_told(
    calculate: Callable[..., Any], by_position: Callable[[str], float]
) -> None:
    ran = calculate("ce t.csv y.txt --from probs", files("1,2,3", "0 2 1"))
    assert ran.loss == by_position("0 2 1")
    note = "y.txt: the columns are called 1 to 3, but 0 occurs among the targets: they count the classes from 0"
    assert note in ran.notes


@pytest.mark.parametrize(
    ("header", "labels", "error", "mended"),
    [
        (
            "cat,dog,fox",
            "Dog cat fox",
            "line 1: 'Dog' is not the name of a class\n  the class is called dog: write it so in both",
            "dog cat fox",
        ),
        (
            "cat,dog,fox",
            "dog cow fox",
            "line 2, column dog: 'cow' is not the name of a class\n  the classes are cat, dog, fox",
            "dog cat fox",
        ),
        ("c_3,c_5,c_8", "3 4 8", "index [1]: 4 is not a class: the columns are called 3, 5, 8\n  " + CUT, "3 5 8"),
    ],
)
def test_labels_that_are_no_classes(
    calculate: Callable[..., Any], header: str, labels: str, error: str, mended: str
) -> None:
    ran = calculate("ce t.csv y.txt --from probs", files(header, labels))
    assert (ran.status, ran.err) == (2, f"lossctl ce: y.txt, {error}\n")
    assert calculate("ce t.csv y.txt --from probs", files(header, mended)).status == 0


def test_true_in_capitals_is_the_class_called_true_and_no_1(calculate: Callable[..., Any]) -> None:
    text = "p_true,p_false,label\n0.5,0.5,TRUE\n0.25,0.75,FALSE\n"
    ran = calculate("ce t.csv --from probs", {"t.csv": text})
    assert ran.loss == calculate("ce [[0.5,0.5],[0.25,0.75]] 0,1 --from probs").loss
    assert "t.csv: FALSE, TRUE are read as the classes false, true: only capitals differ" in ran.notes


@pytest.mark.parametrize("header", ["cat,dog,fox", "Cat,DOG,fox", "p_cat,p_dog,p_fox", "CAT,Dog,FOX"])
def test_labels_in_other_capitals_are_matched_and_told(calculate: Callable[..., Any], header: str) -> None:
    right = calculate("ce t.csv y.txt --from probs", files(header, "0 2 1")).loss
    ran = calculate("ce t.csv y.txt --from probs", files(header, "Cat FOX DOG"))
    assert ran.loss == right
    assert any("only capitals differ" in note for note in ran.notes)
    alone = calculate("ce t.csv --from probs", {"t.csv": f"{header},label\n.5,.25,.25,CaT\n.25,.5,.25,doG\n"})
    assert alone.loss == calculate("ce [[.5,.25,.25],[.25,.5,.25]] 0,1 --from probs").loss


def test_classes_that_differ_in_capitals_alone_are_not_mixed_up(calculate: Callable[..., Any]) -> None:
    right = calculate("ce t.csv y.txt --from probs", files("cat,dog,Cat", "0 2 1")).loss
    ran = calculate("ce t.csv y.txt --from probs", files("cat,dog,Cat", "cat Cat DOG"))
    assert (ran.loss, ran.notes[0]) == (right, "y.txt: DOG is read as the class dog: only capitals differ")
    err = calculate("ce t.csv y.txt --from probs", files("cat,dog,Cat", "cat CAT dog")).err
    assert err.endswith("'CAT' is not the name of a class\n  the class is called cat or Cat: write it so in both\n")


def test_labels_as_their_classes_are_written_have_no_note(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce t.csv y.txt --from probs", files("Cat,DOG,fox", "Cat fox DOG"))
    assert not any("capitals" in note for note in ran.notes)


@pytest.mark.parametrize("words", ["yes no", "True False", "T F", "y n"])
def test_truth_values_are_1_and_0(calculate: Callable[..., Any], words: str) -> None:
    ran = calculate("bce 0.25,0.5 y.txt", {"y.txt": words.replace(" ", "\n") + "\n"})
    assert ran.loss == calculate("bce 0.25,0.5 1,0").loss


def test_a_heading_above_truth_values_is_no_label(calculate: Callable[..., Any]) -> None:
    right = calculate("bce 0.25,0.5 1,0").loss
    for heading in ("label", "y"):
        assert calculate("bce 0.25,0.5 y.txt", {"y.txt": f"{heading}\nTrue\nFalse\n"}).loss == right
