"""Names may lead from another folder than the process's: files, their parts, patterns, and what is like them."""

from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs import read_array
from lossctl.inputs.files.base_dir import working_in


@pytest.fixture
def folder(tmp_path: Path) -> str:
    for number in (0, 1):
        np.save(tmp_path / f"x-{number}.npy", np.full(2, number))
    np.savez(tmp_path / "both.npz", logits=np.arange(3))
    for suffix in ("npy", "csv"):
        (tmp_path / f"two.{suffix}").touch()
    return str(tmp_path)


@pytest.mark.parametrize(
    ("word", "numbers"), [("x-1.npy", [1, 1]), ("x-*.npy", [0, 0, 1, 1]), ("both.npz:logits", [0, 1, 2])]
)
def test_a_name_leads_from_the_folder(folder: str, word: str, numbers: list[int]) -> None:
    with working_in(folder):
        assert np.asarray(read_array(word, "input")).tolist() == numbers


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("y-1.npy", "x-1.npy"),
        ("X-0.NPY", "x-0.npy"),
        ("BOTH.npz", "both.npz"),
        ("both", "both.npz"),
        ("x-0", "x-0.npy"),
        ("two", "two.csv or two.npy"),
        ("x_*.npy", "'x-*.npy'"),
    ],
)
def test_what_is_like_a_name_is_looked_for_there(folder: str, word: str, near: str) -> None:
    with working_in(folder), pytest.raises(InputError) as caught:
        read_array(word, "input")
    problem = "no file has such a name" if "*" in word else "no such file"
    assert str(caught.value) == f"{word}: {problem}\n  did you mean {near}?"


def test_it_ends_with_the_block(folder: str) -> None:
    with working_in(folder):
        pass
    with pytest.raises(InputError) as caught:
        read_array("x-1.npy", "input")
    assert str(caught.value).startswith("x-1.npy: no such file\n  the folder has ")
