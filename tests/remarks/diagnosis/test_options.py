"""The options of a cause, typed after the command as it was, give the number that the cause says."""

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lossctl.command import cli
from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.option import flag_of
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.candidates import Candidate, candidates
from lossctl.remarks.diagnosis.reproducing_options import NOT_BY_OPTIONS, Reproduced, reproducing
from lossctl.remarks.diagnosis.trials import one_slip, two_slips
from lossctl.remarks.expected import of_text
from lossctl.settings import Settings

SEEDS = range(2)


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x)
    return e / e.sum(axis=1, keepdims=True)


def questions(seed: int) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Losses, arrays and settings that between them allow each option to be the cause."""
    random = np.random.default_rng(seed)
    x, other = random.normal(size=(2, 4, 3)).round(3)
    t, y, p = random.integers(0, 3, 4), random.integers(0, 2, (4, 3)), softmax(other)
    weight, tokens = random.integers(1, 9, 3).astype(float), np.array([[0, *random.integers(0, 3, 2)], [1, 2, 0]])
    yield "ce", {"input": x, "target": t, "weight": weight}, {"label_smoothing": 0.1}
    yield "ce", {"input": softmax(x), "target": t, "sample_weight": random.random(4)}, {"from_": "probs"}
    yield "ce", {"input": x, "target": p}, {"temperature": 3.0}
    yield "ce", {"input": random.normal(size=(2, 3, 3)), "target": tokens}, {"ignore_index": 0}
    yield "ce", {"input": x[:3], "target": t[:3], "weight": weight}, {"dtype": "float32"}
    yield "bce", {"input": softmax(x), "target": y, "weight": weight}, {}
    yield "bce-logits", {"input": x, "target": y, "pos_weight": weight}, {}
    yield "bce-logits", {"input": x[:3], "target": y[:3], "weight": weight}, {"reduction": "sum"}
    yield "kl", {"input": x, "target": p}, {"reduction": "batchmean"}
    yield "kl", {"input": x, "target": other}, {"target_from": "logits", "temperature": 3.0}


def causes(asked: Problem) -> Iterator[tuple[Candidate, Reproduced]]:
    """All numbers of it and of its slips, alone and in pairs, that options reproduce."""
    singles = list(one_slip(asked, 0.0))
    for trial in (*singles, *two_slips(singles[1:], 0.002)):
        for candidate in candidates(trial, asked, map, 0.0):
            if candidate.problem is not None and any(reproduced := reproducing(asked, candidate.problem)):
                yield candidate, reproduced


def words(arrays: dict[str, Any], settings: dict[str, Any], folder: Path) -> list[str]:
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    more = [
        word for name in arrays if name not in ("input", "target") for word in (flag_of(name), f"{folder}/{name}.npy")
    ]
    return [f"{folder}/input.npy", f"{folder}/target.npy", *more,
            *(word for name, value in settings.items() for word in (flag_of(name), str(value)))]  # fmt: skip


def without(command: list[str], flags: tuple[str, ...]) -> list[str]:
    """The command, these flags and the words behind them left out."""
    places = {place for flag in flags for place in (command.index(flag), command.index(flag) + 1)}
    return [word for place, word in enumerate(command) if place not in places]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_options_of_every_cause_give_its_number(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = set()
    for name, arrays, settings in questions(seed):
        asked = Problem(LOSSES[name].load(), arrays, Settings.of(**settings))
        command = words(arrays, settings, tmp_path)
        for candidate, (options, leave_out) in causes(asked):
            kept = without(command, leave_out)
            status = cli.main([name, *kept, *shlex.split(options or ""), "-q"])
            out, err = capsys.readouterr()
            assert status == 0, (candidate.causes, options, err)
            assert float(out) == pytest.approx(candidate.value, rel=1e-12, nan_ok=True), (candidate.causes, options)
            told |= set(candidate.causes)
    assert {"weight left out", "class axis", "softmax twice", "sum", "temperature left out", "not ignored"} <= told


def test_options_behind_the_command_win_over_those_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    question = ["ce", "[[1.5, 0.2], [0.3, 0.9]]", "[0, 1]", "--weight", "1,4"]
    cli.main([*question, "--expect", "0.339248", "--json"])
    found = json.loads(capsys.readouterr().out)["diagnosis"][0]
    assert (found["cause"], found["options"], found["leave_out"]) == ("weight-left-out", None, ["--weight"])
    assert cli.main([*without(question, ("--weight",)), "--expect", "0.339248", "-q"]) == 0


def test_options_are_as_short_as_they_are_exact() -> None:
    bce = LOSSES["bce-logits"].load()
    asked = Problem(
        bce, {"input": np.zeros((2, 3)), "target": np.ones((2, 3)), "pos_weight": np.full(3, 3.0)}, Settings()
    )
    plain = asked.without("pos_weight")
    assert reproducing(asked, plain) == (None, ("--pos-weight",))
    assert reproducing(asked, plain.given(weight=np.full((2, 3), 3.0))) == ("--weight 3", ("--pos-weight",))
    assert reproducing(plain, plain.given(weight=np.array([[0.1 + 0.2, 2, 3]] * 2))) == ("--weight 0.3,2,3", ())
    assert reproducing(plain, plain.given(weight=np.array([[2.0] * 3, [4.0] * 3]))) == ("--weight '[[2],[4]]'", ())
    assert reproducing(plain, plain.given(weight=np.full(3, 1e-20))) == ("--weight 1e-20", ())


@pytest.mark.parametrize("value", ["7", "inf"])
def test_what_cannot_be_typed_has_no_options(value: str) -> None:
    ce = LOSSES["ce"].load()
    asked = Problem(ce, {"input": np.zeros((2, 30)), "target": np.array([0, 1])}, Settings())
    assert reproducing(asked, asked) == NOT_BY_OPTIONS
    assert reproducing(asked, asked.given(input=np.ones((2, 30)))) == NOT_BY_OPTIONS
    assert reproducing(asked, asked.given(weight=np.full(30, float(value)))) == NOT_BY_OPTIONS
    with pytest.raises(InputError):
        of_text("1.6.5")
