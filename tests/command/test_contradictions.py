"""Two options that cannot both be done are an error that says which to drop; of one option the last one counts."""

import re
import shlex
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from lossctl.report.forms import FORMS

CE = ("ce", "[[2, 0.5], [0.2, 2]]", "0,1")
FORM = ("-q", "--json", "--format csv", "--format jsonl", "--format table", "-o a.csv", "-o a.json")
FORMS_WITHOUT = ("-q", "--json", "--format csv", "--format jsonl", "-o a.csv", "-o a.json", "-o a.npy")
TOGETHER = {("-q", "-o a.csv"), ("-q", "-o a.json"), ("--json", "-o a.json"), ("--format csv", "-o a.csv")}


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def is_dropped(run: Callable, *words: str) -> None:
    """An error of two lines: what contradicts what, and which to leave out; without either it works."""
    ran = run(*CE, *shlex.split(" ".join(words)))
    found = re.fullmatch(r"lossctl ce: .*\n  leave out (--.*) or (--.*)\n", ran.err)
    assert (ran.status, ran.out) == (2, "")
    assert found, ran.err
    assert list(Path().iterdir()) == []
    assert sorted(found.groups()) == sorted(word.replace("-q", "--quiet").replace("-o ", "--output ") for word in words)
    for word in words:
        left = [each for each in words if each != word]
        assert run(*CE, *shlex.split(" ".join(left))).status == 0
        for file in Path().iterdir():
            file.unlink()


@pytest.mark.parametrize("pair", list(combinations(FORM, 2)), ids=" ".join)
def test_two_forms_contradict_each_other(run: Callable, pair: tuple[str, str]) -> None:
    flags = [word.split()[0] for word in pair]
    if pair in TOGETHER or flags[0] == flags[1]:
        assert run(*CE, *shlex.split(" ".join(pair))).status == 0
    else:
        is_dropped(run, *pair)


@pytest.mark.parametrize("form", FORMS_WITHOUT)
@pytest.mark.parametrize("option", ["--explain", "--rows 1", "--sort loss", "--precision 3"])
def test_an_option_that_has_no_effect_in_a_form_contradicts_it(run: Callable, form: str, option: str) -> None:
    """It has one if what is written is another without it."""
    written = [out(run, form), out(run, form, option)]
    if written[1]:
        assert written[0] != written[1]
    else:
        is_dropped(run, option, form)


def out(run: Callable, *words: str) -> str:
    """What is written, on the screen or in a file; '' for an error."""
    long = "[[2, 0.5], [0.2, 2], [0.3, 0.1]]"
    ran = run("ce", long, "0,1,1", "--reduction", "none", *shlex.split(" ".join(words)))
    files = [file.read_bytes().hex() for file in Path().iterdir()]
    for file in Path().iterdir():
        file.unlink()
    return ran.out + "".join(files)


@pytest.mark.parametrize("suffix", [form.suffix for form in FORMS.values() if form.page])
def test_a_table_is_a_page_in_all_its_forms(run: Callable, suffix: str) -> None:
    words = ("--format", "table", "--explain", "--rows", "1", "--precision", "3", "--sort", "loss")
    assert run(*CE, *words, "-o", f"a{suffix}").status == 0


def test_the_steps_of_json_are_of_the_rows_that_are_asked_for(run: Callable) -> None:
    assert run(*CE, "--json", "--explain", "--rows", "1", "--sort", "loss").status == 0


@pytest.mark.parametrize(
    ("twice", "once"),
    [
        ("--reduction sum --reduction mean", "--reduction mean"),
        ("--weight 1,2 --weight 3,4", "--weight 3,4"),
        ("--format csv --format json", "--json"),
        ("--json --json", "--json"),
        ("-q -q", "-q"),
        ("--precision 2 --precision 9", "--precision 9"),
        ("-o a.json -o -", ""),
    ],
)
def test_of_one_option_given_twice_the_last_counts(run: Callable, twice: str, once: str) -> None:
    assert run(*CE, *twice.split()) == run(*CE, *once.split())
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("-q --json", "--quiet prints the number alone, which contradicts --json\n  leave out --quiet or --json"),
        (
            "--json --format csv",
            "--json is short for --format json, which contradicts --format csv\n  leave out --json or --format csv",
        ),
        ("--explain -q", "--explain has no effect with --quiet\n  leave out --explain or --quiet"),
        ("--json -o x.csv", "--json contradicts --output x.csv\n  leave out --json or --output x.csv"),
        ("--header --no-header", "--header contradicts --no-header\n  leave out --header or --no-header"),
    ],
)
def test_the_messages(run: Callable, words: str, message: str) -> None:
    assert run(*CE, *words.split()).err == f"lossctl ce: {message}\n"


@pytest.mark.parametrize("words", ["-q --json", "--rows 3 -q", "--precision 3 --json", "--format table -o a.json"])
def test_merge_has_the_same_rule(run: Callable, words: str) -> None:
    assert run(*CE, "-o", "part.json").status == 0
    ran = run("merge", "part.json", *words.split())
    assert (ran.status, ran.out, ran.err.count("\n  leave out --")) == (2, "", 1)
