"""What the words name: literals, files, parts of files, standard input; one array or a pair."""

import io
import sys
from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read, read_array


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    np.savez("batch.npz", logits=np.eye(2), labels=np.array([1, 0]), weight=np.array([1.0, 2.0]))
    Path("scores.csv").write_text("cat,dog,label\n0.5,1,dog\n2,3,cat\n")
    Path("block.txt").write_text("input: [[1, 2]]\ntarget: [0]\nweight: [3, 4]\nloss: tensor(1.6557)\n")
    return tmp_path


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def error(*words: str | None, **options: str) -> str:
    with pytest.raises(InputError) as caught:
        read(words[0] or "", words[1] if len(words) > 1 else None, options)
    return str(caught.value)


def test_literals() -> None:
    found = read("[[2, 0.5]]", "0", {"weight": "1,2"})
    assert {role: array.tolist() for role, array in found.arrays.items()} == {
        "input": [[2, 0.5]],
        "target": 0,
        "weight": [1, 2],
    }
    assert found.origins == {"input": "INPUT", "target": "TARGET", "weight": "--weight"}


def test_parts_of_one_file() -> None:
    found = read("batch.npz:logits", "batch.npz:labels", {"weight": "batch.npz:weight"})
    assert found.arrays["weight"].tolist() == [1, 2]
    assert found.origins == {"input": "batch.npz:logits", "target": "batch.npz:labels", "weight": "batch.npz:weight"}
    assert found.notes == ()


def test_containers_on_both_sides() -> None:
    found = read("batch.npz", "batch.npz", {"weight": "batch.npz"})
    assert {role: array.shape for role, array in found.arrays.items()} == {
        "input": (2, 2),
        "target": (2,),
        "weight": (2,),
    }
    assert found.notes == ()


def test_columns_by_name() -> None:
    found = read("scores.csv:dog,cat", "scores.csv:label", {})
    assert found.arrays["input"].tolist() == [[1, 0.5], [3, 2]]
    assert found.class_names == ("dog", "cat")
    assert found.arrays["target"].tolist() == [0, 1]
    assert found.notes == ()


def test_columns_by_number() -> None:
    Path("plain.csv").write_text("1,2,3\n4,5,6\n")
    assert read_array("plain.csv:2,0", "input").tolist() == [[3, 1], [6, 4]]
    assert error("plain.csv:3", "0") == "plain.csv: no column '3'; without a header they are 0 to 2"
    assert error("scores.csv:cow", "0") == "scores.csv: no column 'cow'; the columns are cat, dog, label"


def test_class_names_without_a_header_of_their_own() -> None:
    Path("words.csv").write_text("dog\ncat\n")
    assert read("scores.csv", "words.csv", {}).arrays["target"].tolist() == [1, 0]


def test_no_header() -> None:
    Path("counted.csv").write_text("0,1\n0.5,2\n")
    assert read("counted.csv", "0", {}).arrays["input"].shape == (1, 2)
    assert read("counted.csv", "0", {}, header=False).arrays["input"].shape == (2, 2)


def test_a_block_gives_all_that_it_names() -> None:
    found = read("block.txt", None, {})
    assert found.arrays["weight"].tolist() == [3, 4]
    assert found.block is not None
    assert [loss.written for loss in found.block.losses] == ["1.6557"]
    assert read("block.txt", None, {"weight": "5,6"}).arrays["weight"].tolist() == [5, 6]


def test_a_block_beside_a_target_gives_the_input_alone() -> None:
    found = read("block.txt", "1", {})
    assert set(found.arrays) == {"input", "target"}
    assert found.block is None
    assert found.notes == ("block.txt: weight is not used; --weight takes it",)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, b"0,1,1\n")
    found = read("[1, 2]", "-", {})
    assert found.arrays["target"].tolist() == [0, 1, 1]
    assert found.origins["target"] == "standard input"
    stdin(monkeypatch, b"input: [1, 2]\ntarget: 1\n")
    assert read("-", None, {}).origins == {"input": "standard input:input", "target": "standard input:target"}


def test_standard_input_once() -> None:
    remedy = "put the other array into a file, or name the parts of what holds both: -:logits -:labels"
    assert error("-", "-") == f"standard input, '-', can be read only once\n  {remedy}"


def test_standard_input_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert error("-", "0") == "standard input: is closed"


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("score.csv", "score.csv: no such file\n  did you mean scores.csv?"),
        ("nothing-like-it", "nothing-like-it: no such file\n  the folder has block.txt, batch.npz, scores.csv"),
        ("logits-*.npy", "logits-*.npy: no file has such a name"),
        ("bach.npz:logits", "bach.npz: no such file\n  did you mean batch.npz?"),
        ("batch.npz:logit", "batch.npz: no 'logit'; the names are logits, labels, weight\n  did you mean FILE:logits?"),
        ("gone/x.npy", "gone/x.npy: no such file\n  there is no such folder, or nothing in it"),
        (".", ".: is a folder, not a file"),
        ("", "INPUT: is empty: neither numbers nor the name of a file"),
        ("a\0b", "a\\x00b: no such file\n  the folder has block.txt, batch.npz, scores.csv"),
        ("x" * 5000, "x" * 5000 + ": no such file\n  the folder has scores.csv, block.txt, batch.npz"),
        ("[[1, 2], [3]]", "INPUT, [1]: 1 value where the rows before have 2"),
        ("[1, 2", "INPUT, character 6: a ']' is missing"),
        ("[1, x]", "INPUT, character 5: 'x' is no number"),
        ("tensor([1, 2]", "INPUT, character 14: a ')' is missing"),
        (
            "block.txt:input:x",
            "block.txt: no 'input:x'; the names are input, target, weight\n  did you mean FILE:input?",
        ),
    ],
)
def test_errors(word: str, message: str) -> None:
    assert error(word, "0") == message


def test_a_part_that_is_not_there_comes_before_a_missing_target() -> None:
    remedy = "did you mean FILE:cat,dog?"
    assert error("scores.csv:cat,dig") == f"scores.csv: no column 'dig'; the columns are cat, dog, label\n  {remedy}"
    Path("splits.json").write_text('{"train": {"logits": [[1, 2]], "labels": [0]}, "val": {"logits": [[2, 1]]}}')
    remedy = "did you mean FILE:train.logits FILE:train.labels?"
    assert error("splits.json:train").endswith(remedy)


def test_a_missing_target() -> None:
    np.save("x.npy", np.arange(6.0))
    assert error("x.npy") == "x.npy: holds one array, so the target is missing\n  give TARGET too"
    beside = "\n  give TARGET too: batch.npz:logits batch.npz:labels"
    assert error("batch.npz:logits") == f"batch.npz:logits: holds one array, so the target is missing{beside}"


def test_words_that_are_no_target() -> None:
    assert error("scores.csv:label", "0") == (
        "scores.csv, line 2, column label: 'dog' is not a number\n"
        "  a target may be a class name where the input's header has the names"
    )
