"""Which columns are the input: names propose, values decide; and each remedy is run."""

from collections.abc import Callable
from typing import Any

import pytest

ROWS = ("0.5,1.5,0.25", "1.25,0.5,0.75", "0.25,0.5,2.5", "1,0.25,-0.5", "0.125,2,1")
LABELS = "0\n1\n2\n0\n1\n"
CLEAN = {"t.csv": "a,b,c\n" + "\n".join(ROWS), "y.csv": LABELS}


def table(header: str, *columns: str) -> str:
    """The rows with further columns behind them, each given as its cells with blanks between them."""
    cells = zip(ROWS, *(column.split() for column in columns), strict=True)
    return header + "\n" + "".join(",".join(row) + "\n" for row in cells)


def choices(error: str) -> list[list[str]]:
    """The words for INPUT, and TARGET if it is named, that a remedy lists."""
    remedy = error.split("say which: ")[1].strip()
    inputs, _, target = remedy.partition(", then the target: ")
    return [[word, target or "y.csv"] for word in inputs.split(" or ")]


@pytest.mark.parametrize(
    ("header", "column", "note"),
    [
        ("a,b,c,id", "4 4 2 1 1", "column id left out (an index)"),
        ("a,b,c,name", "k l m n o", "column name left out (an index)"),
        ("a,b,c,pred", "0 1 2 0 0", "column pred left out; the input is a, b, c"),
        ("a,b,c,fold", "0 1 2 0 0", "column fold left out; the input is a, b, c"),
        ("a,b,c,correct", "True False True True True", "column correct left out; the input is a, b, c"),
        ("a,b,c,split", "x x x y y", "column split left out; the input is a, b, c"),
        ("a,b,c,text", "so so la la la", "column text left out; the input is a, b, c"),
        ("a,b,c,year", "1999 1999 2001 2001 2002", "column year left out; the input is a, b, c"),
        ("a,b,c,label", "2 2 2 1 1", "column label left out (TARGET is given)"),
        ("a,b,c,weight", "2 2 2 1 1", "column weight left out; to use it: --sample-weight FILE:weight"),
        ("p_a,p_b,p_c,confidence", ".5 .5 .5 .5 .5", "column confidence left out; the input is p_a, p_b, p_c"),
        ("p_a,p_b,p_c,x", ".5 .5 .5 .5 .5", "column x left out; the input is p_a, p_b, p_c"),
    ],
)
def test_columns_that_are_left_out(calculate: Callable[..., Any], header: str, column: str, note: str) -> None:
    right = calculate("ce t.csv y.csv", CLEAN).loss
    ran = calculate("ce t.csv y.csv", {"t.csv": table(header, column)})
    assert ran.loss == right
    assert f"t.csv: {note}" in ran.notes


@pytest.mark.parametrize(
    "header",
    ["a,loss,c", "id,en,de", "fold,call,raise", "name,a,b", "index,b,c", "LABEL_0,LABEL_1,LABEL_2", "w,x,y", "1,0,2"],
)
def test_classes_under_other_names(calculate: Callable[..., Any], header: str) -> None:
    right = calculate("ce t.csv y.csv", CLEAN).loss
    words = "".join(header.split(",")[int(label)] + "\n" for label in LABELS.split())
    ran = calculate("ce t.csv y.csv", {"t.csv": table(header), "y.csv": words})
    assert ran.loss == right
    assert not [note for note in ran.notes if "left out" in note and "--no-header" not in note]


HALF = ".5 .5 .5 .5 .5"


