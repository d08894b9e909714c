"""A table in any disguise gives the number of the clean table, an error, or a note with that number: never another.

The clean table is one of numbers for each class and of labels; its loss is calculated here. The disguises are what
programs make of it. Columns of fractions under names that nobody knows are not among them: they are classes.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lossctl.inputs.readers import line_index

WORDS = (
    ("cat", "dog", "fox", "cow", "owl", "bee"),
    ("win", "draw", "loss", "w.o.", "abandoned", "void"),
    ("gold", "silver", "bronze", "none at all", "x", "y z"),
    ("de", "en", "id", "it", "no", "fr"),
    ("w", "x", "y", "z", "a", "b"),
    ("yes", "no", "maybe", "later", "never", "ever"),
    ("new_york", "new_jersey", "boston", "austin", "new_haven", "reno"),
    ("LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3", "LABEL_4", "LABEL_5"),
    ("fold", "call", "raise", "check", "bet", "all-in"),
    ("Iris-setosa", "Iris-versicolor", "Iris-virginica", "Iris-x", "Iris-y", "Iris-z"),
    ("true", "false", "half-true", "pants-fire", "mostly-true", "barely"),
    ("image", "text", "audio", "video", "key", "name"),
    ("0-9", "10-19", "20-29", "30-39", "40-49", "50+"),
    ("猫", "狗", "狐", "牛", "鸟", "蜂"),
)
NUMBERS = (range(6), range(1, 7), (3, 5, 8, 9, 11, 20), (1, 0), (-1, 1), (10, 20, 30, 40, 50, 60), (5, 3, 8))
# What stands before and behind the name of a class, in a table of this form.
AROUND = {
    "logits": ("{}", "logit_{}", "{}_logit", "logits.{}", "score_{}", "{} score", ".pred_{}", "X{}", "output_{}"),
    "probs": ("{}", "prob_{}", "proba_{}", "{}_prob", "P({})", "probs:{}", "p{}", "p_{}", ".pred_{}", "Class_{}"),
    "log-probs": ("{}", "log_prob_{}", "score_{}", "pred_{}", "y_pred_{}"),
}
TARGETS = "label target y y_true true_label truth ground_truth gt gold actual class category class_id Label true_class"
INDICES = "index idx id uid row no key name filename image_id imageId PassengerId sample_id path doc_id subject number"
UNNAMED = ("", "Unnamed: 0", "Unnamed: 0.1")
RESULTS = {
    "pred prediction predicted y_pred pred_label predicted_class": "classes",
    "correct is_correct": "truth",
    "loss nll confidence score prob_max entropy pred_conf error": "fractions",
    "fold group step epoch rank": "few",
    "split model": "words",
}
OTHERS = {"text comment source": "texts", "timestamp": "times", "sample_weight weight": "fractions", "year": "years"}
FEATURES = ("x", "feat_", "f", "emb_", "V", "h.")

Column = tuple[str, list[str]]
Pick = Callable[[Sequence[Any]], Any]


class Case(NamedTuple):
    words: list[str]
    files: dict[str, str]
    right: float


class Clean(NamedTuple):
    """A table of numbers for each class, and the labels as positions."""

    form: str
    numbers: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]
    headings: tuple[str, ...]

    def loss(self, weights: np.ndarray) -> float:
        logits = np.log(self.numbers) if self.form == "probs" else self.numbers
        total = np.log(np.exp(logits).sum(1)) if self.form == "logits" else 0
        losses = total - logits[np.arange(len(logits)), self.labels]
        return float((losses * weights[self.labels]).sum() / weights[self.labels].sum())


def clean(pick: Pick, random: np.random.Generator) -> Clean:
    classes, rows, form = pick([2, 3, 3, 4, 6]), pick([5, 6, 8, 12]), pick(list(AROUND))
    numbers = random.normal(size=(rows, classes)) * 2 + 1e-4
    if form != "logits":
        numbers = np.exp(numbers) / np.exp(numbers).sum(1, keepdims=True)
        numbers = np.log(numbers) if form == "log-probs" else numbers
    numeric = pick([False, False, True])
    several = pick([each for each in (NUMBERS if numeric else WORDS) if len(each) >= classes])
    names = tuple(map(str, several[:classes]))
    around = pick(AROUND[form])
    labels = random.integers(0, classes, rows)
    if "loss" in names:  # a column called loss that no label names is a result, if the labels name all others
        labels[0] = names.index("loss")
    return Clean(form, numbers, labels, names, tuple(map(around.format, names)))


def values(kind: str, table: Clean, random: np.random.Generator) -> list[str]:
    rows = len(table.labels)
    few = random.integers(0, 5, rows)
    top = table.numbers.argmax(1)
    made: dict[str, Callable[[], Sequence[Any]]] = {
        "count": lambda: range(rows),
        "count from 1": lambda: range(1, rows + 1),
        "shuffled": lambda: random.permutation(rows) + 100,
        "files": lambda: [f"im{i}.jpg" for i in range(rows)],
        "repeated": lambda: [i // 2 for i in range(rows)],
        "classes": lambda: [table.names[i] for i in top],
        "positions": lambda: top,
        "truth": lambda: top == table.labels,
        "fractions": lambda: random.random(rows).round(4),
        "few": lambda: few,
        "words": lambda: [("train", "test", "val", "dev", "new")[i] for i in few],
        "texts": lambda: [("so, it is", 'a "b"', "ok", "#1", "in 2 days")[i] for i in few],
        "times": lambda: 1_700_000_000 + 37 * np.arange(rows),
        "years": lambda: 1990 + few,
    }
    return list(map(str, made[kind]()))


def index_column(pick: Pick, table: Clean, random: np.random.Generator) -> Column:
    kind = pick(["count", "count from 1", "shuffled", "files", "repeated"])
    return pick([*UNNAMED, *INDICES.split()]), values(kind, table, random)


def extra_columns(pick: Pick, table: Clean, random: np.random.Generator) -> list[Column]:
    which = pick(["index", "result", "result", "other", "features"])
    if which == "index":
        return [index_column(pick, table, random)]
    if which == "features":
        ends = range(pick([2, 3, len(table.names)]))
        beginning = pick(FEATURES)
        return [(f"{beginning}{i}", list(map(str, random.normal(size=len(table.labels)).round(3)))) for i in ends]
    names = pick(list((RESULTS if which == "result" else OTHERS).items()))
    return [(pick(names[0].split()), values(names[1], table, random))]


def written(columns: list[Column], form: str) -> str:
    names, rows = [name for name, _ in columns], list(zip(*(cells for _, cells in columns), strict=True))
    if form in ("csv", "tsv"):
        sep = "," if form == "csv" else "\t"
        return "".join(sep.join(map(quoted, row)) + "\n" for row in [names, *rows])
    cells = [list(map(as_json, row)) for row in rows]
    if form == "split":
        return json.dumps({"columns": names, "index": list(range(len(rows))), "data": cells})
    records = [dict(zip(names, row, strict=True)) for row in cells]
    return "".join(json.dumps(row) + "\n" for row in records) if form == "jsonl" else json.dumps(records)


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',\t"#') else cell


def as_json(cell: str) -> Any:
    try:
        return int(cell) if cell.lstrip("-").isdecimal() else float(cell)
    except ValueError:
        return {"True": True, "False": False}.get(cell, cell)


def disguised(pick: Pick) -> Case:
    random = np.random.default_rng(pick(range(1000)))
    table = clean(pick, random)
    classes = len(table.names)
    counted = table.names == tuple(map(str, range(classes)))
    by_position = not table.names[0].lstrip("-").isdecimal() and pick([False, False, True])
    called = [str(i) for i in range(classes)] if by_position else pick([table.names, table.headings])
    label = (pick(TARGETS.split()), [called[i] for i in table.labels])
    order = np.arange(classes) if by_position or counted else random.permutation(classes)
    numbers = [(table.headings[i], list(map(repr, table.numbers[:, i].tolist()))) for i in order]
    taken = {label[0], *table.names, *table.headings}
    index = index_column(pick, table, random)
    extras = [each for _ in range(pick([0, 1, 1, 2, 3])) for each in extra_columns(pick, table, random)]
    extras = list({name: (name, cells) for name, cells in extras if name not in taken | {index[0]}}.values())
    split = pick([0, len(extras)])
    columns = [
        *([index] if pick([True, False]) and index[0] not in taken else []),
        *extras[:split],
        *numbers,
        *extras[split:],
    ]
    form = pick(["csv", "csv", "csv", "tsv", "jsonl", "records", "split"])
    name = f"t.{'json' if form in ('records', 'split') else form}"
    words, files = ["ce", name, "--from", table.form], {}
    if pick([True, False]):
        columns.insert(pick([0, len(columns)]), label)
    else:
        words.insert(2, "u.csv")
        files["u.csv"] = written(target_columns(pick, table, label, index if index in columns else None, random), "csv")
    files[name] = written(columns, form)
    weights = np.ones(classes)
    if pick([False, False, True]) and not counted:
        weights = random.random(classes).round(3) + 0.5
        words += ["--weight", "w.csv"]
        files["w.csv"] = weights_table(pick, table, weights, random.permutation(classes))
    return Case(words, files, table.loss(weights))


def target_columns(
    pick: Pick, table: Clean, label: Column, index: Column | None, random: np.random.Generator
) -> list[Column]:
    """The labels, or a column for each class in an order of its own; with an id, in an order of the rows of its own."""
    columns = [label]
    if pick([False, True]):
        beginning = pick(["", "target_"])
        of = pick([table.headings, [beginning + name for name in table.names]])
        columns = [(of[i], [str(int(i == j)) for j in table.labels]) for i in random.permutation(len(of))]
    rows = np.arange(len(table.labels))
    if index and index[0] not in UNNAMED:
        columns = [index, *columns]
        rows = random.permutation(rows) if len(set(index[1])) == len(rows) else rows
    return [(name, [cells[i] for i in rows]) for name, cells in columns]


def weights_table(pick: Pick, table: Clean, weights: np.ndarray, order: np.ndarray) -> str:
    names = pick([table.names, table.headings])
    if pick([True, False]):
        return written([(names[i], [str(weights[i])]) for i in order], "csv")
    return written([("class", [names[i] for i in order]), ("weight", [str(weights[i]) for i in order])], "csv")


def check(case: Case, calculate: Callable[..., Any]) -> None:
    ran = calculate(case.words, case.files)
    if ran.status == 2:
        assert ran.err.startswith("lossctl ce: ")
        return
    notes = " ".join(ran.notes)
    assert ran.loss == pytest.approx(case.right, rel=1e-12) or f"{case.right:.6g}" in notes, (case, ran)


laws = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@settings(max_examples=125, **laws)
@given(st.data())
def test_the_clean_number_or_an_error(calculate: Callable[..., Any], data: st.DataObject) -> None:
    check(disguised(lambda options: data.draw(st.sampled_from(options))), calculate)


@settings(max_examples=100, **laws)
@given(st.data())
def test_the_clean_number_or_an_error_where_tables_stay_in_their_files(
    calculate: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    monkeypatch.setattr(line_index, "LONG", 1)
    check(disguised(lambda options: data.draw(st.sampled_from(options))), calculate)
