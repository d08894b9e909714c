"""The real program beside a cluster: its streams, Control-C, and batches."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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


def test_a_batch_makes_the_lines_of_a_local_one_and_names_the_workers_of_failed_jobs(cluster: Any) -> None:
    Path("jobs.jsonl").write_text("# all kinds\n" + "".join(json.dumps(job) + "\n" for job in JOBS * 20))
    status, made, said = ran("batch", "jobs.jsonl")
    there = ran("batch", "jobs.jsonl", "--dask", cluster.address)
    assert (there[0], re.sub(rb", the worker tcp://127.0.0.1:[0-9]+", b"", there[1]), there[2]) == (status, made, said)
    lines = [json.loads(line) for line in there[1].splitlines()]
    assert [line["id"] for line in lines] == [1, 2, 3, 4, 5] * 20
    places = [line["error"]["place"].split(", ") for line in lines if "error" in line]
    assert len(places) == 40
    assert {worker.removeprefix("the worker ") for _, worker, *_ in places} <= {*cluster.workers}


@pytest.mark.usefixtures("deadly")
def test_a_worker_that_died_of_a_job_is_named_and_the_others_go_on(cluster: Any) -> None:
    from distributed import Client

    os.mkfifo("never.npy")  # whoever reads it waits
    jobs = [{**JOBS[0], "input": "never.npy", "id": 0}, JOBS[0], JOBS[1]]
    Path("jobs.jsonl").write_text("".join(json.dumps(job) + "\n" for job in jobs))
    workers = list(cluster.workers)
    with Client(cluster.address, set_as_default=False) as client, ThreadPoolExecutor(1) as pool:
        done = pool.submit(ran, "batch", "jobs.jsonl", "--dask", cluster.address)
        with Path("never.npy").open("wb"):  # as soon as it is read
            while sum(map(len, client.processing().values())) != 1:
                time.sleep(0.05)
            (worker,) = (each for each, tasks in client.processing().items() if tasks)
            cluster.stop(worker)
            status, made, said = done.result()
    lost, *others = map(json.loads, made.splitlines())
    assert worker in workers
    assert lost == {
        "id": 0,
        "error": {
            "place": f"line 1, the worker {worker}",
            "problem": "died, as others had, of this job or of one that it was given together with it",
            "remedy": "is their memory too small? Their logs tell",
        },
    }
    assert [other["id"] for other in others if "loss" in other] == [1, 2]
    assert (status, said) == (1, b"lossctl batch: 1 of 3 jobs failed or did not match, the first in line 1\n")


def test_a_batch_does_not_replace_what_a_job_on_a_worker_reads(cluster: Any) -> None:
    Path("data.jsonl").write_text(before := json.dumps({"logits": [2, 0.5], "label": 1}))
    job = json.dumps({"criterion": "ce", "input": "data.jsonl"}).encode()
    words = ("batch", "-", "--dask", cluster.address, "-o", "data.jsonl")
    said = (
        b"lossctl batch: line 1, data.jsonl: is an input, which --output would replace\n  give --output another name\n"
    )
    assert ran(*words, input=job) == (2, b"", said)
    assert Path("data.jsonl").read_text() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there a pipe cannot be asked whether a line is at hand")
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
    pty = pytest.importorskip("pty")
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
