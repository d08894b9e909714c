"""Rows with an id are joined in every pairing of tables and containers, and by several columns together."""

import json
from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs.arguments import Given, read

LOGITS = np.array([[0.5, 1.0, -1.0], [2.0, 0.25, 0.0], [-0.5, 0.75, 1.5], [0.0, 3.0, 1.0]])
LABELS = np.array([1, 0, 2, 1])
IDS = np.array(["s0", "s1", "s2", "s3"])
ORDER = [2, 0, 3, 1]


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _records(name: str, key: str, values: np.ndarray, ids: np.ndarray) -> None:
    rows = [{"id": each, key: value} for each, value in zip(ids.tolist(), values.tolist(), strict=True)]
    Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows))


def _write(name: str, key: str, values: np.ndarray, ids: np.ndarray) -> None:
    suffix = Path(name).suffix
    if suffix == ".jsonl":
        _records(name, key, values, ids)
    elif suffix == ".json":
        Path(name).write_text(json.dumps({"ids": ids.tolist(), key: values.tolist()}))
    elif suffix == ".npz":
        np.savez(name, ids=ids, **{key: values})
    else:
        names = ["cat", "dog", "fox"] if values.ndim > 1 else [key]
        rows = zip(ids, values.reshape(len(values), -1).tolist(), strict=True)
        lines = [",".join(["id", *names]), *(",".join(map(str, [each, *row])) for each, row in rows)]
        Path(name).write_text("\n".join(lines) + "\n")


def _table(name: str, *lines: str) -> None:
    Path(name).write_text("\n".join(lines) + "\n")


def _target(given: Given) -> list[float]:
    return np.asarray(given.arrays["target"]).tolist()


@pytest.mark.parametrize("target", ["y.csv", "y.jsonl", "y.json", "y.npz"])
@pytest.mark.parametrize("input", ["x.csv", "x.jsonl", "x.json", "x.npz"])
def test_every_pairing_is_joined(input: str, target: str) -> None:
    _write(input, "logits", LOGITS, IDS)
    _write(target, "labels", LABELS[ORDER], IDS[ORDER])
    given = read(input, target, {})
    assert _target(given) == LABELS.tolist()
    [reading] = given.readings
    assert "the rows are put in the order of x" in reading.note
    assert np.asarray(reading.arrays["target"]).tolist() == LABELS[ORDER].tolist()


def test_a_missing_id_in_a_container_is_an_error() -> None:
    _write("x.npz", "logits", LOGITS, IDS)
    _write("y.jsonl", "labels", LABELS, np.array(["s0", "s1", "s2", "s9"]))
    with pytest.raises(InputError, match=r"s3 of x\.npz:logits is missing here"):
        read("x.npz", "y.jsonl", {})


@pytest.mark.parametrize(
    ("input", "target"), [("x.csv", "y.csv:labels"), ("x.csv:cat,dog,fox", "y.csv"), ("x.npz:logits", "y.npz:labels")]
)
def test_a_named_column_stays_in_the_order_of_its_file(input: str, target: str) -> None:
    _write(input.split(":")[0], "logits", LOGITS, IDS)
    _write(target.split(":")[0], "labels", LABELS[ORDER], IDS[ORDER])
    given = read(input, target, {})
    assert _target(given) == LABELS[ORDER].tolist()
    [reading] = given.readings
    origin = target if ":" in target else target + ":labels"
    assert reading.note == f"{origin}: the rows are in the order of the file, and the ids of {input} are in another"
    assert reading.otherwise == "joined by id they give {}"
    assert np.asarray(reading.arrays["target"]).tolist() == LABELS.tolist()


def test_a_named_column_of_rows_in_the_same_order_has_no_note() -> None:
    _write("x.csv", "logits", LOGITS, IDS)
    _write("y.csv", "labels", LABELS, IDS)
    assert read("x.csv", "y.csv:labels", {}).readings == ()


def test_two_columns_name_the_rows_together() -> None:
    _table(
        "x.csv",
        "subject,trial,cat,dog,fox",
        "a,1,.5,1,-1",
        "a,2,2,.25,0",
        "b,1,-.5,.75,1.5",
        "b,2,0,3.5,1",
        "c,1,1,0,.5",
    )
    _table("y.csv", "subject,trial,label", "b,1,2", "c,1,0", "a,1,1", "b,2,1", "a,2,0")
    given = read("x.csv", "y.csv", {})
    assert _target(given) == [*LABELS.tolist(), 0]
    assert given.readings[-1].note == "y.csv:label: the rows are put in the order of x.csv by their ids"


def test_rows_that_differ_and_cannot_be_joined_are_an_error() -> None:
    _table("x.csv", "subject,cat,dog,fox", "a,.5,1,-1", "a,2,.25,0", "b,-.5,.75,1.5", "c,0,3.5,1")
    _table("y.csv", "subject,label", "a,1", "b,2", "a,0", "c,1")
    with pytest.raises(InputError) as caught:
        read("x.csv", "y.csv", {})
    assert str(caught.value).splitlines()[0] == (
        "y.csv:label, column subject, row 2: b where x.csv has a in the same row"
    )


@pytest.mark.parametrize("column", ["fold", "pred", "time_ms"])
def test_what_a_model_gave_names_no_rows(column: str) -> None:
    _table("x.csv", f"cat,dog,fox,{column}", ".5,1,-1,1", "2,.25,0,2", "-.5,.75,1.5,3", "0,3.5,1,3")
    _table("y.csv", f"{column},label", "2,1", "2,0", "1,2", "3,1")
    assert _target(read("x.csv:cat,dog,fox", "y.csv:label", {})) == LABELS.tolist()
