"""Commands on small files as programs write them give the number of the clean table, or an error with a way out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

X = np.array([[1.5, -0.25, 0.5], [0.75, 1.25, -2.0], [-0.5, 0.25, 2.5], [0.3, -0.7, 0.9]])
LABELS = [0, 1, 2, 0]
NAMES = ("rye", "oat", "hop")
WORDS = [NAMES[i] for i in LABELS]
P = np.round(np.exp(X) / np.exp(X).sum(1, keepdims=True), 6)
ONE = [0.875, 0.25, 0.625, 0.125]  # probabilities of bce
YES = [1, 0, 1, 1]


def ce(numbers: np.ndarray, labels: list[int], weights: list[float] | None = None) -> float:
    losses = np.log(np.exp(numbers).sum(1)) - numbers[np.arange(len(numbers)), labels]
    each = np.array(weights or [1.0, 1.0, 1.0])[labels]
    return float((losses * each).sum() / each.sum())


def nll(labels: list[int] = LABELS) -> float:
    return float(-np.log(P[np.arange(4), labels]).mean())


LOGITS, PROBS = ce(X, LABELS), nll()
BINARY = float(-np.log([p if y else 1 - p for p, y in zip(ONE, YES, strict=True)]).mean())


def cells(*columns: Any) -> list[list[str]]:
    """Rows of cells from columns, or tables of columns."""
    flat: list[Any] = []
    for each in columns:
        flat += list(each.T) if isinstance(each, np.ndarray) and each.ndim > 1 else [each]
    return [[f"{c:.7g}" if isinstance(c, float) else str(c) for c in row] for row in zip(*flat, strict=True)]


def csv(header: str, *columns: Any, sep: str = ",", end: str = "") -> str:
    head = [header.replace(",", sep)] if header else []
    return "".join(line + "\n" for line in [*head, *(sep.join(row) + end for row in cells(*columns))])


def records(header: str, *columns: Any) -> list[dict[str, Any]]:
    rows = [[number(c) for c in row] for row in cells(*columns)]
    return [dict(zip(header.split(","), row, strict=True)) for row in rows]


def number(cell: str) -> Any:
    try:
        return int(cell) if cell.isdecimal() else float(cell)
    except ValueError:
        return cell


def lines(rows: list[Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def as_records(header: str, *columns: Any) -> str:
    return json.dumps(records(header, *columns))


def scores(row: np.ndarray) -> list[dict[str, Any]]:
    """One row as Hugging Face's pipelines print it: the best class first."""
    return [{"label": NAMES[i], "score": float(row[i])} for i in np.argsort(-row)]


class Case(NamedTuple):
    command: str
    right: float
    files: dict[str, str]


