"""Tables whose columns have the same names in another order are matched by name."""

from collections.abc import Callable
from typing import Any

import pytest

X = {"x.csv": "a,b,c\n0.5,0.25,0.25\n0.125,0.125,0.75\n"}
SOFT = "[[0.2,0.3,0.5],[0.6,0.3,0.1]]"


@pytest.mark.parametrize(
    "header", ["b,c,a", "target_b,target_c,target_a", "p_b,p_c,p_a", "pb,pc,pa", "b score,c score,a score", "1,2,0"]
)
def test_targets_and_teachers(calculate: Callable[..., Any], header: str) -> None:
    files = X | {"y.csv": f"{header}\n0.3,0.5,0.2\n0.3,0.1,0.6\n"}
    for command, stated in (("ce", ""), ("kl", "--from probs"), ("bce", "")):
        ran = calculate(f"{command} x.csv y.csv {stated}", files)
        assert ran.loss == calculate(f"{command} x.csv {SOFT} {stated}").loss
        names = header.replace(",", ", ")
        assert f"y.csv: the columns {names} are put in the order of the input's: a, b, c" in ran.notes


@pytest.mark.parametrize(
    "text",
    [
        "b,c,a\n3,5,2\n",
        "class,weight\nb,3\nc,5\na,2\n",
        "weight,class\n3,b\n5,c\n2,a\n",
        "name,w\nb,3\nc,5\na,2\n",
        "b,3\nc,5\na,2\n",
        "class,weight\n1,3\n2,5\n0,2\n",
        "weight\n2\n3\n5\n",
        "2,3,5\n",
    ],
)
def test_weights(calculate: Callable[..., Any], text: str) -> None:
    right = calculate("ce x.csv 1,2 --weight 2,3,5", X).loss
    assert calculate("ce x.csv 1,2 --weight w.csv", {"w.csv": text}).loss == right


PICK = "pick the columns of the same names in both: FILE:a,c"
CALL = "call the same classes by the same names in both"


@pytest.mark.parametrize(
    ("command", "text", "problem", "remedy"),
    [
        ("ce x.csv y.csv", "c,a,d\n1,0,0\n0,1,0\n", "columns are c, a, d where x.csv has a, b, c: d", PICK),
        ("ce x.csv 0,1 --weight y.csv", "c,a,d\n1,2,3\n", "columns are c, a, d where x.csv has a, b, c: d", PICK),
        (
            "kl x.csv y.csv --from probs",
            "b,d,e\n1,0,0\n0,1,0\n",
            "columns are b, d, e where x.csv has a, b, c: d",
            CALL,
        ),
    ],
)
def test_names_that_only_partly_agree(
    calculate: Callable[..., Any], command: str, text: str, problem: str, remedy: str
) -> None:
    ran = calculate(command, X | {"y.csv": text})
    name = command.split()[0]
    assert (ran.status, ran.err) == (2, f"lossctl {name}: y.csv: the {problem} is in one of them only\n  {remedy}\n")


def test_weights_of_other_classes(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce x.csv 0,1 --weight y.csv", X | {"y.csv": "class,weight\nc,3\na,1\nd,4\n"})
    assert ran.err == (
        "lossctl ce: y.csv: the weights are those of c, a, d, and the classes of x.csv are a, b, c\n"
        "  write one row for each class, under the same names: a, b, c\n"
    )


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("ce x.csv:a,c y.csv:a,c", "c,a,d\n1,0,0\n0,1,0\n"),
        ("ce x.csv:a,c 0,1 --weight y.csv:a,c", "c,a,d\n1,2,3\n"),
        ("kl x.csv y.csv --from probs", "b,a,c\n1,0,0\n0,1,0\n"),
        ("ce x.csv 0,1 --weight y.csv", "class,weight\nc,3\na,1\nb,4\n"),
    ],
)
def test_the_remedies(calculate: Callable[..., Any], command: str, text: str) -> None:
    assert calculate(command, X | {"y.csv": text}).status == 0


def test_other_names_are_taken_by_position(calculate: Callable[..., Any]) -> None:
    ran = calculate("kl x.csv y.csv --from probs", X | {"y.csv": "u,v,w\n0.2,0.3,0.5\n0.6,0.3,0.1\n"})
    assert ran.loss == calculate(f"kl x.csv {SOFT} --from probs").loss
