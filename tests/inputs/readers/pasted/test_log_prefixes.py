"""Logs whose messages show arrays: what the logger writes before each line is passed over."""

from collections.abc import Callable

import numpy as np
import pytest

from lossctl.inputs import Given
from lossctl.inputs.readers.pasted.lines.log_prefixes import without_log_prefixes

PREFIXES = (
    "[2026-11-27 10:00:0{}] INFO ",
    "2026-11-27 10:00:0{},123 - INFO - ",
    "2026-11-27 10:00:0{},123 - trainer - INFO - ",
    "2026-11-27 10:00:0{},123 trainer INFO: ",
    "2026-11-27T10:00:0{}.123456Z ",
    "INFO:root:",
    "WARNING: ",
    "2026-11-27 10:00:0{}.123 | INFO     | __main__:<module>:{} - ",
    "[11/27/26 10:00:0{}] ",
    "10:00:0{} ",
    "(Worker pid=123, ip=10.0.0.1) ",
    "[rank0]: ",
    "[default0]:",
    "[rank0]:2026-11-27 10:00:0{} INFO ",
    "I1127 10:00:00.12345{} 140 run.py:12] ",
)


def log(prefix: str, *messages: str) -> str:
    return "".join(f"{prefix.format(i, i)}{message}\n" for i, message in enumerate(messages))


@pytest.mark.parametrize("prefix", PREFIXES)
def test_named_arrays(given: Callable[..., Given], losses: Callable[[str], list[str]], prefix: str) -> None:
    messages = ("logits: tensor([[2.0, 0.5], [1.0, 1.5]])", "labels: tensor([0, 1])", "loss: 0.3377")
    found = given(log(prefix, *messages))
    np.testing.assert_array_equal(found.arrays["input"], [[2.0, 0.5], [1.0, 1.5]])
    np.testing.assert_array_equal(found.arrays["target"], [0, 1])
    assert losses(log(prefix, *messages)) == ["loss 0.3377"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_samples_one_a_line(given: Callable[..., Given], prefix: str) -> None:
    rows = ([2.0, 0.5], [1.0, 1.5], [0.25, 0.75])
    found = given(log(prefix, *(f"sample {i} logits={row} label={i % 2}" for i, row in enumerate(rows))))
    np.testing.assert_array_equal(found.arrays["input"], rows)
    np.testing.assert_array_equal(found.arrays["target"], [0, 1, 0])


def test_an_array_over_several_lines(given: Callable[..., Given]) -> None:
    for break_ in ("\n        ", "\n[rank0]:         "):
        found = given(f"[rank0]: logits: tensor([[2.0, 0.5],{break_}[1.0, 1.5]])\n[rank0]: labels: tensor([0, 1])\n")
        np.testing.assert_array_equal(found.arrays["input"], [[2.0, 0.5], [1.0, 1.5]])


@pytest.mark.parametrize(
    "text",
    [
        "10:00:00,0.5,1.5\n10:00:01,0.5,2.5\n",
        "2026-11-27 10:00:00,0.5,1.5,0\n2026-11-27 10:00:01,0.5,2.5,1\n",
        "2026-11-27 10:00:00 0.5 1.5 0\n2026-11-27 10:00:01 0.5 2.5 1\n",
        "[0]: 0.5\n[1]: 0.25\n",
        "INFO: logits = [0.5, 1.5]\nlabel: 1\n",
        pytest.param(2 * f"{60 * '10:00:00 '}1\n", id="a line that could be cut in many ways"),
    ],
)
def test_what_is_no_log_stays(text: str) -> None:
    assert without_log_prefixes(text) == text


def test_errors_keep_their_places(error: Callable[[str], str]) -> None:
    said = error("10:00:00 logits: [[2.0, 0.5], [1.0, x]]\n10:00:01 labels: [0, 1]\n")
    assert said.startswith(", line 1, character 37: ")
