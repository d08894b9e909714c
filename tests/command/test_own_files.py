"""What a run reads stays as it is, and what ends it leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

X, T = np.array([[2.0, 0.5], [0.25, 1.0], [1.5, 0.0]]), np.array([0, 1, 0])
JOB = '{"criterion": "ce", "input": "rows.jsonl"}\n'
HAS_HARD_LINKS = hasattr(os, "link")
hard_links = pytest.mark.skipif(not HAS_HARD_LINKS, reason="this system has no hard links")


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
    Path("folder").mkdir()
    np.savez("batch.npz", x=X, t=T)
    if HAS_HARD_LINKS:
        Path("hard.npy").hardlink_to("x.npy")
        Path("batch.npz.npy").hardlink_to("batch.npz")


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
        pytest.param("ce x.npy t.npy -o hard.npy", marks=hard_links),
        "ce x.npy t.npy -o folder/../x.npy",
        pytest.param("ce batch.npz:x batch.npz:t -o batch.npz.npy", marks=hard_links),
        "ce x.npy[:2] t.npy[:2] -o x.npy",
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


def test_a_merge_never_replaces_a_result_that_it_reads(run: Callable) -> None:
    for words in ("x.npy t.npy -o one.json", "w.npy 0 -o two.json"):
        assert run("ce", *words.split()).status == 0
    before = contents()
    assert run("merge", "one.json", "two.json", "-o", "two.json").status == 2
    assert contents() == before


def test_what_comes_by_standard_input_is_not_replaced_either(program: Callable) -> None:
    before = contents()
    for line, file in (("ce - 0,1,0 -o x.npy", "x.npy"), ("batch - -o jobs.jsonl", "jobs.jsonl")):
        with Path(file).open("rb") as stream:
            ran = program(*line.split(), stdin=stream)
        problem = "standard input: is an input, which --output would replace"
        expected = f"lossctl {line.split()[0]}: {problem}\n  give --output another name\n"
        assert (ran.status, ran.out, ran.err) == (2, "", expected)
    assert contents() == before


def test_a_batch_in_many_processes_replaces_none_of_its_inputs(program: Callable) -> None:
    Path("jobs.jsonl").write_text('{"criterion": "ce", "input": [1, 2], "target": 0}\n' * 200 + JOB)
    before = contents()
    ran = program("batch", "jobs.jsonl", "--threads", "2", "-o", "rows.jsonl")
    problem = "line 201, rows.jsonl: is an input, which --output would replace"
    assert (ran.status, ran.err) == (2, f"lossctl batch: {problem}\n  give --output another name\n")
    assert contents() == before


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("", "--output has an empty name\n  name a file, or - for standard output"),
        ("new.npy/", "new.npy/: is the name of a folder\n  --output is the name of a file"),
        ("x.npy/", "x.npy/: is the name of a folder\n  --output is the name of a file"),
        ("folder", "folder: cannot be written: Is a directory"),
        ("loop", "loop: cannot be written: Too many levels of symbolic links"),
        ("loop/x.npy", "loop/x.npy: cannot be written: Too many levels of symbolic links"),
        ("x.npy/y", "x.npy/y: cannot be written: Not a directory"),
    ],
)
def test_a_name_that_no_file_can_have_is_told(run: Callable, output: str, message: str) -> None:
    Path("loop").symlink_to("loop")
    before = contents()
    ran = run("ce", "1,2", "0", "-o", output)
    assert (ran.status, ran.out, ran.err) == (2, "", f"lossctl ce: {message}\n")
    assert contents() == before
    assert Path("loop").is_symlink()


def contents() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path().iterdir() if path.is_file()}


@pytest.mark.parametrize("line", ["ce x.npy t-9.npy -o x.npy", "ce x.npy 0,7,1 -o t.npy", "ce x.npy -o x.pdf"])
def test_a_wrong_call_or_a_bad_input_touches_no_file(run: Callable, line: str) -> None:
    before = contents()
    assert run(*line.split()).status == 2
    assert contents() == before


WITHOUT_UNNAMED = "import os, runpy; vars(os).pop('O_TMPFILE', 0); runpy.run_module('lossctl', run_name='__main__')"


@pytest.mark.unix
@pytest.mark.parametrize("start", [("-m", "lossctl"), ("-c", WITHOUT_UNNAMED)])
def test_a_run_that_is_ended_leaves_nothing_beside_its_output(
    tmp_path: Path, how: signal.Signals, start: tuple[str, str]
) -> None:
    folder = tmp_path / "output"
    folder.mkdir()
    os.mkfifo("rows")
    command = [sys.executable, *start, "batch", "rows", "-o", str(folder / "losses.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        pipe = os.open("rows", os.O_WRONLY)  # which opens as soon as lossctl begins to read
        while not is_open_in(process.pid, folder):
            assert process.poll() is None
            time.sleep(0.001)
        # Python does not see a signal that comes between its last look for one and a read that then waits.
        for _ in range(60):
            process.send_signal(how)
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
                break
        os.close(pipe)
        assert process.communicate(timeout=300) == (b"", b"")
    assert process.returncode == 128 + how
    assert list(folder.iterdir()) == []


def is_open_in(process: int, folder: Path) -> bool:
    """Whether the process has a file of this folder open, with or without a name."""
    for link in Path(f"/proc/{process}/fd").iterdir():
        try:
            if str(link.readlink()).startswith(f"{folder}/"):
                return True
        except FileNotFoundError:
            pass
    return False
