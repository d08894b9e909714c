"""Columns of lists in brackets, columns of truth values, and an index in a file that stays on disk."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(params=["small", "large"])
def size(request: pytest.FixtureRequest) -> None:
    if request.param == "large":
        request.getfixturevalue("large")


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("cells", ['"[1, 2.5]" "[3, 0.25]"', "[1 2.5] [3 0.25]", '"(1,2.5)" "(3,0.25)"'])
def test_lists_in_cells(calculate: Callable[..., Any], cells: str) -> None:
    first, second = cells.replace("] [", "]|[").replace('" "', '"|"').split("|")
    ran = calculate("ce t.csv", {"t.csv": f"id,logits,label\nk,{first},1\nl,{second},0\n"})
    assert ran.loss == calculate("ce [[1,2.5],[3,.25]] 1,0").loss


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ('"[1, 2, 3]"', "line 3, column logits: 3 numbers where the lists above have 2"),
        ('"[1, x]"', "line 3, column logits: '[1, x]' is no list of numbers"),
    ],
)
def test_lists_that_are_odd(calculate: Callable[..., Any], cell: str, error: str) -> None:
    ran = calculate("ce t.csv", {"t.csv": f'id,logits,label\nk,"[1, 2]",1\nl,{cell},0\n'})
    assert (ran.status, ran.err) == (2, f"lossctl ce: t.csv, {error}\n")


def test_lists_of_logits_are_chosen_beside_lists_of_probabilities(calculate: Callable[..., Any]) -> None:
    text = 'logits,probs,label\n"[1,2]","[.5,.5]",1\n"[3,1]","[.25,.75]",0\n'
    assert calculate("ce t.csv", {"t.csv": text}).loss == calculate("ce [[1,2],[3,1]] 1,0").loss
    stated = calculate("ce t.csv --from probs")
    assert stated.loss == calculate("ce [[.5,.5],[.25,.75]] 1,0 --from probs").loss


def test_several_columns_of_lists(calculate: Callable[..., Any]) -> None:
    text = 'probs,raw_probs,label\n"[1,2]","[.5,.5]",1\n"[3,1]","[.25,.75]",0\n'
    ran = calculate("ce t.csv", {"t.csv": text})
    remedy = "say which: t.csv:probs or t.csv:raw_probs, then the target: t.csv:label"
    assert ran.err == f"lossctl ce: t.csv: (probs) and (raw_probs) could each be the input\n  {remedy}\n"
    assert calculate("ce t.csv:raw_probs t.csv:label").status == 0


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize(("true", "false"), [("True", "False"), ("yes", "no"), ("T", "F")])
def test_columns_of_truth_values(calculate: Callable[..., Any], true: str, false: str) -> None:
    text = f"b,a\n{true},{false}\n{false},{true}\n{true},{true}\n"
    ran = calculate("bce [[.5,.25],[.75,.125],[.5,.5]] t.csv", {"t.csv": text})
    assert ran.loss == calculate("bce [[.5,.25],[.75,.125],[.5,.5]] [[1,0],[0,1],[1,1]]").loss


@pytest.mark.usefixtures("large")
def test_an_index_whose_later_cells_have_fractions(calculate: Callable[..., Any]) -> None:
    rows = [f"{i},0.5,{i % 7}.25" for i in range(300)]
    labels = "0\n" * 300
    text = "id,a,b\n" + "\n".join(rows) + "\n"
    assert calculate("ce t.csv y.txt", {"t.csv": text, "y.txt": labels}).status == 0
    ran = calculate("ce t.csv y.txt", {"t.csv": text.replace("\n299,", "\n299.5,")})
    error = "t.csv, row 300: column id was left out, as its first rows hold whole numbers; here is 299.5"
    assert (ran.status, ran.err) == (2, f"lossctl ce: {error}\n  say which columns are the input: t.csv:a,b\n")
    assert calculate("ce t.csv:a,b y.txt").status == 0