Y = csv("", LABELS)
COUNT, RANDOM_ID = range(4), [11, 7, 30, 2]
SHUFFLED = [2, 0, 3, 1]
ONE_HOT = np.eye(3, dtype=int)[LABELS]
CASES = {
    # An index under many names, and what a program writes beside the numbers.
    "idx": Case("ce t.csv", LOGITS, {"t.csv": csv("idx,rye,oat,hop,label", COUNT, X, WORDS)}),
    "photo_id": Case("ce t.csv", LOGITS, {"t.csv": csv("photo_id,rye,oat,hop,label", COUNT, X, WORDS)}),
    "two round trips": Case(
        "ce t.csv", LOGITS, {"t.csv": csv(",Unnamed: 0.1,Unnamed: 0,rye,oat,hop,y", COUNT, COUNT, COUNT, X, WORDS)}
    ),
    "prediction": Case("ce t.csv", LOGITS, {"t.csv": csv("rye,oat,hop,y,prediction", X, LABELS, [0, 1, 2, 2])}),
    "named target": Case("ce t.csv t.csv:gold", LOGITS, {"t.csv": csv("rye,oat,hop,gold", X, LABELS)}),
    "labels beside columns called as the classes": Case(
        "ce x.csv y.csv", LOGITS, {"x.csv": csv("rye,oat,hop", X), "y.csv": csv("rye,oat,hop,label", 2 * X, LABELS)}
    ),
    "one-hot columns beside their labels": Case(
        "ce x.csv y.csv", LOGITS, {"x.csv": csv("rye,oat,hop", X), "y.csv": csv("label,rye,oat,hop", LABELS, ONE_HOT)}
    ),
    "correct": Case("ce t.csv", LOGITS, {"t.csv": csv("rye,oat,hop,y,correct", X, LABELS, [True, True, True, False])}),
    "path": Case("ce t.csv", LOGITS, {"t.csv": csv("path,rye,oat,hop,y", [f"a/{i}.png" for i in COUNT], X, LABELS)}),
    "true and predicted": Case(
        "ce t.csv", LOGITS, {"t.csv": csv("y_true,y_pred,logit_0,logit_1,logit_2", LABELS, LABELS, X)}
    ),
    "case, label, pred, prob": Case(
        "ce t.csv",
        PROBS,
        {"t.csv": csv("case_id,label,pred,prob_0,prob_1,prob_2", list("abcd"), LABELS, LABELS, P)},
    ),
    "logits beside probabilities": Case(
        "ce t.csv", LOGITS, {"t.csv": csv("logit_0,logit_1,logit_2,prob_0,prob_1,prob_2,label", X, P, LABELS)}
    ),
    "probabilities beside logits, stated": Case(
        "ce t.csv --from probs",
        PROBS,
        {"t.csv": csv("logit_0,logit_1,logit_2,prob_0,prob_1,prob_2,label", X, P, LABELS)},
    ),
    **{
        name: Case("ce t.csv", LOGITS, {"t.csv": csv(f"rye,oat,hop,{name}", X, LABELS)})
        for name in ("truth", "actual", "gt", "category", "class_id", "Ground Truth", "true_class")
    },
    # Names of classes.
    "predict_proba": Case("ce t.csv", PROBS, {"t.csv": csv("prob_rye,prob_oat,prob_hop,label", P, WORDS)}),
    "1 to 3": Case("ce t.csv --from probs", PROBS, {"t.csv": csv("1,2,3,label", P, [i + 1 for i in LABELS])}),
    "4, 6, 9": Case("ce t.csv --from probs", PROBS, {"t.csv": csv("4,6,9,label", P, [(4, 6, 9)[i] for i in LABELS])}),
    "tidymodels": Case(
        "ce t.csv --from probs", PROBS, {"t.csv": csv('"truth",".pred_rye",".pred_oat",".pred_hop"', WORDS, P)}
    ),
    "H2O": Case("ce t.csv y.csv --from probs", PROBS, {"t.csv": csv("predict,prye,poat,phop", WORDS, P), "y.csv": Y}),
    "H2O and words": Case(
        "ce t.csv y.csv --from probs",
        PROBS,
        {"t.csv": csv("predict,prye,poat,phop", WORDS, P), "y.csv": csv("y", WORDS)},
    ),
    # Two files.
    "Series of pandas": Case("bce p.csv y.csv", BINARY, {"p.csv": csv("0", ONE), "y.csv": csv("0", YES)}),
    "DataFrame and Series": Case("ce t.csv y.csv", LOGITS, {"t.csv": csv("0,1,2", X), "y.csv": csv("0", LABELS)}),
    "weights in another order": Case(
        "ce t.csv y.csv --weight w.csv",
        ce(X, LABELS, [2, 3, 5]),
        {"t.csv": csv("rye,oat,hop", X), "y.csv": Y, "w.csv": "hop,rye,oat\n5,2,3\n"},
    ),
    "class, weight": Case(
        "ce t.csv y.csv --weight w.csv",
        ce(X, LABELS, [2, 3, 5]),
        {"t.csv": csv("rye,oat,hop", X), "y.csv": Y, "w.csv": "class,weight\nhop,5\nrye,2\noat,3\n"},
    ),
    "submission and shuffled solution": Case(
        "ce s.csv t.csv --from probs",
        PROBS,
        {
            "s.csv": csv("id,Class_rye,Class_oat,Class_hop", RANDOM_ID, P),
            "t.csv": csv("id,target", *np.array([RANDOM_ID, WORDS])[:, SHUFFLED]),
        },
    ),
    "submission and one-hot solution": Case(
        "ce s.csv t.csv --from probs",
        PROBS,
        {
            "s.csv": csv("id,Class_1,Class_2,Class_3", RANDOM_ID, P),
            "t.csv": csv("id,Class_3,Class_1,Class_2", RANDOM_ID, ONE_HOT[:, [2, 0, 1]]),
        },
    ),
    "binary submission": Case(
        "bce s.csv t.csv", BINARY, {"s.csv": csv("id,target", COUNT, ONE), "t.csv": csv("id,target", COUNT, YES)}
    ),
    # How a table is written.
    "write.table": Case(
        "ce t.txt y.csv",
        LOGITS,
        {"t.txt": csv('"rye" "oat" "hop"', [f'"{i + 1}"' for i in COUNT], X, sep=" "), "y.csv": Y},
    ),
    "sep=": Case("ce t.csv", LOGITS, {"t.csv": "sep=;\n" + csv("rye,oat,hop,label", X, WORDS, sep=";")}),
    "commas at the ends of rows": Case("ce t.csv y.csv", LOGITS, {"t.csv": csv("rye,oat,hop", X, end=","), "y.csv": Y}),
    "empty last rows": Case("ce t.csv", LOGITS, {"t.csv": csv("rye,oat,hop,label", X, WORDS) + ",,,\n,,,\n"}),
    "decimal commas and tabs": Case(
        "ce t.txt y.csv", LOGITS, {"t.txt": csv("", X, sep="\t").replace(".", ","), "y.csv": Y}
    ),
    "Markdown": Case(
        "ce t.md",
        LOGITS,
        {
            "t.md": "| rye | oat | hop | label |\n|--:|--:|--:|:--|\n"
            + csv("", X, LABELS, sep=" | ").replace("\n", " |\n")
        },
    ),
    "a print of pandas": Case(
        "ce t.txt", LOGITS, {"t.txt": "     rye   oat  hop  label\n" + csv("", COUNT, X, LABELS, sep="  ")}
    ),
    "True and False": Case("bce t.csv", BINARY, {"t.csv": csv("p,label", ONE, [bool(each) for each in YES])}),
    "yes and no": Case(
        "bce p.txt y.txt", BINARY, {"p.txt": csv("", ONE), "y.txt": csv("", [("no", "yes")[each] for each in YES])}
    ),
    "labels in one row": Case("ce t.csv y.csv", LOGITS, {"t.csv": csv("rye,oat,hop", X), "y.csv": "0,1,2,0\n"}),
    # JSON.
    "records": Case("ce t.json", LOGITS, {"t.json": as_records("rye,oat,hop,label", X, WORDS)}),
    "columns": Case(
        "ce t.json y.csv",
        LOGITS,
        {
            "t.json": json.dumps({n: dict(zip("0123", X[:, i].tolist(), strict=True)) for i, n in enumerate(NAMES)}),
            "y.csv": Y,
        },
    ),
    "split": Case(
        "ce t.json",
        LOGITS,
        {
            "t.json": json.dumps(
                {
                    "columns": [*NAMES, "label"],
                    "index": list(COUNT),
                    "data": [[*x, y] for x, y in zip(X.tolist(), LABELS, strict=True)],
                }
            )
        },
    ),
    "table": Case(
        "ce t.json",
        LOGITS,
        {
            "t.json": json.dumps(
                {
                    "schema": {"fields": [{"name": "index", "type": "integer"}], "primaryKey": ["index"]},
                    "data": records("index,rye,oat,hop,label", COUNT, X, WORDS),
                }
            )
        },
    ),
    "a key for each class": Case("ce t.jsonl", LOGITS, {"t.jsonl": lines(records("rye,oat,hop,label", X, WORDS))}),
    "probabilities by class": Case(
        "ce t.jsonl",
        PROBS,
        {
            "t.jsonl": lines(
                [
                    {"probs": dict(zip(NAMES, p, strict=True)), "label": w}
                    for p, w in zip(P.tolist(), WORDS, strict=True)
                ]
            )
        },
    ),
    "labels as strings": Case(
        "ce t.jsonl",
        LOGITS,
        {"t.jsonl": lines([{"logits": x, "label": str(y)} for x, y in zip(X.tolist(), LABELS, strict=True)])},
    ),
    "pipelines of Hugging Face": Case(
        "ce t.jsonl --from probs",
        PROBS,
        {"t.jsonl": lines([{"scores": scores(p), "label": w} for p, w in zip(P, WORDS, strict=True)])},
    ),
    "a batch a line": Case(
        "ce t.jsonl",
        LOGITS,
        {"t.jsonl": lines([{"logits": X[s].tolist(), "labels": LABELS[s]} for s in (slice(0, 3), slice(3, 4))])},
    ),
}
ARRAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "arr_0, arr_1": ("ce t.npz", {"arr_0": X, "arr_1": LABELS}),
    "pred, target": ("ce t.npz", {"pred": X, "target": LABELS}),
    "logits, probs, labels": ("ce t.npz", {"logits": X, "probs": P, "labels": LABELS}),
}


