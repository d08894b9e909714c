"""A new loss is one file and one entry of the table: everything else works for it, unasked.

The files in tests/toys are such losses, one of each family. They are copied to a folder of modules, and entered.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import lossctl
from lossctl.command import cli
from lossctl.command.call import options_of
from lossctl.losses import LOSSES

TOYS = Path(__file__).parent / "toys"
Run = Callable[..., tuple[int, str, str]]

FOCAL = ("focal", "[[2.0, 0.5, 0.3], [0.2, 2.0, 0.5], [1.0, 0.0, 0.5], [0.1, 0.2, 0.3]]", "0,1,2,0")
SQUARED = ("squared", "[[0.5, 1.0], [2.0, 0.0], [1.5, 1.0]]", "[[0, 1], [1, 1], [0, 0]]")
BOTH = pytest.mark.parametrize("words", [FOCAL, SQUARED], ids=["focal", "squared"])


@pytest.fixture(autouse=True)
def entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Both losses in the table, and a folder to work in."""
    modules = tmp_path / "modules"
    modules.mkdir()
    monkeypatch.syspath_prepend(str(modules))
    for name in ("focal", "squared"):
        shutil.copy(TOYS / f"{name}.py", modules / f"toy_{name}.py")
        monkeypatch.delitem(sys.modules, f"toy_{name}", raising=False)
        monkeypatch.setitem(LOSSES, name, import_module(f"toy_{name}").CRITERION)
    options_of.cache_clear()
    monkeypatch.chdir(tmp_path)
    return modules


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> tuple[int, str, str]:
        status = cli.main(words)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def losses_of(words: tuple[str, ...]) -> np.ndarray:
    """The losses by hand."""
    x, t = np.array(json.loads(words[1])), np.array(json.loads(words[2] if "[" in words[2] else f"[{words[2]}]"))
    if words[0] == "squared":
        return (x - t) ** 2
    log_p = (x - np.log(np.exp(x).sum(1, keepdims=True)))[np.arange(len(t)), t]
    return -((1 - np.exp(log_p)) ** 2) * log_p


@BOTH
def test_help_names_it_with_its_examples(words: tuple[str, ...], run: Run) -> None:
    entry = LOSSES[words[0]]
    status, out, err = run(words[0], "--help")
    assert (status, err) == (0, "")
    assert f"  {entry.title[0].upper()}{entry.title[1:]}, as {entry.equals}.\n" in out
    assert f"  {entry.examples[0]}\n" in out
    _, out, _ = run("--help")
    assert any(line.split()[:1] == [words[0]] for line in out.splitlines())


@BOTH
def test_the_number_the_table_and_the_explanation(words: tuple[str, ...], run: Run) -> None:
    mean = losses_of(words).mean()
    status, out, err = run(*words, "-q")
    assert (status, float(out), err) == (0, pytest.approx(mean, rel=1e-14), "")
    for options in ((), ("--explain",)):
        status, out, err = run(*words, *options)
        assert (status, err, out.splitlines()[-1]) == (0, "", f"loss  {mean:.6f}")


@BOTH
def test_a_number_that_differs_is_explained(words: tuple[str, ...], run: Run) -> None:
    total = losses_of(words).sum()
    status, out, _ = run(*words, "--expect", f"{total:.7f}")
    divisor = losses_of(words).size
    said = f"Σ l = {total:.6f}: the sum of the losses was taken; mean divides by {divisor}"
    assert (status, out.splitlines()[-2:]) == (1, [f"  most likely: {said}", "    with --reduction sum"])
    status, out, _ = run(*words, "--expect", "0.7123456789", "--json")
    assert (status, json.loads(out)["diagnosis"]) == (1, [])


def test_the_notes_on_a_familys_options_hold_for_it(run: Run) -> None:
    status, out, err = run(*SQUARED, "--weight", "1,2", "-q")
    mean, plain = (losses_of(SQUARED) * [1, 2]).mean(), losses_of(SQUARED).mean()
    assert (status, float(out)) == (0, pytest.approx(mean, rel=1e-14))
    assert err == f"note: weight counts in the sum only; without it the loss is {plain:.6g}\n"


@BOTH
def test_records_and_json(words: tuple[str, ...], run: Run) -> None:
    losses = losses_of(words)
    status, out, _ = run(*words, "--json")
    made = json.loads(out)
    assert (status, made["criterion"], made["count"]) == (0, words[0], losses.size)
    status, out, _ = run(*words, "--format", "csv")
    header, *rows = out.splitlines()
    column = header.split(",").index("loss") - len(header.split(","))
    assert [float(row.split(",")[column]) for row in rows] == pytest.approx(losses.ravel().tolist(), rel=1e-14)


@BOTH
def test_batch_and_merge(words: tuple[str, ...], run: Run) -> None:
    losses = losses_of(words)
    x, t = json.loads(words[1]), json.loads(words[2] if "[" in words[2] else f"[{words[2]}]")
    jobs = [{"criterion": words[0], "input": x[i:j], "target": t[i:j]} for i, j in ((0, 1), (1, len(x)))]
    Path("jobs.jsonl").write_text("".join(json.dumps(job) + "\n" for job in jobs))
    status, out, _ = run("batch", "jobs.jsonl", "-o", "parts.jsonl")
    assert (status, out) == (0, "")
    status, out, _ = run("merge", "parts.jsonl", "-q")
    assert (status, float(out)) == (0, pytest.approx(losses.mean(), rel=1e-14))
    _, schema, _ = run("batch", "--schema")
    assert words[0] in json.loads(schema)["properties"]["criterion"]["enum"]


@BOTH
def test_in_python(words: tuple[str, ...]) -> None:
    function = getattr(lossctl, words[0])
    assert function.__name__ == words[0]
    x, t = json.loads(words[1]), json.loads(words[2] if "[" in words[2] else f"[{words[2]}]")
    assert float(function(x, t)) == pytest.approx(losses_of(words).mean(), rel=1e-14)
    assert function(x, t, expect=9.87654321).verdict.matches is False


def test_a_shell_completes_it(entered: Path) -> None:
    code = (
        "import toy_focal; from lossctl.losses import LOSSES; LOSSES['focal'] = toy_focal.CRITERION; "
        "from lossctl.__main__ import main; main()"
    )
    folders = os.pathsep.join(filter(None, (str(entered), os.environ.get("PYTHONPATH"))))
    asked = {"_LOSSCTL_COMPLETE": "complete_bash", "COMP_WORDS": "lossctl foc", "COMP_CWORD": "1"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env={**os.environ, **asked, "PYTHONPATH": folders}, capture_output=True, check=False)
    assert done.stdout.split() == [b"focal"]
