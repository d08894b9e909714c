"""What a person at a terminal sees, and a table of many rows through a pipe."""

import os
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

LOGITS, TARGET = "[[2,0.5,0.3],[0.2,2,0.5]]", "0,1"
WORDS = ("ce", LOGITS, TARGET, "--weight", "1,2,3", "--sample-weight", "1,2", "--label-smoothing", "0.1")
ROWS = 30_000
SECONDS = 120  # after which something hangs
RED = "\x1b[1;31merror:\x1b[0m "
MESSAGE = "TARGET, index [1]: 7 is not a class: there are 3, 0 to 2\n"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Samples whose table is larger than every buffer; the last is an outlier, wider than all before it."""
    folder, rng = tmp_path_factory.mktemp("many"), np.random.default_rng(0)
    x = rng.normal(size=(ROWS, 4))
    x[-1] = [0, 12345, 0, 0]
    np.save(folder / "x.npy", x)
    np.save(folder / "t.npy", np.r_[rng.integers(0, 4, ROWS - 1), 0])
    return str(folder / "x.npy"), str(folder / "t.npy")


class Terminal:
    """A terminal of so many columns, and a program that runs in it; `streams` are those that are the terminal."""

    def __init__(self, *words: str, columns: int = 80, env: dict[str, str] | None = None, streams: str = "012") -> None:
        pty, fcntl, termios = map(pytest.importorskip, ("pty", "fcntl", "termios"))
        self.controller, screen = pty.openpty()
        fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 60, columns, 0, 0))
        clean = {
            name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")
        }
        at = [screen if number in streams else subprocess.PIPE for number in "012"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lossctl", *words],
            stdin=at[0],
            stdout=at[1],
            stderr=at[2],
            env=clean | {"TERM": "xterm-256color"} | (env or {}),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(screen, termios.TIOCSCTTY, 0),
        )
        os.close(screen)
        self.seen = b""

    def until(self, words: bytes) -> None:
        """Wait until these words are on the screen."""
        while words not in self.seen:
            assert select.select([self.controller], [], [], SECONDS)[0], self.seen
            self.seen += os.read(self.controller, 65536)

    def type(self, text: bytes) -> None:
        os.write(self.controller, text)

    def end(self) -> tuple[int, str]:
        """The status and all that was on the screen."""
        try:
            while select.select([self.controller], [], [], SECONDS)[0]:
                self.seen += os.read(self.controller, 65536)
            raise AssertionError(self.seen)
        except OSError:  # the end of a terminal
            pass
        os.close(self.controller)
        self.process.communicate(timeout=SECONDS)
        return self.process.returncode, self.seen.decode().replace("\r\n", "\n")


def screen(*words: str, **options: object) -> str:
    status, text = Terminal(*words, **options).end()
    assert status == 0, text
    return text


@pytest.mark.parametrize("explain", [(), ("--explain",)])
def test_a_pipe_that_is_closed_ends_a_table_of_all_rows(many: tuple[str, str], explain: tuple[str, ...]) -> None:
    command = " ".join((sys.executable, "-m", "lossctl", "ce", *many, "--rows", "all", *explain))
    line = f"{command} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False, timeout=SECONDS)
    assert (done.returncode, done.stderr) == (141, b"")
    assert done.stdout.decode().split() == ["F.cross_entropy(x,", "t)", "x", "(30000,", "4)", "t", "(30000,)"]


def test_a_table_of_all_rows_is_the_same_in_a_file_and_a_pipe(
    many: tuple[str, str], tmp_path: Path, program: Callable
) -> None:
    ran = program("ce", *many, "--rows", "all")
    lines = ran.out.split("\n")
    assert (ran.status, ran.err) == (0, "")
    first = next(number for number, line in enumerate(lines) if line.startswith("sample"))
    table = lines[first : lines.index("", first)]
    assert len(table) == ROWS + 2
    assert len({len(line) for line in table}) == 1  # though the last row is the widest
    few = program("ce", *many, "--rows", "5").out.split("\n")
    assert [each.split() for each in few[:8]] == [each.split() for each in lines[:8]]
    division, other = (next(line for line in each if line.startswith("sum / ")) for each in (few, lines))
    assert division == other
    assert few[-3:] == lines[-3:]
    file = tmp_path / "x.txt"
    assert program("ce", *many, "--rows", "all", "-o", str(file)).status == 0
    with_all_signs = program("ce", *many, "--rows", "all", env={"PYTHONIOENCODING": "utf-8"}).out
    assert file.read_text(encoding="utf-8") == with_all_signs


def test_nothing_of_a_table_is_written_if_a_late_sample_is_wrong(many: tuple[str, str], program: Callable) -> None:
    bad = str(Path(many[1]).with_name("bad.npy"))
    np.save(bad, np.r_[np.zeros(ROWS - 1, int), 9])
    ran = program("ce", many[0], bad, "--rows", "all")
    assert (ran.status, ran.out) == (2, "")


@pytest.mark.parametrize(
    "words", [WORDS, (*WORDS, "--explain"), ("kl", LOGITS, "[[0.1,0.2,0.7],[1,0,0]]", "--explain")]
)
@pytest.mark.parametrize("columns", [40, 80, 160])
@pytest.mark.parametrize("signs", ["utf-8", "cp1252"])
def test_no_line_is_broken_by_the_terminal(columns: int, words: tuple[str, ...], signs: str) -> None:
    env = {"NO_COLOR": "1", "PYTHONIOENCODING": signs}
    lines = screen(*words, columns=columns, env=env).split("\n")
    assert max(map(len, lines)) <= columns
    whole = screen(*words, columns=500, env=env).split("\n")
    assert lines[-2] == whole[-2]
    if columns == 160:
        assert not any(line.strip().startswith("too narrow for ") for line in lines)


def test_figures_are_not_torn_from_their_names(many: tuple[str, str]) -> None:
    text = screen("ce", *many, "--rows", "2", columns=40, env={"NO_COLOR": "1"})
    division, figures = text[text.index("sum / ") : text.index("\n\nloss")].split("\ncount ")
    assert division.split("\n")[0] == "sum / denominator = loss"
    assert len(division.split("\n")) == 2
    for name in ("perplexity", "bits", "stderr"):
        assert f"{name} " in figures.replace("\n", "|")


@pytest.mark.parametrize(
    ("env", "mark"),
    [({}, RED), ({"NO_COLOR": "1"}, "error: "), ({"TERM": "dumb"}, "error: "), ({"FORCE_COLOR": "1"}, RED)],
)
def test_an_error_is_marked_on_a_terminal(env: dict[str, str], mark: str) -> None:
    status, text = Terminal("ce", LOGITS, "0,7", env=env).end()
    assert (status, text) == (2, f"lossctl ce: {mark}{MESSAGE}")


def test_an_error_in_a_log_is_as_it_was(program: Callable) -> None:
    assert program("ce", LOGITS, "0,7").err == f"lossctl ce: {MESSAGE}"
    assert program("ce", LOGITS, "0,7", env={"FORCE_COLOR": "1"}).err == f"lossctl ce: {RED}{MESSAGE}"


AWAITED = [
    (("ce", "-"), "lossctl ce: type or paste an array, or a post with all of them, then Ctrl-D on a line of its own"),
    (("ce", "1,2", "-"), "lossctl ce: type or paste an array"),
    (("bce", "-:p", "0,1"), "lossctl bce: type or paste an array"),
    (("batch", "-"), "lossctl batch: type or paste jobs, each a line of JSON, then Ctrl-D"),
    (("merge", "-"), "lossctl merge: type or paste results as JSON, then Ctrl-D"),
]


@pytest.mark.parametrize(("words", "said"), AWAITED)
def test_who_sits_at_a_terminal_is_told_what_to_type(words: tuple[str, ...], said: str) -> None:
    terminal = Terminal(*words)
    terminal.until(said.encode())
    os.killpg(terminal.process.pid, signal.SIGINT)
    assert terminal.end()[0] == 130


def test_what_is_typed_is_calculated() -> None:
    terminal = Terminal("ce", "-", "0", "-q")
    terminal.until(b"Ctrl-D on a line of its own")
    terminal.type(b"1,2\n\x04")  # once is enough
    status, text = terminal.end()
    assert status == 0
    assert text.split("\n")[-2].startswith("1.31326168751822")


@pytest.mark.parametrize("streams", ["12", "01"])
def test_nobody_is_told_where_nobody_types_or_reads(streams: str) -> None:
    terminal = Terminal("ce", "-", "0", "-q", streams=streams)
    if streams == "12":
        assert terminal.process.stdin
        terminal.process.stdin.write(b"1,2\n")
        terminal.process.stdin.close()
        terminal.process.stdin = None
    else:
        terminal.type(b"1,2\n\x04")  # once is enough
    status, text = terminal.end()
    assert status == 0
    assert "Ctrl-D" not in text
