"""What a result shows of itself in Python: as a number, a line, a table, JSON, a file."""

import copy
import dataclasses
import doctest
import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lossctl
from lossctl.command import cli
from lossctl.losses import LOSSES

X, T = [[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]
LEFT_BEHIND = "the arrays, which a merged result, a copy and a pickled one do not have"
WORDS = ("[[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]]", "0,1")
Printed = Callable[..., str]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """What a command prints."""

    def printed(*words: str) -> str:
        assert cli.main(words) in (0, 1)
        return capsys.readouterr().out

    return printed


def failed(call: Callable[..., object], *arguments: Any) -> str:
    with pytest.raises(lossctl.InputError) as caught:
        call(*arguments)
    return str(caught.value)


def test_the_public_names_are_those_of_the_package() -> None:
    public = ["ce", "bce", "bce_logits", "kl", "merge_results", "Result", "InputError", "__version__"]
    assert lossctl.__all__ == public
    assert sorted(dir(lossctl)) == sorted(public)
    assert isinstance(lossctl.ce(X, T), lossctl.Result)


def test_everything_public_is_documented() -> None:
    told = lossctl.Result.__doc__ or ""
    for name in dir(lossctl.ce(X, T)):
        if not name.startswith("_"):
            member = getattr(lossctl.Result, name, None)
            is_told = isinstance(member, property) or (callable(member) and bool(member.__doc__))
            assert is_told or re.search(rf"^ *{name}: ", told, re.MULTILINE), name


@pytest.mark.parametrize("name", [*(loss.replace("-", "_") for loss in LOSSES), "Result", "merge_results", "lossctl"])
def test_the_examples_of_the_docstrings_are_true(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    named = lossctl if name == "lossctl" else getattr(lossctl, name)
    finder = doctest.DocTestFinder(recurse=name != "lossctl")
    found = [each for each in finder.find(named, name, module=False, globs={"lossctl": lossctl}) if each.examples]
    runner = doctest.DocTestRunner(optionflags=flags)
    assert found
    for each in found:
        assert runner.run(each).failed == 0, each.name


def test_repr_is_one_short_line() -> None:
    assert repr(lossctl.ce([[2.0, 2.0]], [0])) == f"Result(ce, mean, loss={float(np.log(2))!r}, count=1)"
    assert repr(lossctl.ce(X, T, reduction="none")) == "Result(ce, none, loss=array of shape (2,), count=2)"
    for expect in (0.3344, 0.66878920, 0.5, 0.7123456789, 12, [0.1, 0.2], float("nan")):
        reduction = "none" if isinstance(expect, list) else "mean"
        line = repr(lossctl.ce(X, T, expect=expect, reduction=reduction, weight=[1, 2, 3]))
        assert len(line) <= 200
        assert "\n" not in line
        assert line.startswith("Result(ce, ")
        assert line.endswith(")")


def test_repr_says_that_there_are_notes() -> None:
    result = lossctl.ce(X, T, weight=[1, 2, 3])
    assert len(result.notes) == 1
    assert repr(result).endswith(f", loss={result.loss!r}, count=2; 1 note)")


def test_repr_says_what_to_write_before_why() -> None:
    line = repr(lossctl.ce(X, T, expect=0.6687892))
    assert "; expected 0.6687892: no match, off 0.3344; most likely with reduction='sum': Σ l = 0.668789: " in line
    assert re.search(
        r"; expected 0.3344: matches, off 5.4e-06, allowed 1.0e-04\)$", repr(lossctl.ce(X, T, expect=0.3344))
    )


def test_a_failing_assert_under_pytest_shows_why(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(
        f"import lossctl\n\n\ndef test_loss():\n    assert lossctl.ce({X}, {T}, expect=0.6687892)\n\n\n"
        f"def test_right():\n    assert lossctl.ce({X}, {T}, expect=0.3344)\n\n\n"
        f"def test_forgotten():\n    assert lossctl.ce({X}, {T})\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "test_mine.py"]
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=False)
    assert "2 failed, 1 passed" in done.stdout
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("E  ") and " assert Result(" in line)
    assert "expected 0.6687892: no match, off 0.3344; most likely with reduction='sum': Σ l = 0.668789" in line
    assert "the sum of the losses was taken; mean divides by 2)" in line
    assert (
        "TypeError: a result is true if it is what was expected, and nothing was expected: give expect=" in done.stdout
    )


def test_its_truth_is_the_verdict() -> None:
    assert lossctl.ce(X, T, expect=0.3344)
    assert not lossctl.ce(X, T, expect=0.5)
    assert lossctl.ce(X, T, reduction="none", expect=[0.3406, 0.3282])
    with pytest.raises(TypeError, match="give expect="):
        bool(lossctl.ce(X, T))


@pytest.mark.parametrize(("loss", "matches"), [("0.3344", True), ("0.6688", False)])
def test_the_losses_of_a_paste_decide_as_those_of_the_command(loss: str, matches: bool, tmp_path: Path) -> None:
    paste = tmp_path / "post.txt"
    paste.write_text(f"input = torch.tensor({X})\ntarget = torch.tensor({T})\nloss: tensor({loss})\n")
    result = lossctl.ce(paste)
    assert bool(result) is matches
    assert [each.verdict.matches for each in result.judged] == [matches]
    assert cli.main(["ce", str(paste)]) == (0 if matches else 1)


def test_a_target_may_only_be_left_out_where_the_input_holds_both() -> None:
    assert lossctl.ce({"logits": X, "labels": T}).loss == lossctl.ce(X, T).loss
    with pytest.raises(lossctl.InputError, match=r"the target is missing\n  give target too$"):
        lossctl.ce(X)


def test_numpy_takes_it_as_its_loss() -> None:
    mean, each = lossctl.ce(X, T), lossctl.ce(X, T, reduction="none")
    np.testing.assert_allclose(mean, np.mean(each), rtol=1e-15)
    np.testing.assert_allclose(each, [0.34061627, 0.32817293], rtol=1e-7)
    assert np.asarray(mean, dtype=np.float32).dtype == np.float32
    np.array(each)[:] = 0  # a copy
    assert each.loss.min() > 0
    assert mean == pytest.approx(0.3344, abs=1e-4)
    assert f"{mean:.4f}" == "0.3344"


@pytest.mark.parametrize("options", [(), ("--weight", "1,3,1"), ("--reduction", "sum"), ("--reduction", "none")])
def test_str_and_explain_are_what_the_command_prints(options: tuple[str, ...], printed: Printed) -> None:
    given = {"--weight": {"weight": [1, 3, 1]}, "--reduction": {"reduction": options[-1]}} if options else {}
    result = lossctl.ce(X, T, **(given[options[0]] if options else {}))
    assert f"{result}\n" == printed("ce", *WORDS, *options)
    assert f"{result.explain()}\n" == printed("ce", *WORDS, *options, "--explain")
    assert result.to_json() == printed("ce", *WORDS, *options, "--json")
    assert result.to_dict() == json.loads(result.to_json())


def test_a_page_is_folded_to_80_letters() -> None:
    text = str(lossctl.ce(X, T, weight=[1, 3, 1], expect=0.6687892))
    assert max(map(len, text.splitlines())) <= 80
    assert "with reduction='sum'" in text


def test_more_rows_are_explained_if_they_are_asked_for() -> None:
    x, t = np.arange(36.0).reshape(12, 3) % 7, np.zeros(12, int)
    result = lossctl.ce(x, t)
    assert "2 more" in result.explain()
    assert "more" not in result.explain(rows="all")
    assert "10 more" in result.explain(rows=2)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".svg", ".html", ".json", ".csv", ".jsonl", ".npy"])