@pytest.mark.parametrize("name", CASES)
def test_the_number_of_the_clean_table(calculate: Callable[..., Any], name: str) -> None:
    case = CASES[name]
    assert calculate(case.command, case.files).loss == pytest.approx(case.right, rel=1e-6)


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_of_npz(calculate: Callable[..., Any], name: str) -> None:
    command, arrays = ARRAYS[name]
    np.savez("t.npz", **arrays)
    assert calculate(command).loss == pytest.approx(LOGITS, rel=1e-12)


def test_two_arrays_in_one_npy_and_records(calculate: Callable[..., Any]) -> None:
    with Path("t.npy").open("wb") as file:
        np.save(file, X)
        np.save(file, np.array(LABELS))
    assert calculate("ce t.npy").loss == pytest.approx(LOGITS, rel=1e-12)
    kind = [(name, "f8") for name in NAMES] + [("label", "i8")]
    np.save("r.npy", np.array([(*x, y) for x, y in zip(X.tolist(), LABELS, strict=True)], dtype=kind))
    assert calculate("ce r.npy").loss == pytest.approx(LOGITS, rel=1e-12)


def test_teacher_and_student_with_columns_in_another_order(calculate: Callable[..., Any]) -> None:
    teacher = np.round(P[::-1], 3)
    files = {"s.csv": csv("rye,oat,hop", P), "t.csv": csv("hop,rye,oat", teacher[:, [2, 0, 1]])}
    ran = calculate("kl s.csv t.csv --from probs --reduction sum", files)
    assert ran.loss == pytest.approx(float((teacher * np.log(teacher / P)).sum()), rel=1e-6)
    assert ran.notes[0] == "t.csv: the columns hop, rye, oat are put in the order of the input's: rye, oat, hop"


