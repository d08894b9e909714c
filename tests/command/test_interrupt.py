"""Control-C: the real program ends with 130, prints nothing, and leaves neither files nor threads behind."""

import gzip
import os
import re
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.unix
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
        pty = pytest.importorskip("pty")
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
    fcntl, termios = map(pytest.importorskip, ("fcntl", "termios"))
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0]


def is_at_rest(pipe: int) -> bool:
    before = queued(pipe)
    time.sleep(0.05)
    return before == queued(pipe)


def has_written(process: int, folder: Path) -> bool:
    """Whether there is something in a new file that the process has open in this folder, with or without a name."""
    for link in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):
            if str(link.readlink()).startswith((f"{folder}/#", f"{folder}/.lossctl-")) and link.stat().st_size:
                return True
    return False


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
    part = gzip.compress(b"".join(b"0.5,1.5,%d\n" % (row % 99_991) for row in range(1 << 20)))  # no `yes` or bomb
    with (tmp_path / "x.csv.gz").open("wb") as file:
        for _ in range(100):
            file.write(part)  # 1.2 GB of text, of which not much is unpacked before the interrupt
        file.truncate(12 << 30)  # a hole, which takes no room but time
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
    running.until(lambda: has_written(running.process.pid, tmp_path))
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


def test_at_any_moment_of_the_start(how: signal.Signals, tmp_path: Path) -> None:
    words = ["ce", "[[2,0.5],[0.2,2]]", "0,1", "-o", str(tmp_path / "loss.json")]
    for delay in np.linspace(0.0, 0.5, 12):
        process = subprocess.Popen([sys.executable, "-c", TOLD, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout
        assert process.stdout.read(1) == b"!"  # before it, Python is by itself: it shows where it was
        time.sleep(delay)
        process.send_signal(how)
        said = process.communicate(timeout=SECONDS)
        assert said == (b"", b"")
        assert process.returncode in (0, 128 + how, -how)  # by the signal itself once nothing is left to undo
        assert [path.name for path in tmp_path.iterdir()] in ([], ["loss.json"])


TOLD = """
from lossctl import __main__, signals
take_over = signals.take_over
signals.take_over = lambda: (take_over(), print(end="!", flush=True))
__main__.main()
"""


def test_what_is_ignored_stays_ignored(how: signal.Signals, tmp_path: Path) -> None:
    pipe = tmp_path / "input.csv"
    os.mkfifo(pipe)
    ignoring = lambda: signal.signal(how, signal.SIG_IGN)  # noqa: E731 - as nohup and a shell's `&` do
    command = [sys.executable, "-m", "lossctl", "ce", str(pipe), "0", "-q"]
    with subprocess.Popen(command, preexec_fn=ignoring, stdout=subprocess.PIPE) as process:
        with pipe.open("w") as file:
            process.send_signal(how)
            file.write("0.5,1.5\n")
        assert process.communicate(timeout=SECONDS)[0] == b"1.3132616875182228\n"
    assert process.returncode == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system forks no processes")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_its_processes_end_with_it(endless: tuple[str, str], name: str) -> None:
    how = signal.Signals[name]
    if signal.getsignal(how) is signal.SIG_IGN:
        pytest.skip("the tests were started by nohup")
    running = Running("ce", *endless, "--threads", "3")
    running.until_the_screen_shows(b"samples/s")
    children = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children").read_text().split()
    assert len(children) == 3
    running.process.send_signal(how)
    assert running.process.wait(SECONDS) == (-how if name == "SIGKILL" else 128 + how)
    deadline = time.monotonic() + SECONDS
    while name == "SIGKILL" and any(map(is_running, children)):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert not any(map(is_running, children))
    assert running.process.stdout
    running.process.stdout.close()
    os.close(running.controller)


def is_running(process: str) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