def test_save_writes_what_the_command_writes(suffix: str, tmp_path: Path, printed: Printed) -> None:
    saved, written = tmp_path / f"saved{suffix}", tmp_path / f"written{suffix}"
    lossctl.ce(X, T).save(saved)
    assert printed("ce", *WORDS, "-o", str(written)) == ""
    assert saved.read_bytes() == written.read_bytes()


def test_save_writes_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("x.npy", X)
    before = Path("x.npy").read_bytes()
    result = lossctl.ce("x.npy", T)
    assert failed(result.save, "x.npy").startswith("x.npy: is an input of this result, which save() would replace")
    assert failed(lossctl.ce(Path("x.npy"), T).save, tmp_path / "x.npy").endswith("give another name")
    assert failed(lossctl.ce("x.npy[:1]", T[:1]).save, "x.npy").endswith("give another name")
    assert failed(result.save, "loss.xlsx").startswith("loss.xlsx: no form has the suffix .xlsx")
    assert failed(result.save, "") == "path has an empty name\n  name a file, or - for standard output"
    assert failed(result.save, "folder/") == "folder/: is the name of a folder\n  path is the name of a file"
    assert failed(lambda: result.explain(rows=-1)) == "rows -1 is less than 0\n  all shows every sample, 0 none of them"
    assert failed(result.save, "no/folder.json").startswith("no/folder.json: cannot be written: ")
    assert Path("x.npy").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["x.npy"]