@pytest.mark.parametrize(
    ("command", "files", "error"),
    [
        (
            "ce t.csv y.csv --from probs",
            {"t.csv": csv("rye,oat,hop", 100 * P), "y.csv": Y},
            (
                "t.csv, index [0, 0]: 64.8654 is not a probability: it is outside [0, 1]\n"
                "  the rows sum to 100: if they are percentages, divide them by 100\n"
            ),
        ),
        (
            "bce p.txt y.txt",
            {"p.txt": csv("", ONE), "y.txt": "1\n-1\n1\n1\n"},
            (
                "y.txt, index [1]: -1 is not a probability: it is outside [0, 1]\n"
                "  are the targets -1 and 1? PyTorch's are 0 and 1: write 0 for -1: lossctl bce p.txt 1,0,1,1\n"
            ),
        ),
        (
            "ce t.csv",
            {"t.csv": csv("rye,oat,Rye,label", X, ["RYE", *WORDS[1:]])},
            (
                "t.csv, line 2, column label: 'RYE' is not the name of a class\n"
                "  the class is called rye or Rye: write it so in both\n"
            ),
        ),
    ],
)
def test_an_error_names_the_way_out(
    calculate: Callable[..., Any], command: str, files: dict[str, str], error: str
) -> None:
    ran = calculate(command, files)
    assert (ran.status, ran.err) == (2, f"lossctl {command.split()[0]}: {error}")