@pytest.mark.parametrize(
    ("text", "inputs"),
    [
        (table("a,b,c,confidence", HALF), ["a,b,c", "a,b,c,confidence"]),
        (table("a,b,loss,confidence", HALF), ["a,b,loss", "a,b,confidence", "a,b,loss,confidence"]),
        (table("pred_a,pred_b,pred_c,pred_conf", HALF), ["pred_a,pred_b,pred_c", "pred_a,pred_b,pred_c,pred_conf"]),
        (table("p_a,p_b,p_c,score_a,score_b,score_c", *[HALF] * 3), ["p_a,p_b,p_c", "score_a,score_b,score_c"]),
        (table("a,b,c,f0,f1,f2", *[HALF] * 3), ["a,b,c", "f0,f1,f2", "a,b,c,f0,f1,f2"]),
        (
            table("a,b,c,target_a,target_b,target_c", *[HALF] * 3),
            ["a,b,c", "target_a,target_b,target_c", "a,b,c,target_a,target_b,target_c"],
        ),
        (
            table("new_york,new_jersey,new_haven,ely", HALF),
            ["new_york,new_jersey,new_haven", "new_york,new_jersey,new_haven,ely"],
        ),
        (table("a,b,c,confidence,label", HALF, "0 1 2 0 1"), ["a,b,c", "a,b,c,confidence"]),
        *(
            (table(f"a,b,c,{name},label", ".5 .25 .5 .5 .75", "0 1 2 0 1"), ["a,b,c", f"a,b,c,{name}"])
            for name in ("threshold", "perplexity", "top1_prob", "Accuracy")
        ),
    ],
)
def test_what_could_be_several_things(calculate: Callable[..., Any], text: str, inputs: list[str]) -> None:
    labels = "0\n2\n0\n1\n1\n" if "loss" in text else LABELS
    inside = "label" in text
    ran = calculate("ce t.csv" if inside else "ce t.csv y.csv", {"t.csv": text, "y.csv": labels})
    several = " and ".join(f"({each})" for each in inputs)
    remedy = "say which: " + " or ".join(f"t.csv:{each}" for each in inputs) + ", then the target: t.csv:label" * inside
    assert (ran.status, ran.err) == (2, f"lossctl ce: t.csv: {several} could each be the input\n  {remedy}\n")
    for words in choices(ran.err):
        assert calculate(["ce", *words]).status == 0


def test_one_column_for_bce(calculate: Callable[..., Any]) -> None:
    text = "p,q,label\n0.5,0.5,1\n0.25,0.75,0\n"
    ran = calculate("bce t.csv", {"t.csv": text})
    remedy = "say which: t.csv:p or t.csv:q, then the target: t.csv:label"
    assert ran.err == f"lossctl bce: t.csv: (p) and (q) could each be the input\n  {remedy}\n"
    assert [calculate(["bce", *words]).status for words in choices(ran.err)] == [0, 0]


@pytest.mark.parametrize("extra", ["id", "fold", "rank", "year"])
def test_whole_numbers_beside_the_one_column_of_bce(calculate: Callable[..., Any], extra: str) -> None:
    right = calculate("bce t.csv", {"t.csv": "p,label\n0.5,1\n0.25,0\n0.125,0\n0.5,1\n0.75,1\n"}).loss
    text = f"p,{extra},label\n0.5,3,1\n0.25,5,0\n0.125,5,0\n0.5,6,1\n0.75,9,1\n"
    assert calculate("bce t.csv", {"t.csv": text}).loss == right


def test_a_result_is_a_class_where_the_labels_need_it(calculate: Callable[..., Any]) -> None:
    right = calculate("ce t.csv y.csv", CLEAN).loss
    ran = calculate("ce t.csv y.csv", {"t.csv": table("win,draw,loss")})
    assert (ran.loss, ran.result["classes"]) == (right, ["win", "draw", "loss"])