def test_arrays_that_were_written_to_are_not_shown() -> None:
    x = np.array(X)
    result = lossctl.ce(x, T)
    whole = str(result)
    x[0, 0] = 7.0
    text = str(result)
    assert "sample" not in text.split("note: ")[0]
    said = "note: the samples are not shown: the arrays have changed since the loss was calculated"
    assert said in " ".join(text.split())
    assert text.endswith("loss  0.334395")
    for call in (result.explain, result.to_json, result.to_dict):
        assert failed(call) == "the arrays have changed since the loss was calculated\n  calculate it again"
    x[0, 0] = 2.0
    assert str(result) == whole


def test_nan_does_not_change() -> None:
    assert str(lossctl.ce([[np.nan, 1.0]], [0])).endswith("loss  NaN")


def test_a_pickle_and_a_copy_have_the_numbers_and_no_arrays() -> None:
    result = lossctl.ce(np.zeros((1000, 50)), np.zeros(1000, int), expect=3.912)
    there = pickle.dumps(result)
    assert len(there) < 10_000
    for other in (pickle.loads(there), copy.copy(result), copy.deepcopy(result)):
        assert isinstance(other, lossctl.Result)
        assert (repr(other), other.verdict) == (repr(result), result.verdict)
        assert other.to_json() == result.to_json()
        assert str(other).endswith(str(result).split("\n\n")[-1])
        assert (
            failed(other.explain)
            == "explain() needs the arrays, which a merged result, a copy and a pickled one do not have"
        )
        assert failed(other.save, "losses.csv").startswith(".csv is of single samples, and needs the arrays")


def test_a_changed_copy_has_no_samples_of_another() -> None:
    total = dataclasses.replace(lossctl.ce(X, T), reduction="sum")
    assert total.loss == lossctl.ce(X, T, reduction="sum").loss
    assert str(total).endswith("loss  0.668789")
    assert "F.cross_entropy" not in str(total)


def test_shards_merge_as_if_they_were_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: Printed) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = lossctl.ce(X[:1], T[:1]), lossctl.ce(X[1:], T[1:])
    first.save("part-1.json")
    Path("part-2.json").write_text(second.to_json())
    whole = lossctl.ce(X, T)
    for results in ([first, second], [first, "part-2.json"], "part-*.json", (Path(f"part-{n}.json") for n in (1, 2))):
        merged = lossctl.merge_results(results, expect=0.3344)
        assert merged
        assert (merged.loss, merged.stderr, merged.count, merged.shape) == (whole.loss, whole.stderr, 2, (2, 3))
    assert f"{lossctl.merge_results('part-*.json')}\n" == printed("merge", "part-*.json")
    assert lossctl.merge_results("part-*.json").to_json() == printed("merge", "part-*.json", "--json")
    lossctl.merge_results("part-*.json").save("whole.json")
    assert lossctl.merge_results("whole.json").loss == whole.loss
    assert "needs the arrays, which a merged result" in failed(lossctl.merge_results([first, second]).explain)


def test_a_merge_refuses_what_the_command_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    part = lossctl.ce(X, T)
    assert "allow_repeats=True lets them count more than once" in failed(lossctl.merge_results, [part, part])
    assert lossctl.merge_results([part, part], allow_repeats=True).count == 4
    travelled = pickle.loads(pickle.dumps(part))
    assert "allow_repeats=True" in failed(lossctl.merge_results, [part, travelled])
    assert failed(lossctl.merge_results, []) == "results: there are no results to merge"
    assert failed(lossctl.merge_results, [part, 0.5]) == "results[1]: is a float, and no Result"
    assert failed(lossctl.merge_results, "gone.json").startswith("gone.json: no such file")
    Path("x.json").write_text("{}")
    assert failed(lossctl.merge_results, "x.json").endswith("lossctl.ce(…).save('FILE.json') writes one")
    with pytest.raises(lossctl.InputError, match="reduction='batchmean'"):
        lossctl.merge_results([part], reduction="batchmean")


def contrast(colour: str, paper: str) -> float:
    """That of WCAG 2."""
    lights = []
    for each in (colour, paper):
        parts = [int(each[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    return max(lights) / min(lights)


def test_a_notebook_shows_the_table_on_any_paper() -> None:
    result = lossctl.ce(X, T, weight=[1, 3, 1], expect=0.7123456789)
    page = result._repr_html_()
    shown = re.sub(r"<[^>]*>", "", page).replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">")
    assert [line.rstrip() for line in shown.strip().splitlines()] == str(result).splitlines()
    assert not re.search(r"<(html|head|body|style|script)|class=|https?:", page)
    colours = set(re.findall(r"color:(#[0-9a-f]{6})", page))
    assert len(colours) == 3
    for colour in colours:
        assert contrast(colour, "#ffffff") > 3.5
        assert contrast(colour, "#1e1e1e") > 3.5
    assert "<svg" in lossctl.ce(np.arange(90.0).reshape(30, 3) % 7, np.zeros(30, int))._repr_html_()
