"""Words that are left over behind the arguments: what the message says to type is run, and works."""

import shlex
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import lossctl

X, T = np.array([[2, 0.5, 0.3], [0.2, 2, 0.5], [1, 1, 3]]), np.array([0, 1, 1])


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def save(names: dict[str, np.ndarray]) -> None:
    for name, array in names.items():
        Path(name).parent.mkdir(exist_ok=True)
        np.save(name, array)


@pytest.mark.parametrize(
    "form", ["{}-{}.npy", "{}-1{}.npy", "{}{}_out.npy", "{}/part-00{}.npy", "{}/a{}.npy", "x y {}{}.npy"]
)
def test_patterns_that_the_shell_has_expanded_are_named_as_they_were_typed(run: Callable, form: str) -> None:
    inputs, targets = ([form.format(kind, i) for i in range(3)] for kind in ("s", "y"))
    save({name: X[i : i + 1] for i, name in enumerate(inputs)} | {name: T[i : i + 1] for i, name in enumerate(targets)})
    ran = run("ce", *inputs, *targets, "-q")
    assert ran.status == 2
    problem, remedy, _ = ran.err.split("\n")
    assert problem.startswith("lossctl ce: more than INPUT and TARGET: ")
    said, call = remedy.split(": ")
    assert said == "  these are files; in quotes, a pattern joins those that fit it"
    name, *words = shlex.split(call)
    assert (name, len(words)) == ("lossctl", 3)
    assert run(*words, "-q").out == f"{lossctl.ce(X, T).loss!r}\n"


def test_files_that_no_pattern_fits_are_no_call(run: Callable) -> None:
    save(dict.fromkeys(("a.npy", "b.npy", "c.npy"), X))
    told = "these are files; in quotes, a pattern joins those that fit it, as in lossctl ce 's-*.npy' 'y-*.npy'"
    assert run("ce", "a.npy", "b.npy", "c.npy").err.split("\n")[1].strip() == told


@pytest.mark.parametrize(
    "words", [("x.npy", "t.npy", "--weight", "1", "2", "3"), ("--weight", "1,", "2,", "3", "x.npy", "t.npy")]
)
def test_numbers_of_an_array_need_commas(run: Callable, words: tuple[str, ...]) -> None:
    save({"x.npy": X, "t.npy": T})
    way = run("ce", *words).err.split("\n")[1].strip()
    assert way == "the numbers of an array need commas between them: --weight 1,2,3"
    assert run("ce", "x.npy", "t.npy", "-q", *way.split(": ")[1].split()).out == (
        f"{lossctl.ce(X, T, weight=[1, 2, 3]).loss!r}\n"
    )


def test_numbers_with_a_sign_are_numbers(run: Callable) -> None:
    assert run("bce-logits", "x", "y", "--weight", "1", "-2", "3").err.endswith(": --weight 1,-2,3\n")


def test_files_of_jobs_are_joined_by_cat(run: Callable) -> None:
    Path("a b.jsonl").touch()
    Path("c.jsonl").touch()
    assert run("batch", "a b.jsonl", "c.jsonl").err == (
        "lossctl batch: more than JOBS: c.jsonl\n  cat 'a b.jsonl' c.jsonl | lossctl batch -\n"
    )


def test_a_file_may_be_called_true(run: Callable) -> None:
    save({"x.npy": X, "t.npy": T})
    Path("t.npy").rename("true")
    assert run("ce", "x.npy", "-q", "--header", "true").status == 0
