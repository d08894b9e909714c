"""The same numbers where the system has less than Linux: a program that has lost what Windows and macOS lack."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

POOR = Path(__file__).parents[1] / "other_system"
RANDOM = np.random.default_rng(0)
ROWS = 40_000  # of more than 1 MB, so that the file is read in ranges
JOB = {"criterion": "ce", "input": [[2.0, 0.5], [0.1, 1.0]], "target": [0, 1]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Large arrays in several formats, a shard of each half, and jobs."""
    folder = tmp_path_factory.mktemp("large")
    x, t = RANDOM.standard_normal((ROWS, 6)).round(3), RANDOM.integers(0, 6, ROWS)
    np.save(folder / "x.npy", x)
    np.save(folder / "x-fortran.npy", np.asfortranarray(x))
    np.save(folder / "t.npy", t)
    np.savez(folder / "both.npz", logits=x, labels=t)
    np.savetxt(folder / "x.csv", x, fmt="%.3f", delimiter=",")
    for number, half in enumerate((slice(0, ROWS // 2), slice(ROWS // 2, None))):
        np.save(folder / f"x-{number}.npy", x[half])
        np.save(folder / f"t-{number}.npy", t[half])
    (folder / "jobs.jsonl").write_text("".join(json.dumps({**JOB, "id": number}) + "\n" for number in range(50)))
    return folder


def ran(folder: Path, words: tuple[str, ...], typed: Path | None = None, *, poor: bool) -> tuple[int, str, str]:
    path = [str(POOR)] if poor else []
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((*path, os.environ.get("PYTHONPATH", "")))}
    program = [sys.executable, "-m", "lossctl", *words]
    with (typed or Path(os.devnull)).open("rb") as stdin:
        done = subprocess.run(program, cwd=folder, env=env, stdin=stdin, capture_output=True, check=False)
    return done.returncode, done.stdout.decode("cp1252" if poor else "utf-8"), done.stderr.decode("cp1252")


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (("ce", "x.npy", "t.npy"), None),
        (("ce", "x-fortran.npy", "t.npy"), None),
        (("ce", "both.npz"), None),
        (("ce", "x.csv", "t.npy"), None),
        (("ce", "x-*.npy", "t-*.npy"), None),
        (("ce", "x.npy", "t.npy", "--threads", "2"), None),
        (("bce-logits", "x.npy[:, :2]", "x.npy[:, 2:4]"), None),
        (("ce", "-", "t.npy"), "x.npy"),
        (("batch", "jobs.jsonl"), None),
        (("batch", "-"), "jobs.jsonl"),
        (("ce", "missing.npy", "t.npy"), None),
    ],
)
def test_the_numbers_are_the_same(folder: Path, words: tuple[str, ...], typed: str | None) -> None:
    words = words if words[0] == "batch" else (*words, "--json")
    source = folder / typed if typed else None
    assert ran(folder, words, source, poor=True) == ran(folder, words, source, poor=False)


def test_a_console_of_one_byte_a_letter_gets_plain_signs(folder: Path) -> None:
    status, out, _ = ran(folder, ("ce", "x.npy", "t.npy"), poor=True)
    assert status == 0
    assert out.isascii()
    assert "sum / denominator = loss" in out


def test_a_file_is_written_whole(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    assert ran(folder, ("ce", "x.npy", "t.npy", "--json", "-o", str(file)), poor=True)[0] == 0
    assert json.loads(file.read_text(encoding="utf-8"))["count"] == ROWS
    assert [each.name for each in tmp_path.iterdir()] == ["out.json"]


@pytest.mark.parametrize("missing", [("preadv",), ("preadv", "pread")])
def test_threads_read_parts_of_a_file_at_once(
    folder: Path, missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, whole: Callable[[Path], np.ndarray]
) -> None:
    for name in missing:
        monkeypatch.delattr(os, name, raising=False)
    assert np.array_equal(whole(folder / "x.npy"), np.load(folder / "x.npy"))


@pytest.fixture
def whole() -> Callable[[Path], np.ndarray]:
    """Reads a file in parts, by many threads."""
    from concurrent.futures import ThreadPoolExecutor

    from lossctl.inputs.files.file import open_file

    def whole(path: Path) -> np.ndarray:
        with path.open("rb") as stream:
            file = open_file(path, stream)
        begin = len(file) - ROWS * 6 * 8
        starts = range(begin, len(file), 4800)
        with ThreadPoolExecutor(8) as pool:
            parts = list(pool.map(lambda start: file.read(start, 600, np.dtype("<f8")), starts))
        return np.concatenate(parts).reshape(ROWS, 6)

    return whole