def test_a_result_is_no_class_where_the_classes_are_numbers(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce t.csv y.csv", {"t.csv": table("1,2,3,nll", HALF), "y.csv": "1\n2\n3\n1\n2\n"})
    assert ran.err.startswith("lossctl ce: t.csv: (1,2,3) and (1,2,3,nll) could each be the input\n")


def test_two_results_beside_labels_of_words(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce t.csv", {"t.csv": "pred,prediction,label\n0.6,0.2,cat\n0.5,0.1,dog\n"})
    remedy = "say which: t.csv:pred or t.csv:prediction, then the target: t.csv:label"
    assert ran.err == f"lossctl ce: t.csv: (pred) and (prediction) could each be the input\n  {remedy}\n"


def test_no_column_is_left(calculate: Callable[..., Any]) -> None:
    ran = calculate("ce t.csv y.csv", {"t.csv": "name,label\na,x\nb,y\n", "y.csv": "0\n1\n"})
    assert ran.err == "lossctl ce: t.csv: no column is left for the input; the columns are name, label\n"


@pytest.mark.parametrize(
    ("stated", "left_out"),
    [("", "prob_a, prob_b, prob_c"), ("--from logits", "prob_a, prob_b, prob_c"), ("--from probs", "x_a, x_b, x_c")],
)
def test_logits_are_chosen_unless_others_are_stated(calculate: Callable[..., Any], stated: str, left_out: str) -> None:
    shares = [".5 .5 .25 .5 .5", ".25 .25 .5 .25 .25", ".25 .25 .25 .25 .25"]
    text = table("logit_a,logit_b,logit_c,prob_a,prob_b,prob_c", *shares)
    ran = calculate(f"ce t.csv y.csv {stated}", {"t.csv": text, "y.csv": LABELS})
    assert any(note.startswith(f"t.csv: columns {left_out.replace('x_', 'logit_')} left out") for note in ran.notes)


PROBS = ("0.5,0.25,0.25", "0.125,0.75,0.125", "0.25,0.25,0.5")


def test_stated_probabilities_are_the_columns_that_sum_to_1(calculate: Callable[..., Any]) -> None:
    rows = "".join(f"{row},2,{label}\n" for row, label in zip(PROBS, ["cat", "dog", "emu"], strict=True))
    ran = calculate("ce t.csv --from probs", {"t.csv": "cat,dog,emu,mtry,obs\n" + rows})
    assert ran.loss == calculate("ce t.csv:cat,dog,emu t.csv:obs --from probs").loss
    assert "t.csv: column mtry left out; the input is cat, dog, emu" in ran.notes


def test_a_target_may_need_the_column_that_is_no_probability(calculate: Callable[..., Any]) -> None:
    rows = "".join(f"{row},2,{label}\n" for row, label in zip(PROBS, (0, 1, 3), strict=True))
    ran = calculate("ce t.csv --from probs", {"t.csv": "a,b,c,d,label\n" + rows})
    assert ran.status == 2
    assert "2 is not a probability" in ran.err


def test_two_results_that_begin_alike_are_no_family_of_single_numbers(calculate: Callable[..., Any]) -> None:
    rows = "1,1,0.9\n0,0,0.2\n1,1,0.65\n1,0,0.4\n"
    ran = calculate("bce t.csv", {"t.csv": "label,Scored Labels,Scored Probabilities\n" + rows})
    assert ran.loss == calculate(["bce", "t.csv:Scored Probabilities", "t.csv:label"]).loss
    assert "t.csv: column Scored Labels left out; the input is Scored Probabilities" in ran.notes


def test_two_probabilities_of_each_sample_are_no_single_number(calculate: Callable[..., Any]) -> None:
    ran = calculate("bce t.csv", {"t.csv": "p0,p1,label\n0.1,0.9,1\n0.8,0.2,0\n0.35,0.65,1\n"})
    assert ran.status == 2
    assert "lossctl ce t.csv t.csv:label --from probs" in ran.err


TWO = {"t.csv": "label,y_pred,prob_class_0\n1,0.9,0.1\n0,0.2,0.8\n1,0.65,0.35\n"}


def test_of_two_columns_that_sum_to_1_one_has_to_be_named(calculate: Callable[..., Any]) -> None:
    ran = calculate("bce t.csv", TWO)
    assert ran.status == 2
    assert "say which: t.csv:y_pred or t.csv:prob_class_0, then the target: t.csv:label" in ran.err
    assert calculate("bce t.csv:y_pred t.csv:label").status == 0


@pytest.mark.parametrize(("command", "column"), [("bce", "p"), ("bce-logits", "logit")])
def test_a_column_of_another_form_is_not_the_input(calculate: Callable[..., Any], command: str, column: str) -> None:
    ran = calculate(f"{command} t.csv", {"t.csv": "label,p,logit\n1,0.9,2.2\n0,0.2,-1.4\n1,0.75,1.1\n"})
    assert ran.loss == calculate(f"{command} t.csv:{column} t.csv:label").loss
    assert len([note for note in ran.notes if "left out" in note]) == 1
