import csv
import io
import json
import math
from collections.abc import Callable

import numpy as np
import pytest

from lossctl.losses import LOSSES
from lossctl.result import Result

COLUMNS = {
    "ce": ["index", "target", "predicted", "correct", "p", "loss", "ignored"],
    "bce": ["index", "target", "p", "loss", "ignored"],
    "bce-logits": ["index", "target", "p", "loss", "ignored"],
    "kl": ["index", "loss", "ignored"],
}
ALL = {"rows": "all"}


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", LOSSES)
def test_both_forms_have_the_same_columns(name: str, solved: Callable, reported: Callable) -> None:
    result = solved(name)
    rows = records(reported("csv", result, **ALL))
    objects = [json.loads(line) for line in reported("jsonl", result, **ALL).splitlines()]
    assert list(objects[0]) == COLUMNS[name]
    index = ["n", "d1"] if name.startswith("bce") else ["index"]
    assert list(rows[0]) == [*index, *COLUMNS[name][1:]]
    assert [float(row["loss"]) for row in rows] == [each["loss"] for each in objects]
    assert math.fsum(each["loss"] for each in objects) == pytest.approx(result.result.sum, rel=1e-15)
    assert len(objects) == result.problem.prepared().samples.count


def test_a_record_of_ce(solved: Callable, reported: Callable, rounded: Callable) -> None:
    result = solved(target=[0, -100], weight=[1.0, 2.0, 3.0], sample_weight=[2.0, 1.0])
    assert rounded(reported("csv", result, **ALL)) == rounded(
        "index,target,predicted,correct,p,weight,sample_weight,loss,ignored\n"
        "0,0,0,true,0.7113318153310174,1.0,2.0,0.6812325396293987,false\n"
        "1,-100,,,,,,0.0,true\n"
    )
    assert json.loads(reported("jsonl", result, **ALL).splitlines()[1]) == {
        "index": 1, "target": -100, "predicted": None, "correct": None, "p": None, "weight": None,
        "sample_weight": None, "loss": 0.0, "ignored": True,
    }  # fmt: skip


def test_samples_of_several_axes_have_an_index_per_axis(solved: Callable, reported: Callable) -> None:
    result = solved("bce", weight=[1.0, 2.0, 3.0])
    indices = [(row["n"], row["d1"]) for row in records(reported("csv", result, **ALL))]
    assert indices == [("0", "0"), ("0", "1"), ("0", "2"), ("1", "0"), ("1", "1"), ("1", "2")]
    last = json.loads(reported("jsonl", result, **ALL).splitlines()[-1])
    assert (last["index"], last["target"], last["p"], last["weight"]) == ([1, 2], 1, 0.6, 3.0)


def test_images_have_an_index_of_three_axes(solved: Callable, reported: Callable) -> None:
    result = solved(input=np.zeros((2, 3, 2, 4)), target=np.zeros((2, 2, 4), int), worst=99)
    for view in ({}, {"sort": "loss"}):
        rows = records(reported("csv", result, **ALL, **view))
        assert list(rows[0])[:4] == ["n", "d1", "d2", "target"]
        objects = [json.loads(line) for line in reported("jsonl", result, **ALL, **view).splitlines()]
        assert [[int(row[axis]) for axis in ("n", "d1", "d2")] for row in rows] == [each["index"] for each in objects]
        assert objects[-1]["index"] == [1, 1, 3]


def test_the_class_of_the_largest_input_is_predicted(solved: Callable, reported: Callable) -> None:
    inputs = [[1, 3, 2], [0, 5, 5], [4, 4, 1], [-math.inf, -2, -1], [9, 0, 0]]
    result = solved(input=np.array(inputs, float), target=[1, 2, 0, 2, -100], names=("a", "b", "c"), temperature=3.0)
    objects = [json.loads(line) for line in reported("jsonl", result, **ALL).splitlines()]
    assert [(each["predicted"], each["correct"]) for each in objects] == [
        ("b", True), ("b", False), ("a", True), ("c", True), (None, None),
    ]  # fmt: skip
    rows = records(reported("csv", result, **ALL))
    assert [row["correct"] for row in rows] == ["true", "false", "true", "true", ""]


