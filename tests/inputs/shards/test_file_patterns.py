"""A quoted pattern: which files it names, in which order, and which word is meant as one."""

from pathlib import Path

import pytest

from lossctl.errors import InputError
from lossctl.inputs import read_array
from lossctl.inputs.shards import file_patterns


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def touch(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("1,2\n3,4\n")


def test_2_comes_before_10() -> None:
    touch("x-10.csv", "x-2.csv", "x-1.csv", "x-b.csv", "x-02.csv", "y-3.csv")
    assert file_patterns.matching_files("x-*.csv") == ("x-1.csv", "x-02.csv", "x-2.csv", "x-10.csv", "x-b.csv")


def test_in_folders() -> None:
    touch("run10/x.csv", "run9/x.csv", "run9/y.csv")
    assert file_patterns.matching_files("run*/x.csv") == ("run9/x.csv", "run10/x.csv")


def test_what_the_signs_stand_for() -> None:
    assert file_patterns.wildcard_values("run*/x-[0-9].csv", "run09/x-3.csv") == (("", 9, ""), ("", 3, ""))
    assert file_patterns.wildcard_values("x-*.csv", "x-00.csv") == file_patterns.wildcard_values(
        "target?.npy", "target0.npy"
    )


def test_no_pattern_names_nothing() -> None:
    touch("x.csv")
    assert file_patterns.matching_files("x.csv") == ()


@pytest.mark.parametrize("name", ["x-*.csv", "x-[01].csv", "x?.csv", "[01].csv"])
def test_a_file_of_that_very_name_wins(name: str) -> None:
    touch("x-0.csv", "x-1.csv", "x0.csv", "0.csv", "1.csv")
    Path(name).write_text("5,6\n")
    assert read_array(name, "input").tolist() == [[5, 6]]


@pytest.mark.parametrize("name", ["x-[01].csv", "[x]-0.csv"])
def test_brackets_are_a_pattern_where_they_are_no_literal(name: str) -> None:
    touch("x-0.csv")
    assert read_array(name, "input").tolist() == [[1, 2], [3, 4]]


def test_a_pattern_of_one_file_is_that_file() -> None:
    Path("x-1.csv").write_text("cat,dog,label\n1,2,cat\n")
    assert read_array("x-*.csv:dog,cat", "input").tolist() == [[2, 1]]
    with pytest.raises(InputError) as caught:
        read_array("x-*.csv:cow", "input")
    assert str(caught.value) == "x-1.csv: no column 'cow'; the columns are cat, dog, label"


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("x-*.csv", "x-*.csv: no file has such a name"),
        ("logit-*.npy", "logit-*.npy: no file has such a name\n  did you mean 'logits-*.npy'?"),
        ("logits-*.npz:x", "logits-*.npz: no file has such a name\n  did you mean 'logits-*.npy'?"),
        ("nowhere/*.npy", "nowhere/*.npy: no file has such a name"),
        ("logits-[78].npy", "logits-[78].npy: no file has such a name\n  did you mean 'logits-*.npy'?"),
        ("[1, 2", "INPUT, character 6: a ']' is missing"),
        ("[1, 2, *]", "INPUT, character 8: '*' is no number"),
        ("tensor([1, 2]) * 3", "INPUT, character 15: ' ' after the array"),
    ],
)
def test_a_pattern_of_no_file(word: str, message: str) -> None:
    touch("logits-0.npy", "logits-1.npy")
    with pytest.raises(InputError) as caught:
        read_array(word, "input")
    assert str(caught.value) == message


def test_a_pattern_in_an_empty_folder() -> None:
    with pytest.raises(InputError) as caught:
        read_array("*", "input")
    assert str(caught.value) == "*: no file has such a name"
