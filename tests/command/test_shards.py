"""Shards on the command line: one calculation, and no number of it where a shard is wrong."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

RANDOM = np.random.default_rng(0)
LOGITS, LABELS = RANDOM.standard_normal((9, 4)), RANDOM.integers(0, 4, 9)
WORDS = ("ce", "x-*.npy", "t-*.npy")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    np.save("x.npy", LOGITS)
    np.save("t.npy", LABELS)
    for number, (start, stop) in {1: (0, 4), 2: (4, 5), 10: (5, 9)}.items():
        np.save(f"x-{number}.npy", LOGITS[start:stop])
        np.save(f"t-{number}.npy", LABELS[start:stop])
    return tmp_path


@pytest.mark.parametrize(
    "options", [(), ("-q",), ("--json",), ("--explain",), ("--format", "csv"), ("--sort", "loss"), ("--expect", "9.9")]
)
def test_what_is_written_is_that_of_one_file(run: Callable, options: tuple[str, ...]) -> None:
    assert run(*WORDS, *options) == run("ce", "x.npy", "t.npy", *options)


def test_samples_are_counted_on(run: Callable) -> None:
    lines = run(*WORDS, "--format", "csv").out.splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == list(map(str, range(9)))


def test_errors_of_the_whole_name_the_pattern(run: Callable) -> None:
    for number, length in ((1, 4), (2, 1), (10, 4)):
        np.save(f"t-{number}.npy", np.zeros((length, 7), int))
    assert run(*WORDS).err == (
        "lossctl ce: t-*.npy: shape (9, 7) does not fit an input of shape (9, 4): "
        "class indices have (9,), probabilities (9, 4), with the classes along axis 1\n"
        "  as probabilities they are of 7 classes, and the input has 4\n"
    )


def test_errors_of_a_number_name_the_shard_and_the_index_in_it(run: Callable) -> None:
    np.save("t-10.npy", np.array([0, 0, 7, 0]))
    assert run(*WORDS).err == "lossctl ce: t-10.npy, index [2]: 7 is not a class: there are 4, 0 to 3\n"


def missing() -> None:
    Path("t-10.npy").unlink()


def shorter() -> None:
    np.save("t-10.npy", LABELS[5:8])


def unreadable() -> None:
    os.truncate("x-10.npy", 150)


def duplicate() -> None:
    if not hasattr(os, "link"):
        pytest.skip("this system has no hard links")
    for name in "xt":
        os.link(f"{name}-10.npy", f"{name}-11.npy")


@pytest.mark.parametrize("change", [missing, shorter, unreadable, duplicate])
@pytest.mark.parametrize("options", [("-q",), ("--reduction", "none", "-q"), ("--format", "jsonl")])
def test_no_number_comes_before_a_wrong_shard(
    run: Callable, change: Callable[[], None], options: tuple[str, ...]
) -> None:
    change()
    ran = run(*WORDS, *options)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(("lossctl ce: x-1", "lossctl ce: t-1"))
