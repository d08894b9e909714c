"""Labels from 1 that do not fit: the call or the command that mends them is told, wherever the labels lie."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lossctl.command import cli

X = np.array([[0.5, 1.0, 0.75], [0.25, 0.5, 0.625], [1.5, 0.0, 0.25]])
FROM_0, FROM_1 = [0, 2, 1], [1, 3, 2]
ROWS = "".join(f"{a},{b},{c},{t}\n" for (a, b, c), t in zip(X.tolist(), FROM_1, strict=True))
TOLD = "are the labels counted from 1? PyTorch counts from 0: subtract 1 from each"


def csv() -> None:
    Path("x.csv").write_text(f"neg,neu,pos,label\n{ROWS}")


def without_header() -> None:
    Path("x.csv").write_text(ROWS)


def containers() -> None:
    np.savez("x.npz", logits=X, labels=FROM_1)
    Path("x.json").write_text(json.dumps({"logits": X.tolist(), "labels": FROM_1}))
    Path("x.txt").write_text(f"input: tensor({X.tolist()})\ntarget: tensor({FROM_1})\n")
    np.save("x.npy", X)
    np.savetxt("t.csv", FROM_1, fmt="%d")


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (csv, "x.csv"),
        (csv, "x.csv[:2]"),
        (csv, "x.csv:neg,neu,pos x.csv:label"),
        (without_header, "x.csv:0,1,2 x.csv:3"),
        (containers, "x.npz"),
        (containers, "x.json"),
        (containers, "x.txt"),
        (containers, "x.npy t.csv"),
        (containers, "x.npy 1,3,2"),
    ],
)
def test_the_call_that_is_told_works(write: Callable[[], None], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    write()
    assert cli.main(["ce", *words.split()]) == 2
    error = capsys.readouterr().err
    call = error.split(f"{TOLD}: lossctl ")[1]
    count = 2 if "[" in words else 3
    np.save("right.npy", X[:count])
    assert cli.main(["ce", "right.npy", ",".join(map(str, FROM_0[:count])), "-q"]) == 0
    right = capsys.readouterr().out
    assert cli.main([*shlex.split(call), "-q"]) == 0
    assert capsys.readouterr().out == right


def test_a_column_that_only_the_word_made_the_target_would_become_an_input(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.csv").write_text(f"neg,neu,pos,code\n{ROWS}")
    assert cli.main(["ce", "x.csv", "x.csv:code"]) == 2
    assert capsys.readouterr().err.endswith(f"{TOLD}\n")


@pytest.mark.parametrize("ignored", [False, True])
def test_many_labels_in_an_npy_are_written_anew(ignored: bool, capsys: pytest.CaptureFixture[str]) -> None:
    random = np.random.default_rng(0)
    x, t = random.normal(size=(40, 3)), random.integers(1, 4, 40)
    if ignored:
        t[:5] = -100
    np.save("x.npy", x)
    np.save("t.npy", t)
    assert cli.main(["ce", "x.npy", "t.npy"]) == 2
    told = f"{TOLD}{' but -100' if ignored else ''}: python "
    arguments = shlex.split(capsys.readouterr().err.split(told)[1])
    subprocess.run([sys.executable, *arguments], check=True)
    np.testing.assert_array_equal(np.load("t-from-0.npy"), np.where(t == -100, t, t - 1))
    assert cli.main(["ce", "x.npy", "t-from-0.npy", "-q"]) == 0
