"""What a run reads stays as it is, and what ends it leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

X, T = np.array([[2.0, 0.5], [0.25, 1.0], [1.5, 0.0]]), np.array([0, 1, 0])
JOB = '{"criterion": "ce", "input": "rows.jsonl"}\n'
REPLACED = "-o replaces an input today; the contract forbids it"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of each kind that is both read and written."""
    monkeypatch.chdir(tmp_path)
    for number in (1, 2):
        np.save(f"x-{number}.npy", X)
        np.save(f"t-{number}.npy", T)
    np.save("x.npy", X)
    np.save("t.npy", T)
    np.save("w.npy", [1.0, 2.0])
    np.save("losses.npy", [0.2, 0.4, 0.2])
    Path("x.csv").write_text("2.0,0.5,0\n0.25,1.0,1\n")
    Path("post.txt").write_text("input: tensor([[2.0, 0.5]])\ntarget: tensor([0])\n")
    Path("batch.json").write_text('{"input": [[2.0, 0.5]], "target": [0]}')
    Path("rows.jsonl").write_text('{"input": [2.0, 0.5], "target": 0}\n')
    Path("jobs.jsonl").write_text(JOB)
    Path("link.npy").symlink_to("x.npy")


@pytest.mark.xfail(reason=REPLACED)
@pytest.mark.parametrize(
    "line",
    [
        "ce x.npy t.npy -o x.npy",
        "ce x.npy t.npy -o t.npy",
        "ce x.npy t.npy -o ./x.npy",
        "ce x.npy t.npy -o link.npy",
        "ce link.npy t.npy -o x.npy",
        "ce x.npy t.npy --weight w.npy -o w.npy",
        "ce x.npy t.npy --reduction none --expect losses.npy -o losses.npy",
        "ce x-*.npy t-*.npy -o t-2.npy",
        "ce x.csv 0,1 -o x.csv",
        "ce post.txt -o post.txt",
        "ce batch.json -o batch.json",
        "ce rows.jsonl -o rows.jsonl",
        "batch jobs.jsonl -o jobs.jsonl",
        "batch jobs.jsonl -o rows.jsonl",
    ],
)
def test_the_output_never_replaces_an_input(run: Callable, line: str) -> None:
    before = contents()
    assert run(*line.split()).status == 2
    assert contents() == before


@pytest.mark.xfail(reason=REPLACED)
def test_a_merge_never_replaces_a_result_that_it_reads(run: Callable) -> None:
    for words in ("x.npy t.npy -o one.json", "w.npy 0 -o two.json"):
        assert run("ce", *words.split()).status == 0
    before = contents()
    assert run("merge", "one.json", "two.json", "-o", "two.json").status == 2
    assert contents() == before


def contents() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path().iterdir()}


@pytest.mark.parametrize("line", ["ce x.npy t-9.npy -o x.npy", "ce x.npy 0,7,1 -o t.npy", "ce x.npy -o x.pdf"])
def test_a_wrong_call_or_a_bad_input_touches_no_file(run: Callable, line: str) -> None:
    before = contents()
    assert run(*line.split()).status == 2
    assert contents() == before


@pytest.mark.parametrize(
    "how",
    [
        signal.SIGINT,
        pytest.param(signal.SIGTERM, marks=pytest.mark.xfail(reason="it is not handled")),
        pytest.param(signal.SIGHUP, marks=pytest.mark.xfail(reason="it is not handled")),
    ],
)
def test_a_run_that_is_ended_leaves_nothing_beside_its_output(tmp_path: Path, how: signal.Signals) -> None:
    if signal.getsignal(how) is signal.SIG_IGN:
        pytest.skip("the tests were started by nohup")
    folder = tmp_path / "output"
    folder.mkdir()
    os.mkfifo("rows")
    command = [sys.executable, "-m", "lossctl", "batch", "rows", "-o", str(folder / "losses.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        pipe = os.open("rows", os.O_WRONLY)  # which opens as soon as lossctl begins to read
        while not list(folder.iterdir()):
            time.sleep(0.001)
        process.send_signal(how)
        assert process.communicate(timeout=300) == (b"", b"")
        os.close(pipe)
    assert process.returncode in (128 + how, -how)
    assert list(folder.iterdir()) == []
