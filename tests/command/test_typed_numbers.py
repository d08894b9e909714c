"""Numbers as people write them elsewhere: what is wrong is told with the word to type, and that word works."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lossctl
from lossctl.option import with_point

X, T = "[[2,0.5],[0.2,2]]", "0,1"
PRINTED = "it takes a number as it was printed: --expect 1.6557"
NEITHER = "is neither a number nor a file"
ONE = "an array of shape (2,) is expected, and the loss is one number"
POINT = "a comma stands between two numbers; within one write a point: 0.5"


@pytest.mark.parametrize(
    ("word", "problem", "remedy"),
    [
        ("1,9799", ONE, "a decimal comma? --expect 1.9799"),
        ("-0,22", ONE, "a decimal comma? --expect -0.22"),
        ("1.979,25", ONE, "a decimal comma? --expect 1979.25"),
        ("1.2 1.3", ONE, "--reduction none compares each loss"),
        ("abc", f"'abc' {NEITHER}", PRINTED),
        ("1_0", f"'1_0' {NEITHER}", PRINTED),
        ("1.5e", f"'1.5e' {NEITHER}", PRINTED),
        ("1.2.3", f"'1.2.3' {NEITHER}", PRINTED),
        ("loss=1.25", f"'loss=1.25' {NEITHER}", "the number alone: --expect 1.25"),
        ("≈1.25", f"'≈1.25' {NEITHER}", "the number alone: --expect 1.25"),
        ("1.25%", f"'1.25%' {NEITHER}", "the number alone: --expect 1.25"),
        ("1 of 3", f"'1 of 3' {NEITHER}", PRINTED),
    ],
)
def test_what_is_expected_and_is_no_number(run: Callable, word: str, problem: str, remedy: str) -> None:
    ran = run("ce", X, T, "--expect", word)
    assert (ran.status, ran.out, ran.err) == (2, "", f"lossctl ce: --expect: {problem}\n  {remedy}\n")
    if typed := re.search(r"--expect (\S+)$", remedy):
        assert run("ce", X, T, "--expect", typed[1]).status == 1  # a number that is not the loss


def test_a_file_that_is_not_there_is_called_so(run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("losses").write_text("0.2 0.1")
    np.save("losses.npy", [0.201413278, 0.152977611])
    assert run("ce", X, T, "--expect", "loses.npy").err == (
        "lossctl ce: loses.npy: no such file\n  did you mean losses.npy?\n"
    )
    assert (
        run("ce", X, T, "--expect", "loses").err == f"lossctl ce: --expect: 'loses' {NEITHER}\n  did you mean losses?\n"
    )
    assert run("ce", X, T, "--expect", "losses.npy", "--reduction", "none").status == 0


def test_python_is_told_in_its_own_words() -> None:
    for word, told in {
        "1,9799": f"expect: {ONE}\n  a decimal comma? expect=1.9799",
        "abc": f"expect: 'abc' {NEITHER}\n  it takes a number as it was printed: expect=1.6557",
        "loss: 1.25": f"expect: 'loss: 1.25' {NEITHER}\n  the number alone: expect=1.25",
    }.items():
        with pytest.raises(lossctl.InputError) as caught:
            lossctl.ce([[2, 1]], [0], expect=word)
        assert str(caught.value) == told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("--label-smoothing 0,1", "is not a number\n  write --label-smoothing 0.1"),
        ("--temperature 0,5", "is not a number\n  write --temperature 0.5"),
        ("--temperature 1_000", "is not a number\n  write --temperature 1000"),
        ("--temperature 1.2.3", "is not a number"),
        ("--temperature in_f", "is not a number"),
        ("--precision 1_0", "is not a whole number\n  write --precision 10"),
        ("--ignore-index 1.0", "is not a whole number\n  write --ignore-index 1"),
        ("--ignore-index -1e2", "is not a whole number\n  write --ignore-index -100"),
        ("--ignore-index 1.5", "is not a whole number"),
        ("--ignore-index 1,0", "is not a whole number"),
        ("--rows -1", "is less than 0\n  all shows every sample, 0 none of them"),
        ("--rows 1.5", "is neither a whole number nor all"),
        ("--threads -1", "is less than 1\n  without it, every core is used"),
    ],
)
def test_values_of_options(run: Callable, typed: str, told: str) -> None:
    ran = run("ce", X, T, *typed.split())
    assert (ran.status, ran.out, ran.err) == (2, "", f"lossctl ce: {typed} {told}\n")
    if remedy := re.search("write (.*)", told):
        assert run("ce", X, T, *remedy[1].split()).status == 0


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "ce [[1,2,3],[3,2,1]] 0,1 --weight 0,5,0,3,1,2",
            "shape (6,) does not fit: it must be (3,), one number per class",
        ),
        ("ce [[1,2],[3,2]] 0,1 --sample-weight 0,5,1,5", "shape (4,) does not fit: it must be (2,), one per sample"),
        ("bce-logits [[1,2,3]] [[0,1,1]] --pos-weight 2,5", "shape (2,) does not broadcast over the input's, (1, 3)"),
        ("bce-logits 1,2,3 0,1,1 --pos-weight 2,5,1,5,1,0", "shape (6,) does not broadcast over the input's, (3,)"),
    ],
)
def test_weights_with_decimal_commas(run: Callable, line: str, problem: str) -> None:
    ran = run(*line.split())
    assert (ran.status, ran.err.splitlines()[0]) == (2, f"lossctl {line.split()[0]}: {line.split()[3]}: {problem}")
    assert ran.err.endswith(f"{POINT}\n")


def test_probabilities_with_decimal_commas(run: Callable) -> None:
    told = "TARGET: shape () does not fit the input's, (2,): they must be equal"
    assert run("bce", "0,5", "1").err == f"lossctl bce: {told}\n  {POINT}\n"
    assert run("bce", "0,1", "1").err != f"lossctl bce: {told}\n  {POINT}\n"  # two probabilities


def test_fractions_and_other_lengths_have_no_decimal_commas(run: Callable) -> None:
    for weights in ("0.5,0,3,1,2,1", "1,2,3,4,5"):
        assert "point" not in run("ce", "[[1,2,3]]", "0", "--weight", weights).err


@given(st.decimals(-(10**6), 10**6, places=4))
def test_a_decimal_comma_is_read_as_a_point(number: object) -> None:
    assert with_point(str(number).replace(".", ",")) == str(number)


@pytest.mark.parametrize("word", ["1,2,3", "1.5", "1,", ",5", "a,5", "1.23,5", "", "1,5e3", "٣,٣"])
def test_what_has_no_decimal_comma(word: str) -> None:
    assert with_point(word) == ""
