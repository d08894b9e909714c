"""Weights whose classes are named beside them go by the names, however they are reached."""

import json
from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read

NOTE = "the weights are put in the order of the classes: cat, dog, fox"
ROWS = "cat,dog,fox,label\n0.3,-0.3,-1.5,cat\n2.1,-1.4,-0.6,dog\n-0.6,-0.7,5.5,fox\n0.8,2,1.9,dog\n"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.csv").write_text(ROWS)
    np.savez("x.npz", logits=np.eye(3), labels=np.array([1, 0, 2]), weights=np.array([1.0, 2, 3]))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("class,weight\nfox,3\ncat,1.5\ndog,.5\n", ":weight"),
        ("class,weight\nfox,3\ncat,1.5\ndog,.5\n", ""),
        ("class_id,class_name,weight\n2,fox,3\n0,cat,1.5\n1,dog,.5\n", ""),
        ("label,count,weight\nfox,9,3\ncat,4,1.5\ndog,7,.5\n", ""),
        ("class_id,weight\n2,3\n0,1.5\n1,.5\n", ":weight"),
    ],
)
def test_names_beside_the_weights_of_a_table(text: str, part: str) -> None:
    Path("w.csv").write_text(text)
    found = read("x.csv", None, {"weight": f"w.csv{part}"})
    assert found.arrays["weight"].tolist() == [1.5, 0.5, 3]
    assert found.notes == (f"w.csv: {NOTE}",)


@pytest.mark.parametrize(
    "value",
    [
        {"weights": {"fox": 3, "cat": 1.5, "dog": 0.5}},
        {"classes": ["fox", "cat", "dog"], "weights": [3, 1.5, 0.5]},
    ],
)
def test_names_beside_the_weights_of_json(value: object) -> None:
    Path("w.json").write_text(json.dumps(value))
    found = read("x.csv", None, {"weight": "w.json:weights"})
    assert found.arrays["weight"].tolist() == [1.5, 0.5, 3]
    assert found.notes == (f"w.json: {NOTE}",)


@pytest.mark.parametrize("part", ["", ":weights"])
def test_names_beside_the_weights_of_an_npz(part: str) -> None:
    np.savez("w.npz", weights=np.array([3, 1.5, 0.5]), classes=np.array(["fox", "cat", "dog"]))
    found = read("x.csv", None, {"weight": f"w.npz{part}"})
    assert found.arrays["weight"].tolist() == [1.5, 0.5, 3]
    assert found.notes == (f"w.npz: {NOTE}",)


def test_positions_go_with_an_input_without_names() -> None:
    Path("w.csv").write_text("class,weight\n2,3\n0,1.5\n1,.5\n")
    found = read("x.npz:logits", "x.npz:labels", {"weight": "w.csv"})
    assert found.arrays["weight"].tolist() == [1.5, 0.5, 3]
    assert found.notes == ("w.csv: the weights are put in the order of the classes: 0, 1, 2",)


def test_names_that_no_class_has() -> None:
    Path("w.csv").write_text("class,weight\nfox,3\ncat,1.5\nwolf,.5\n")
    with pytest.raises(InputError) as error:
        read("x.csv", None, {"weight": "w.csv:weight"})
    assert str(error.value) == (
        "w.csv: the weights are those of fox, cat, wolf, and the classes of x.csv are cat, dog, fox\n"
        "  write one row for each class, under the same names: cat, dog, fox"
    )


def test_names_where_the_input_has_none() -> None:
    Path("w.csv").write_text("class,weight\nfox,3\ncat,1.5\ndog,.5\n")
    with pytest.raises(InputError) as error:
        read("x.npz:logits", "x.npz:labels", {"weight": "w.csv"})
    assert str(error.value) == (
        "w.csv: the weights are those of fox, cat, dog, and the classes of x.npz have no names\n"
        "  write 0 to 2 in place of the names, or give the weights alone, in the order of the classes: --weight 1,2,…"
    )


def test_a_part_that_an_option_names_is_used() -> None:
    found = read("x.npz", None, {"sample_weight": "x.npz:weights"})
    assert found.notes == ()


def test_scores_of_a_zero_shot_pipeline_by_part_have_no_positions() -> None:
    rows = [{"labels": ["dog", "cat"], "scores": [0.7, 0.3]}, {"labels": ["cat", "dog"], "scores": [0.6, 0.4]}]
    Path("f.jsonl").write_text("\n".join(map(json.dumps, rows)))
    Path("y.txt").write_text("cat\ndog\n")
    found = read("f.jsonl:scores", "y.txt", {})
    assert (found.class_names, found.arrays["target"].tolist()) == (("dog", "cat"), [1, 0])
    with pytest.raises(InputError, match="the classes \\(dog, cat\\) come in no certain order"):
        read("f.jsonl:scores", "0,1", {})
