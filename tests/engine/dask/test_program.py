"""The real program beside a cluster: its streams, Control-C, and batches."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

SECONDS = 300  # after which something hangs
X, T = [[2, 0.5, 0.3], [0.2, 2, 0.5]], [0, 1]
JOBS = [
    {"criterion": "ce", "input": "x.npy", "target": "t.npy", "id": 1},
    {"criterion": "kl", "input": X, "target": [[0.5, 0.25, 0.25], [0, 1, 0]], "id": 2},
    {"criterion": "ce", "input": "x.npy", "target": "nope.npy", "id": 3},
    {"criterion": "ce", "input": "x*.npy", "target": [0, 7], "id": 4},
    {"criterion": "ce", "input": X, "target": T, "expect": 1.5, "id": 5},
]


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("x.npy", X)
    np.save("t.npy", T)


def ran(*words: str, **streams: Any) -> tuple[int, bytes, bytes]:
    command = [sys.executable, "-m", "lossctl", *words]
    done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, **streams)
    return done.returncode, done.stdout, done.stderr


def test_numbers_from_standard_input_go_to_the_workers(cluster: Any) -> None:
    rng = np.random.default_rng(0)
    np.save("big.npy", rng.normal(size=(100_000, 8)))
    np.save("labels.npy", rng.integers(0, 8, 100_000))
    words = ("ce", "-", "labels.npy", "--json")
    with Path("big.npy").open("rb") as one, Path("big.npy").open("rb") as two:
        assert ran(*words, "--dask", cluster.address, stdin=one) == ran(*words, stdin=two)


def test_nothing_of_dask_is_said(cluster: Any) -> None:
    assert ran("ce", "x.npy", "t.npy", "-q", "--dask", cluster.address) == (0, b"0.33439459839617525\n", b"")


def test_a_batch_makes_the_lines_of_a_local_one(cluster: Any) -> None:
    Path("jobs.jsonl").write_text("# all kinds\n" + "".join(json.dumps(job) + "\n" for job in JOBS * 20))
    here = ran("batch", "jobs.jsonl")
    assert ran("batch", "jobs.jsonl", "--dask", cluster.address) == here
    assert [json.loads(line)["id"] for line in here[1].splitlines()] == [1, 2, 3, 4, 5] * 20


def test_a_line_comes_out_before_the_next_goes_in(cluster: Any) -> None:
    command = [sys.executable, "-m", "lossctl", "batch", "-", "--dask", cluster.address]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(json.dumps({**JOBS[0], "id": number}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(SECONDS) == 0


@pytest.fixture
def endless() -> Iterator[tuple[str, str]]:
    """More than anyone will calculate here, as files of holes, which take no room."""
    for name, dtype, shape in (("inputs", np.float32, (400_000, 32_000)), ("targets", np.int64, (400_000,))):
        with Path(f"{name}.npy").open("wb") as file:
            header = {"descr": np.dtype(dtype).str, "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(file, header)
            file.truncate(file.tell() + int(np.prod(shape)) * np.dtype(dtype).itemsize)
    return "inputs.npy", "targets.npy"


def test_progress_is_shown_until_control_c_ends_it_silently(cluster: Any, endless: tuple[str, str]) -> None:
    controller, screen = pty.openpty()
    command = [sys.executable, "-m", "lossctl", "ce", *endless, "--dask", cluster.address]
    env = os.environ | {"TERM": "xterm"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=screen, env=env) as process:
        os.close(screen)
        seen = b""
        try:
            while b" left" not in seen:
                seen += os.read(controller, 65536)
            process.send_signal(signal.SIGINT)
            assert process.wait(SECONDS) == 130
        finally:
            process.kill()
        assert process.stdout
        assert process.stdout.read() == b""
        with suppress(OSError):  # the end of a terminal
            while more := os.read(controller, 65536):
                seen += more
    os.close(controller)
    assert re.search(rb"\r\d+%   [\d,]+ samples/s   [\dhmins ]+ left", seen)
    assert not seen.rpartition(b"\r")[2].strip()
    assert b"Traceback" not in seen
    until_idle(cluster)


def until_idle(cluster: Any) -> None:
    """The scheduler forgets what nobody waits for."""
    from distributed import Client

    deadline = time.monotonic() + SECONDS
    with Client(cluster.address, set_as_default=False) as client:
        while client.run_on_scheduler(tasks_of):
            assert time.monotonic() < deadline
            time.sleep(0.1)


def tasks_of(dask_scheduler: Any) -> int:
    return len(dask_scheduler.tasks)
