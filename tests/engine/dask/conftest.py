"""A real scheduler and real workers, processes of their own on the loopback address."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

SECONDS = 300  # after which something hangs
START = "from distributed.cli.dask_{0} import main; main()"
HERE = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", "scheduler.json")


class Running:
    """A cluster at work in a folder of its own; `address` is its scheduler's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.scheduler = self._start("scheduler", "", "scheduler", "--port", "0")
        self.address = self._told("scheduler", "Scheduler at:").split()[-1]

    def worker(self, before: str = "") -> str:
        """Start one more, which runs these lines first, and give its address."""
        name = f"worker-{len(list(self.folder.glob('worker-*.log')))}"
        options = ("--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--local-directory", name)
        process = self._start("worker", before, name, *options)
        self._told(name, "Starting established connection")
        address = self._told(name, "Start worker at:").split()[-1]
        self.workers[address] = process
        return address

    def stop(self, worker: str, how: signal.Signals = signal.SIGKILL) -> None:
        process = self.workers.pop(worker)
        process.send_signal(how)
        process.wait(SECONDS)

    def _start(self, what: str, before: str, name: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", f"{before}\n{START.format(what)}", *HERE, *options]
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, env=os.environ | {"OMP_NUM_THREADS": "1"}
            )

    def _told(self, name: str, what: str) -> str:
        """The line of a log that tells this, once it is there."""
        deadline = time.monotonic() + SECONDS
        while True:
            text = (self.folder / f"{name}.log").read_text()
            if found := [line for line in text.splitlines() if what in line]:
                return found[0]
            assert time.monotonic() < deadline, text
            time.sleep(0.02)

    def close(self) -> None:
        for process in (*self.workers.values(), self.scheduler):
            process.kill()
            process.wait(SECONDS)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The cluster that all these tests share; what one does to it, it makes good."""
    if find_spec("distributed") is None:
        pytest.skip("distributed is not installed")
    running = Running(tmp_path_factory.mktemp("cluster"))
    try:
        yield running
    finally:
        running.close()


@pytest.fixture
def cluster(running: Running) -> Running:
    """It, with three workers."""
    while len(running.workers) < 3:
        running.worker()
    return running


@pytest.fixture
def deadly(cluster: Running) -> Iterator[None]:
    """A task of which one worker died is given to no other."""
    from distributed import Client

    with Client(cluster.address, set_as_default=False) as client:
        before = client.run_on_scheduler(set_allowed_failures, number=0)
        yield
        client.run_on_scheduler(set_allowed_failures, number=before)


def set_allowed_failures(number: int, dask_scheduler: Any) -> int:
    before: int = dask_scheduler.allowed_failures
    dask_scheduler.allowed_failures = number
    return before


@pytest.fixture
def error(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a call says that ends with status 2; no input is read before a scheduler has answered."""
    from lossctl.command import cli

    def error(address: str) -> str:
        assert cli.main(("ce", "x.npy", "t.npy", "--dask", address)) == 2
        said = capsys.readouterr()
        assert said.out == ""
        return said.err

    return error