@pytest.mark.parametrize(
    "given",
    [
        {"input": [[0.2, 0.7, 0.1]], "from_": "probs"},
        {"input": [[-3.0, -0.1, -2.0]], "from_": "log-probs"},
        {"input": [[2.0, 3.0, 1.0]], "label_smoothing": 0.1, "weight": [9.0, 1.0, 1.0]},
    ],
)
def test_a_prediction_is_of_the_input_whatever_it_holds(given: dict, solved: Callable, reported: Callable) -> None:
    row = records(reported("csv", solved(target=[1], **given), **ALL))[0]
    assert (row["predicted"], row["correct"]) == ("1", "true")


def test_soft_targets_have_no_prediction(solved: Callable, reported: Callable) -> None:
    result = solved(target=[[0.5, 0.5, 0.0], [0.0, 1.0, 0.0]])
    assert list(records(reported("csv", result, **ALL))[0]) == ["index", "loss", "ignored"]


def test_a_row_past_float64_is_infinite(solved: Callable, reported: Callable) -> None:
    result = solved("kl", input=[[0.0, -1.5e308, -1.5e308]], target=[[0.0, 1.0, 1.0]], from_="log-probs")
    assert [json.loads(line)["loss"] for line in reported("jsonl", result, **ALL).splitlines()] == ["Infinity"]


def test_one_sample_has_index_0(solved: Callable, reported: Callable) -> None:
    assert records(reported("csv", solved(input=[1, 2], target=0), **ALL))[0]["index"] == "0"


def test_classes_have_their_names(solved: Callable, reported: Callable) -> None:
    result = solved(names=("cat", 'a "dog"', "x,y"), target=[1, 2])
    text = reported("csv", result, **ALL)
    assert '0,"a ""dog""",' in text
    assert [row["target"] for row in records(text)] == ['a "dog"', "x,y"]


def test_an_ignored_target_of_named_classes_is_its_number(solved: Callable, reported: Callable) -> None:
    result = solved(names=("a", "b", "c"), target=[-100, 2])
    assert [row["target"] for row in records(reported("csv", result, **ALL))] == ["-100", "c"]


def test_a_target_may_be_a_fraction(solved: Callable, reported: Callable) -> None:
    result = solved("bce", input=[0.5, 0.5, 0.5], target=[0.25, 1.0, 0.0])
    assert [row["target"] for row in records(reported("csv", result, **ALL))] == ["0.25", "1", "0"]


def test_what_is_not_finite_is_read_by_every_parser(solved: Callable, reported: Callable) -> None:
    result = solved(input=[[0.0, -math.inf], [math.nan, 1.0]], target=[1, 0])
    assert [row["loss"] for row in records(reported("csv", result, **ALL))] == ["inf", "nan"]
    assert [json.loads(line)["loss"] for line in reported("jsonl", result, **ALL).splitlines()] == ["Infinity", "NaN"]


def test_kl_has_the_divergence_of_a_row(solved: Callable, reported: Callable) -> None:
    result = solved("kl", keep=True)
    assert [json.loads(line)["loss"] for line in reported("jsonl", result, **ALL).splitlines()] == [
        math.fsum(row) for row in result.losses
    ]


def large(solved: Callable, **given: int) -> Result:
    rng = np.random.default_rng(0)
    return solved(input=rng.normal(size=(20_000, 8)), target=rng.integers(0, 8, 20_000), **given)


def test_rows_limit_the_records(solved: Callable, reported: Callable) -> None:
    result = large(solved)
    assert [row["index"] for row in records(reported("csv", result, rows="3"))] == ["0", "1", "2"]
    assert len(records(reported("csv", result, rows="9000"))) == 9000
    assert len(records(reported("csv", result, rows="99999"))) == 20_000
    assert reported("csv", result, rows="0") == "index,target,predicted,correct,p,loss,ignored\n"


def test_the_worst_come_first(solved: Callable, reported: Callable) -> None:
    whole = records(reported("csv", large(solved, worst=99_999), rows="all", sort="loss"))
    losses = [float(row["loss"]) for row in whole]
    assert losses == sorted(losses, reverse=True)
    assert len(losses) == 20_000
    assert records(reported("csv", large(solved, worst=3), rows="3", sort="loss")) == whole[:3]


def test_no_samples_are_a_header(solved: Callable, reported: Callable) -> None:
    result = solved(input=np.empty((0, 3)), target=np.empty(0, int))
    assert reported("csv", result, **ALL) == "index,target,predicted,correct,p,loss,ignored\n"
    assert reported("jsonl", result, **ALL) == ""
    assert reported("csv", result, **ALL, sort="loss") == reported("csv", result, **ALL)
