"""Control-C: the real program ends with 130, prints nothing, and leaves neither files nor threads behind."""

import fcntl
import gzip
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from lossctl.engine.scan import Part, Range
from lossctl.engine.threads import threads
from lossctl.sums.tally import Tally

SECONDS = 300  # after which something hangs


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """More than anyone will calculate here, as files of holes, which take no room."""
    folder, rows, classes = tmp_path_factory.mktemp("endless"), 400_000, 32_000
    for name, dtype, shape in (("x", np.float32, (rows, classes)), ("t", np.int64, (rows,))):
        with (folder / f"{name}.npy").open("wb") as file:
            header = {"descr": np.dtype(dtype).str, "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(file, header)
            file.truncate(file.tell() + int(np.prod(shape)) * np.dtype(dtype).itemsize)
    return str(folder / "x.npy"), str(folder / "t.npy")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Enough samples that their records fill every buffer, and take a while to write."""
    folder, rng = tmp_path_factory.mktemp("many"), np.random.default_rng(0)
    np.save(folder / "x.npy", rng.normal(size=(400_000, 4)))
    np.save(folder / "t.npy", rng.integers(0, 4, 400_000))
    return str(folder / "x.npy"), str(folder / "t.npy")


class Running:
    """The program at work, its standard error a terminal."""

    def __init__(self, *words: str, **env: str) -> None:
        self.controller, screen = pty.openpty()
        command = [sys.executable, "-m", "lossctl", *words]
        env = os.environ | {"TERM": "xterm"} | env
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=screen, env=env)
        os.close(screen)
        self.seen = b""

    def until_the_screen_shows(self, text: bytes) -> None:
        while text not in self.seen:
            assert self._look(), f"ended with {self.seen!r}"

    def until(self, happens: Callable[[], object]) -> None:
        deadline = time.monotonic() + SECONDS
        while not happens():
            assert self.process.poll() is None, "ended too early"
            assert time.monotonic() < deadline
            time.sleep(0.001)

    def interrupted(self, times: int = 1) -> tuple[int, str]:
        """The status, and what was left on the screen."""
        for _ in range(times):
            self.process.send_signal(signal.SIGINT)
        status = self.process.wait(SECONDS)
        while self._look():
            pass
        os.close(self.controller)
        assert self.process.stdout
        with self.process.stdout as pipe:
            self.printed = pipe.read()
        return status, left_on_the_screen(self.seen.decode())

    def _look(self) -> bytes:
        try:
            more = os.read(self.controller, 65536)
        except OSError:  # the end of a terminal
            more = b""
        self.seen += more
        return more


def queued(pipe: int) -> int:
    """The bytes in a pipe that nobody has read."""
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0]


def is_at_rest(pipe: int) -> bool:
    before = queued(pipe)
    time.sleep(0.05)
    return before == queued(pipe)


def left_on_the_screen(text: str) -> str:
    """Nothing where blanks at least as long as the line before went over it."""
    lines = text.rsplit("\r", 3)
    cleared = len(lines) == 4 and not lines[3] and not lines[2].strip() and len(lines[2]) >= len(lines[1])
    return "" if cleared or not text else text


@pytest.mark.parametrize("options", [(), ("--threads", "1"), ("--threads", "5"), ("--json",), ("--dtype", "float32")])
def test_while_it_calculates(endless: tuple[str, str], options: tuple[str, ...]) -> None:
    running = Running("ce", *endless, *options)
    running.until_the_screen_shows(b"samples/s")
    assert running.interrupted() == (130, "")
    assert running.printed == b""
    assert re.search(rb"\r\d+%   [\d,]+ samples/s   [\dhmins ]+ left", running.seen)


def test_more_than_once(endless: tuple[str, str]) -> None:
    running = Running("ce", *endless)
    running.until_the_screen_shows(b"samples/s")
    status, left = running.interrupted(times=3)
    assert (status, left) in [(130, ""), (-signal.SIGINT, "")]  # the same to a shell


def test_while_it_reads(tmp_path: Path) -> None:
    pipe = tmp_path / "input.csv"
    os.mkfifo(pipe)
    running = Running("ce", str(pipe), "0")
    with pipe.open("wb", buffering=0) as file:
        for _ in range(100):
            file.write(b"0.5,1.5,2.5\n" * 1000)
        running.until(lambda: queued(file.fileno()) == 0)  # it waits for more
        assert running.interrupted() == (130, "")


def test_while_it_unpacks(tmp_path: Path) -> None:
    part = gzip.compress(b"0.5,1.5,2.5\n" * (1 << 20))
    with (tmp_path / "x.csv.gz").open("wb") as file:
        for _ in range(5000):
            file.write(part)  # 60 GB, of which not much is unpacked
    (tmp_path / "temporary").mkdir()
    running = Running("ce", str(tmp_path / "x.csv.gz"), "0", TMPDIR=str(tmp_path / "temporary"))
    running.until_the_screen_shows(b" left")
    assert running.interrupted() == (130, "")
    assert re.search(rb"\rreading: \d+%   [\d,]+ MB/s   [\dhmins ]+ left", running.seen)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_while_it_looks_for_the_rows_of_a_long_json(tmp_path: Path) -> None:
    with (tmp_path / "x.json").open("wb") as file:
        file.write(b'{"logits": [' + b"[0.5, 1.5], " * (1 << 20))
        file.truncate(40 << 30)  # a hole, which takes no room
    running = Running("ce", str(tmp_path / "x.json"))
    running.until_the_screen_shows(b" left")
    assert running.interrupted() == (130, "")


@pytest.mark.parametrize("output", ["losses.csv", "losses.jsonl"])
def test_while_it_writes_a_file(many: tuple[str, str], tmp_path: Path, output: str) -> None:
    file = tmp_path / output
    file.write_text("as it was")
    running = Running("ce", *many, "-o", str(file))
    running.until(lambda: any(path.stat().st_size for path in tmp_path.glob(".lossctl-*")))
    assert running.interrupted() == (130, "")
    assert [path.name for path in tmp_path.iterdir()] == [output]
    assert file.read_text() == "as it was"


@pytest.mark.parametrize(
    "options", [("--format", "csv"), ("--format", "csv", "-o", "/dev/stdout"), ("--reduction=none", "-q")]
)
def test_while_a_full_pipe_takes_no_more(many: tuple[str, str], options: tuple[str, ...]) -> None:
    running = Running("ce", *many, *options)
    assert running.process.stdout
    pipe = running.process.stdout.fileno()
    assert os.read(pipe, 1) != b""  # and no more: the pipe fills up
    running.until(lambda: is_at_rest(pipe))
    assert running.interrupted() == (130, "")


def test_at_any_moment_of_the_start() -> None:
    def ended(delay: float) -> tuple[int, bytes]:
        command = [sys.executable, "-m", "lossctl", "ce", "[[2,0.5],[0.2,2]]", "0,1", "-q"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=SECONDS)
        return process.returncode, said

    for delay in np.linspace(0.1, 0.5, 9):
        status, said = ended(float(delay))
        # Before lossctl's main() Python is by itself: it shows where it was, and ends by the signal.
        assert (status, said) in [(0, b""), (130, b"")] or b"in main" not in said


WRAPPED = """
from lossctl.command import cli
from lossctl.__main__ import main

def interrupted(typed):
    raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()

cli.main = interrupted
main()
"""


def test_while_a_class_is_made() -> None:
    """Python 3.11 wraps what is raised there in a RuntimeError."""
    done = subprocess.run([sys.executable, "-c", WRAPPED], capture_output=True, timeout=SECONDS, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def blocks() -> Iterator[Range]:
    yield from ((start, start + 1) for start in range(1000))


def test_no_thread_outlives_a_pass() -> None:
    before, begun = threading.active_count(), []

    def part(range_: Range) -> Part:
        begun.append(range_)
        return Part(*range_, Tally())

    parts = threads(3)(part, blocks())
    assert [next(parts).start, next(parts).start] == [0, 1]
    parts.close()
    assert threading.active_count() == before
    assert len(begun) < 20
