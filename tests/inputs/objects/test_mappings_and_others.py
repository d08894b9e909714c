"""Mappings of arrays by name, and what is no array but leads to one."""

import json
from collections import OrderedDict, namedtuple
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

import lossctl

LOGITS = [[2.0, 0.5, 0.25], [0.125, 2.0, 0.5]]
LABELS = [0, 1]
LOSS = lossctl.ce(LOGITS, LABELS).loss
Output = namedtuple("Output", "predictions label_ids metrics")

MAPPINGS: dict[str, Any] = {
    "lists": {"logits": LOGITS, "labels": LABELS},
    "arrays": {"logits": np.array(LOGITS), "labels": np.array(LABELS)},
    "a loss beside them": {"loss": np.float32(0.5), "logits": np.array(LOGITS), "labels": LABELS, "hidden": None},
    "ordered": OrderedDict(logits=np.array(LOGITS), labels=np.array(LABELS)),
    "proxy": MappingProxyType({"logits": LOGITS, "labels": LABELS}),
    "nested": {"model": {"logits": np.array(LOGITS)}, "labels": np.array(LABELS)},
    "named tuple": Output(np.array(LOGITS), np.array(LABELS), {"accuracy": 1.0}),
    "columns": {
        "cat": np.array([2.0, 0.125]),
        "dog": [0.5, 2.0],
        "fox": (0.25, 0.5),
        "label": np.array(["cat", "dog"]),
    },
    "records": [{"logits": row, "label": label} for row, label in zip(LOGITS, LABELS, strict=True)],
    "records of arrays": [{"logits": np.array(row), "label": i} for i, row in enumerate(LOGITS)],
}


@pytest.mark.parametrize("kind", MAPPINGS)
def test_a_mapping_holds_both_arrays(kind: str) -> None:
    assert lossctl.ce(MAPPINGS[kind]).loss == lossctl.ce(MAPPINGS[kind], None).loss == LOSS


@pytest.mark.parametrize("kind", ["lists", "arrays", "nested"])
def test_one_array_of_a_mapping(kind: str) -> None:
    assert lossctl.ce(MAPPINGS[kind], LABELS).loss == lossctl.ce(LOGITS, MAPPINGS[kind]).loss == LOSS


def test_the_names_say_what_the_numbers_are() -> None:
    probs = [[0.5, 0.5], [0.25, 0.75]]
    expected = lossctl.ce(probs, LABELS, from_="probs").loss
    assert lossctl.ce({"probs": np.array(probs), "labels": LABELS}).loss == expected


@pytest.mark.parametrize(
    "value",
    [
        {"logits": LOGITS, "labels": LABELS, "class_names": ["cat", "dog", "fox"]},
        {"cat": [2.0, 0.125], "dog": [0.5, 2.0], "label": ["cat", "dog"]},
        [{"cat": 2.0, "dog": 0.5, "label": "cat"}, {"cat": 0.125, "dog": 2.0, "label": "dog"}],
        {"results": [{"cat": 2.0, "dog": 0.5, "label": "cat"}, {"cat": 0.125, "dog": 2.0, "label": "dog"}]},
        {"a": LOGITS, "b": LABELS},
        {"logits": LOGITS},
        {},
    ],
)
def test_a_mapping_is_read_as_its_json_file(tmp_path: Path, value: Any) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(value))

    def outcome(word: Any) -> object:
        try:
            result = lossctl.ce(word)
            return result.loss, [note.replace(str(path), "input") for note in result.notes]
        except lossctl.InputError as error:
            return error.problem

    assert outcome(value) == outcome(path)


def test_what_is_missing_is_named_as_python_writes_it() -> None:
    logits = np.array(LOGITS)
    with pytest.raises(lossctl.InputError) as caught:
        lossctl.ce({"logits": logits, "prediction": np.array(LABELS)})
    assert "pick both: input['logits'] input['prediction']" in str(caught.value)
    result = lossctl.ce({"logits": logits, "preds": logits, "labels": LABELS})
    assert result.notes == ("input: logits is the input; preds could be, too: input['preds'] takes it",)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "is None, no array\n  give an array, a list, a frame, or the name of a file"),
        (
            b"abc",
            "is a bytes, no array\n  give the name of the file as a str, or numbers: numpy.frombuffer(x, 'float32')",
        ),
        ((row for row in LOGITS), "is a generator, no array\n  make it a list: list(x)"),
        (map(list, LOGITS), "is a map, no array\n  make it a list: list(x)"),
        ({"a": 1}.values(), "is a dict_values, no array\n  make it a list: list(x)"),
        ({0, 1}, "is a set, which has no order\n  make it a list in the order of the samples"),
        (np.mean, "is a function, no array\n  call it, and give what it returns"),
        (object(), "is an object, no array\n  give what numpy.asarray(x) makes an array of numbers"),
    ],
    ids=["None", "bytes", "generator", "map", "values", "set", "function", "object"],
)
def test_what_leads_to_an_array_is_an_error_that_says_how(value: Any, message: str) -> None:
    with pytest.raises(lossctl.InputError) as caught:
        lossctl.ce(value, LABELS)
    if not callable(value):
        assert str(caught.value) == f"input: {message}"
    else:
        assert str(caught.value).endswith(message.partition(",")[2])


def test_a_file_object_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    np.save(path, LOGITS)
    with path.open("rb") as file, pytest.raises(lossctl.InputError) as caught:
        lossctl.ce(file, LABELS)
    assert str(caught.value) == "input: is an open file\n  give its name: lossctl reads the file itself"
    assert lossctl.ce(file.name, LABELS).loss == LOSS


def test_an_entry_of_a_folder_is_a_path(tmp_path: Path) -> None:
    import os

    np.save(tmp_path / "x.npy", LOGITS)
    with os.scandir(tmp_path) as entries:
        assert [lossctl.ce(entry, LABELS).loss for entry in entries] == [LOSS]


def test_one_array_is_not_both() -> None:
    with pytest.raises(lossctl.InputError, match=r"^input: holds one array, so the target is missing\n"):
        lossctl.ce(LOGITS)


def test_a_lazy_frame_of_polars_is_collected_first() -> None:
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"cat": [2.0], "dog": [0.5], "label": ["cat"]})
    with pytest.raises(lossctl.InputError) as caught:
        lossctl.ce(frame.lazy())
    assert str(caught.value) == "input: is a polars.LazyFrame, which is not calculated yet\n  calculate it: x.collect()"
    assert lossctl.ce(frame.lazy().collect()).loss == lossctl.ce([[2.0, 0.5]], [0]).loss
