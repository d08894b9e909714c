"""Laws of what a diagnosis says: no sentence twice, no printed number twice, at most four causes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lossctl
from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.candidates import Candidate
from lossctl.remarks.diagnosis.search import MOST, _best, _cause, _number
from lossctl.result import Cause
from lossctl.settings import Settings

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text())["cases"]
THREADS = [
    json.loads(line) | {"loss": path.stem}
    for path in sorted((Path(__file__).parent / "threads").glob("*.jsonl"))
    for line in path.read_text().splitlines()[::5]
]
ASKED = Problem(LOSSES["ce"].load(), {"input": np.eye(2), "target": np.array([0, 1])}, Settings())


def causes(loss: str, arrays: list[Any], options: dict[str, Any], expect: Any) -> tuple[Cause, ...]:
    verdict = getattr(lossctl, loss.replace("-", "_"))(*arrays, expect=expect, **options).verdict
    return tuple(verdict.diagnosis)


def holds(found: tuple[Cause, ...]) -> None:
    numbers = [_number(each.value) for each in found if not np.ndim(each.value)]
    assert len(found) <= MOST
    assert len({each.sentence for each in found}) == len(found), found
    assert len(set(numbers)) == len(numbers), found
    for each in found:
        parts = each.sentence.split(": ", 1)[-1].split("; or, as likely, ")
        assert len(set(parts)) == len(parts) <= 2, each.sentence


@pytest.mark.parametrize("name", RECORDED)
def test_of_recorded_numbers(name: str) -> None:
    case = RECORDED[name]
    holds(causes(case["loss"], [case["input"], case["target"]], case["options"], case["value"]))


@pytest.mark.parametrize("case", THREADS, ids=[case["id"] for case in THREADS])
def test_of_numbers_of_threads(case: dict[str, Any]) -> None:
    holds(causes(case["loss"], [case["input"], case["target"]], case.get("options", {}), case["value"]))


def regular(random: np.random.Generator) -> Iterator[tuple[str, list[Any], dict[str, Any]]]:
    """Data of which many causes give one number: one sample, as many samples as classes, equal batches and weights."""
    x = random.normal(size=(4, 4)).round(2)
    t, y = np.arange(4), np.eye(4, dtype=int)
    probs = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    yield "ce", [x, t], {}
    yield "ce", [x, t], {"weight": [2, 2, 2, 2]}
    yield "ce", [x[:1], t[:1]], {"reduction": "sum"}
    yield "ce", [probs, y], {"from_": "probs"}
    yield "bce_logits", [x, y], {}
    yield "bce", [probs, y], {"reduction": "sum"}
    yield "kl", [probs, probs[::-1]], {"from_": "probs", "reduction": "batchmean"}
    yield "kl", [probs[0], probs[1]], {"from_": "probs", "reduction": "sum"}


@pytest.mark.parametrize("digits", [2, 3, 5])
def test_of_sums_and_means_of_regular_data(digits: int) -> None:
    for loss, arrays, options in regular(np.random.default_rng(digits)):
        value = float(getattr(lossctl, loss)(*arrays, **options))
        for changed in (value * 4, value / 4, value / 16, value / 2, -value, value / np.log(2)):
            holds(causes(loss, arrays, options, f"{changed:#.{digits}g}"))


CANDIDATES = st.builds(
    Candidate,
    st.sampled_from([0.3, 0.28, 0.05]),
    st.lists(st.sampled_from(["one", "two", "three"]), max_size=2).map(tuple),
    st.sampled_from([0.5, 0.5 + 1e-15, 0.5 + 1e-9, 0.25, float("nan"), float("inf"), 1e-9]),
    st.sampled_from(["Σ l", "1 / 2"]),
    st.sampled_from([("was summed",), ("was halved",), ("was summed", "was halved")]),
    st.none(),
    st.booleans(),
)


@given(st.lists(CANDIDATES, max_size=9))
def test_of_any_candidates(found: list[Candidate]) -> None:
    holds(tuple(_cause(alike, ASKED) for alike in _best(found)))


def test_two_that_are_as_likely_are_said_in_one_sentence() -> None:
    """Of a single distribution KL's mean over the batch is its mean over the classes."""
    found = causes("kl", [[0.7, 0.2, 0.1], [0.25, 0.6, 0.15]], {"from_": "probs", "reduction": "sum"}, "0.154194")
    assert [each.cause for each in found] == ["batchmean"]
    batch = "divided by the classes, 3, which batchmean takes for the batch; sum does not divide"
    mean = "the mean was taken, divided by 3"
    sentence = f"0.462582 / 3 = 0.154194: {batch}; or, as likely, {mean}; sum does not divide"
    assert found[0].sentence == sentence


def found(frequency: float, *causes: str, value: float = 0.5, rounded: bool = False) -> Candidate:
    return Candidate(frequency, causes, value, "Σ l", causes, None, rounded)


@pytest.mark.parametrize(
    ("commonest", "other"),
    [
        (found(0.1, "mean", "times T²"), [found(0.05, "times T"), found(0.02, "ε", "times T", value=0.500001)]),
        (found(0.1, "smoothing"), [found(0.01, "one-hot column", value=0.500001)]),
        (found(0.01, "smoothing"), [found(0.05, "rounded", value=0.500001, rounded=True)]),
    ],
    ids=["one of two causes gives the number", "a much rarer cause", "rounding"],
)
def test_what_only_adds_to_a_cause_is_left_out(commonest: Candidate, other: list[Candidate]) -> None:
    assert [[each.causes for each in alike] for alike in _best([commonest, *other])] == [[commonest.causes]]


@pytest.mark.parametrize("name", ["softmax", "a sigmoid"])
def test_beside_another_loss_nothing_is_said_of_the_one_asked(name: str) -> None:
    x, target = np.array([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5], [1.2, -0.4, 0.9], [-0.3, 0.8, 0.1]]), [0, 1, 2, 1]
    e = np.exp(x)
    given = e / e.sum(axis=1, keepdims=True) if name == "softmax" else 1 / (1 + np.exp(-x))
    value = (np.log1p(np.exp(given)) - np.eye(3)[target] * given).mean()
    verdict = lossctl.ce(x, target, expect=f"{value:.6f}").verdict
    assert verdict is not None
    assert f"{name} was applied to the input; and binary cross entropy" in verdict.diagnosis[0].sentence
