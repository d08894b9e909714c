"""The real program: its streams and its status, as a shell sees them."""

import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

LOGITS, TARGET = "[[2,0.5,0.3],[0.2,2,0.5]]", "0,1"
WEIGHTED = "mean divides by the weights, 3; by the samples, 2, it would be 0.498481"
NARROW = 40
SECONDS = 300  # after which something hangs


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Enough samples that their records fill every buffer."""
    folder, rng = tmp_path_factory.mktemp("many"), np.random.default_rng(0)
    np.save(folder / "x.npy", rng.normal(size=(30_000, 4)))
    np.save(folder / "t.npy", rng.integers(0, 4, 30_000))
    return str(folder / "x.npy"), str(folder / "t.npy")


def shell(line: str, **options: object) -> subprocess.CompletedProcess:
    """What a shell does with a line in which `lossctl` is the program."""
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    line = line.replace("lossctl", f"{sys.executable} -m lossctl")
    return subprocess.run(["bash", "-c", line], capture_output=True, check=False, timeout=SECONDS, **options)


def test_results_go_to_standard_output_and_notes_to_standard_error(program: Callable) -> None:
    ran = program("ce", LOGITS, TARGET, "--weight", "1,2,3", "-q")
    assert (ran.status, ran.err) == (0, f"note: {WEIGHTED}\n")
    assert float(ran.out) == pytest.approx(0.3323207079233339, rel=1e-15)


def test_notes_of_a_table_and_of_json_stand_in_them(program: Callable) -> None:
    table = program("ce", LOGITS, TARGET, "--weight", "1,2,3")
    assert (table.out.splitlines()[-3:], table.err) == ([f"note: {WEIGHTED}", "", "loss  0.332321"], "")
    made = program("ce", LOGITS, TARGET, "--weight", "1,2,3", "--json")
    assert (json.loads(made.out)["notes"], made.err) == ([WEIGHTED], "")


@pytest.mark.parametrize("form", ["--format csv", "--format jsonl", "--reduction none -q", "--reduction none --json"])
def test_a_reader_that_goes_away_ends_it_silently(many: tuple[str, str], form: str) -> None:
    done = shell(f"lossctl ce {many[0]} {many[1]} {form} | head -1; exit ${{PIPESTATUS[0]}}")
    assert (done.returncode, done.stderr, done.stdout.count(b"\n")) == (141, b"", 1)


@pytest.mark.parametrize("words", ["ce 1,2 0", "ce 1,2 0 --json", "--help", "ce --help", "--version"])
def test_a_reader_that_never_was_ends_it_silently(words: str) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as gone:
        command = [sys.executable, "-m", "lossctl", *words.split()]
        done = subprocess.run(command, stdout=gone, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_short_write_is_seen_also_without_a_buffer(many: tuple[str, str], tmp_path: Path, program: Callable) -> None:
    resource = pytest.importorskip("resource")
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # noqa: E731
    with (tmp_path / "full").open("wb") as file:
        words = ("ce", *many, "--reduction", "none", "--json")
        ran = program(*words, stdout=file, preexec_fn=limit, env={"PYTHONUNBUFFERED": "1"})
    assert (ran.status, ran.err) == (2, "lossctl ce: standard output: cannot be written: File too large\n")


def test_a_closed_standard_output_is_none_where_nothing_goes_there(tmp_path: Path) -> None:
    done = shell("lossctl ce 1,2 0 -o x.json >&-", cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(Path.cwd())})
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads((tmp_path / "x.json").read_text())["count"] == 1


@pytest.mark.parametrize(
    "words",
    [
        *("--help", "ce --help", "--version", "batch --schema"),
        *("ce 1,2 0", "ce 1,2 0 --json", "ce 1,2 0 -q", "ce 1,2 0 --format csv", "ce 1,2 0 -o -"),
        *("ce 1,2 0 --expect 5", "batch jobs.jsonl", "merge result.json"),
    ],
)
def test_what_nobody_can_see_is_an_error(words: str, run: Callable, tmp_path: Path) -> None:
    (tmp_path / "jobs.jsonl").write_text('{"criterion": "ce", "input": [1, 2], "target": 0}\n')
    assert run("ce", "1,2", "0", "-o", str(tmp_path / "result.json")).status == 0
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(Path.cwd()), os.environ.get("PYTHONPATH", "")))}
    done = shell(f"lossctl {words} >&-", cwd=tmp_path, env=env)
    name = "lossctl" if words.startswith("-") else f"lossctl {words.split()[0]}"
    message = f"{name}: standard output: is closed\n  > /dev/null throws away what is written\n"
    assert (done.returncode, done.stderr.decode()) == (2, message)
    assert shell(f"lossctl {words} > /dev/null", cwd=tmp_path, env=env).returncode == int("--expect" in words)


@pytest.mark.parametrize(("words", "status"), [("ce 1,2 0", 0), ("ce 1,2 0 -o x.json", 2), ("batch jobs.jsonl", 2)])
def test_where_no_more_files_can_be_opened(words: str, status: int, tmp_path: Path) -> None:
    """Four: the three streams, and one for what is imported or read."""
    resource = pytest.importorskip("resource")
    (tmp_path / "jobs.jsonl").write_text('{"criterion": "ce", "input": [1, 2], "target": 0}\n')
    packages = [str(Path.cwd()), *(path for path in sys.path if path.endswith("site-packages"))]
    done = subprocess.run(
        [sys.executable, "-S", "-m", "lossctl", *words.split()],  # without -S Python itself fails in some environments
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4)),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(packages)},
        capture_output=True,
        cwd=tmp_path,
        text=True,
        check=False,
    )
    messages = {
        "ce 1,2 0": "",
        "ce 1,2 0 -o x.json": "lossctl ce: x.json: cannot be written: Too many open files\n",
        "batch jobs.jsonl": "lossctl batch: the system opens no more files for this program\n"
        "  `ulimit -n 256` allows more\n",
    }
    assert (done.returncode, done.stderr) == (status, messages[words])


@pytest.mark.parametrize(
    ("fails", "message"),
    [
        (  # as NumPy says it under `ulimit -v 60000`
            "ImportError('\\n\\nIMPORTANT: NumPy\\n\\nOriginal error was: x.so: failed to map segment\\n')",
            "NumPy cannot be loaded: x.so: failed to map segment",
        ),
        ("ModuleNotFoundError('No module named _core', name='_core')", "No module named _core: install lossctl again"),
    ],
)
def test_a_numpy_that_cannot_be_loaded(fails: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "numpy").mkdir()
    (tmp_path / "numpy" / "__init__.py").write_text(f"raise {fails}\n")
    done = subprocess.run(
        [sys.executable, "-m", "lossctl", "ce", "1,2", "0"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), *filter(None, sys.path)))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"lossctl ce: {message}\n")


def test_a_name_that_is_not_utf8_is_shown_by_its_bytes(tmp_path: Path) -> None:
    name = os.fsdecode(bytes(tmp_path / "x") + b"\xff.json")
    command = [sys.executable, "-m", "lossctl", "ce"]
    done = subprocess.run([*command, "1,2", "0", "-o", name], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(Path(name).read_text())["count"] == 1
    done = subprocess.run([*command, name + "x", "0"], capture_output=True, check=False, cwd="/")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        b"lossctl ce: " + bytes(tmp_path) + b"/x\\xff.jsonx: no such file",
    )


def test_a_closed_standard_error_changes_no_status() -> None:
    assert shell("lossctl ce 1,2 7 2>&-").returncode == 2
    assert shell("lossctl ce 1,2 0 --weight 1,2 -q 2>&-").stdout.startswith(b"1.31326168751822")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("words", ["ce 1,2 0 -q", "ce 1,2 0", "ce 1,2 0 --json", "--help"])
def test_a_full_disk_is_an_error(words: str) -> None:
    done = shell(f"lossctl {words} > /dev/full")
    name = "lossctl ce" if words.startswith("ce") else "lossctl"
    assert done.stderr.decode() == f"{name}: standard output: cannot be written: No space left on device\n"
    assert done.returncode == 2


def test_a_file_that_cannot_be_finished_is_not_begun(many: tuple[str, str], tmp_path: Path, program: Callable) -> None:
    file = tmp_path / "losses.csv"
    file.write_text("as it was")
    resource = pytest.importorskip("resource")
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # noqa: E731
    ran = program("ce", *many, "-o", str(file), preexec_fn=limit)
    assert (ran.status, ran.out, ran.err) == (2, "", f"lossctl ce: {file}: cannot be written: File too large\n")
    assert [path.name for path in tmp_path.iterdir()] == ["losses.csv"]
    assert file.read_text() == "as it was"


@pytest.mark.unix
def test_ctrl_c_ends_it_silently_with_130(tmp_path: Path) -> None:
    pipe = tmp_path / "input.csv"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "lossctl", "ce", str(pipe), "0"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with running, pipe.open("wb"):  # which opens as soon as lossctl begins to read
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=SECONDS)
    assert (running.returncode, out, err) == (130, b"", b"")


def test_standard_input_can_be_an_array() -> None:
    assert shell("echo 0,1 | lossctl ce '[[2,0.5,0.3],[0.2,2,0.5]]' - -q").stdout.startswith(b"0.334394598396175")


def test_a_stream_that_is_not_utf_8_gets_plain_signs(program: Callable) -> None:
    ran = program("ce", LOGITS, TARGET, "--explain", env={"PYTHONIOENCODING": "ascii"})
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[2:8] == [
        "1  log-probability of the right class       log p = x[t] - ln sum exp(x)",
        "   sample 0:  2 - ln(7.389056 + 1.648721 + 1.349859)  =  -0.340616",
        "",
        "2  loss of a sample                           l = -log p",
        "   sample 0:  -(-0.340616)  =  0.3406",
        "",
    ]
    assert ran.out.isascii()
    help_ = program("kl", "--help", env={"PYTHONIOENCODING": "latin-1"}).out
    assert help_.splitlines()[2] == "  KL(target || input), as F.kl_div."


def test_names_that_a_stream_has_no_letters_for_are_escaped(program: Callable, tmp_path: Path) -> None:
    (tmp_path / "logits.csv").write_text("猫,犬\n2,1\n")
    ran = program("ce", str(tmp_path / "logits.csv"), "0", env={"PYTHONIOENCODING": "ascii"})
    assert (ran.status, ran.out.splitlines()[4].split()) == (0, ["0", "\\u732b", "73.1%", "0.313262"])


COLOURS = [
    ({}, False),
    ({"FORCE_COLOR": "1"}, True),
    ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ({"FORCE_COLOR": ""}, False),
]


@pytest.mark.parametrize(("env", "coloured"), COLOURS)
def test_a_pipe_has_no_colour_unless_forced(program: Callable, env: dict[str, str], coloured: bool) -> None:
    assert ("\x1b[" in program("ce", LOGITS, TARGET, env=env).out) is coloured


def terminal(program: Callable, columns: int, *words: str, env: dict[str, str] | None = None) -> str:
    """What the program writes to a terminal of so many columns."""
    pty, fcntl, termios = map(pytest.importorskip, ("pty", "fcntl", "termios"))
    controller, screen = pty.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 60, columns, 0, 0))
    ran = program(*words, stdout=screen, stdin=screen, env={"TERM": "xterm-256color", **(env or {})})
    os.close(screen)
    assert ran.status == 0
    text = b""
    try:
        while piece := os.read(controller, 65536):
            text += piece
    except OSError:  # the end of a terminal
        pass
    os.close(controller)
    return text.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": ""}, True)]
)
def test_a_terminal_has_colour(program: Callable, env: dict[str, str], coloured: bool) -> None:
    assert ("\x1b[" in terminal(program, 80, "ce", LOGITS, TARGET, env=env)) is coloured


@pytest.mark.parametrize(
    ("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": ""}, True)]
)
@pytest.mark.parametrize("words", [("ce", "-h"), ("--help",), ("help", "merge")])
def test_help_has_colour_on_a_terminal_too(
    program: Callable, words: tuple[str, ...], env: dict[str, str], coloured: bool
) -> None:
    text = terminal(program, 80, *words, env=env)
    assert ("\x1b[" in text) is coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", text) == program(*words).out


@pytest.mark.parametrize(("columns", "widest"), [(70, 70), (90, 90), (160, 100)])
def test_help_is_as_wide_as_the_terminal_up_to_100(program: Callable, columns: int, widest: int) -> None:
    text = terminal(program, columns, "bce", "-h", env={"NO_COLOR": "1"})
    sentences = [line for line in text.split("\n") if not line.startswith("  lossctl ")]
    assert widest - 12 < max(map(len, sentences)) <= widest


@pytest.mark.parametrize(("env", "coloured"), COLOURS)
def test_help_in_a_pipe_has_no_colour_unless_forced(program: Callable, env: dict[str, str], coloured: bool) -> None:
    assert ("\x1b[" in program("kl", "-h", env=env).out) is coloured


def test_a_narrow_terminal_folds_sentences_and_cuts_no_number(program: Callable) -> None:
    words = ("ce", LOGITS, TARGET, "--weight", "1,2,3", "--precision", "12")
    text = terminal(program, NARROW, *words, env={"NO_COLOR": "1"})
    note = text[text.index("note:") : text.index("\nloss")]
    assert max(map(len, note.split("\n"))) <= NARROW
    assert " ".join(note.split()) in terminal(program, 200, *words, env={"NO_COLOR": "1"})
    assert "0.340616269815" in text


def test_a_pipe_gets_a_table_as_wide_as_it_is(program: Callable, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.full((1, 3), 0.125))
    ran = program("bce-logits", str(tmp_path / "x.npy"), "[[0,1,1]]", "--precision", "17", "--explain")
    assert "…" not in ran.out
    assert not any(line != line.rstrip() for line in ran.out.split("\n"))


@pytest.mark.parametrize(("env", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "4"}, "4")])
def test_openblas_starts_one_thread_unless_the_user_says_otherwise(env: dict[str, str], threads: str) -> None:
    code = (
        "import os, runpy, sys\n"
        "sys.argv = ['lossctl', '--version']\n"
        "try: runpy.run_module('lossctl', run_name='__main__')\n"
        "except SystemExit: print(os.environ['OPENBLAS_NUM_THREADS'])\n"
    )
    unset = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=unset | env)
    assert done.stdout.decode().split() == ["lossctl", "0.1.0", threads]
