"""A random number gets no diagnosis: the fewer, the more digits it has, over all losses and options.

The limits are 0.5 % at four digits, 0.2 % at five and none at six; a sample here shows them only roughly. By hand, for
thousands: `python tests/remarks/diagnosis/test_rate.py 200`.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import lossctl
from lossctl.remarks.verdict import Verdict

Question = tuple[str, list[Any], dict[str, Any]]


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x)
    return e / e.sum(axis=1, keepdims=True)


def questions(random: np.random.Generator) -> Iterator[Question]:
    """One of each loss and kind of options, of a few samples and classes."""
    n, c = int(random.integers(2, 9)), int(random.integers(2, 6))
    x, other = (random.standard_normal((2, n, c)) * 2).round(int(random.integers(1, 5)))
    t, y, p = random.integers(0, c, n), random.integers(0, 2, (n, c)), softmax(other)
    sequences, tokens = random.standard_normal((2, c, 4)).round(3), random.integers(0, c, (2, 4))
    yield "ce", [x, t], {}
    yield "ce", [x, t], {"weight": random.integers(1, 10, c)}
    yield "ce", [softmax(x), t], {"from_": "probs"}
    yield "ce", [x, t], {"label_smoothing": 0.1}
    yield "ce", [x, np.where(np.arange(n) == 0, -100, t)], {}
    yield "ce", [sequences, tokens], {}
    yield "ce", [x, p], {}
    yield "bce", [random.random((n, c)).round(3), y], {}
    yield "bce_logits", [x, y], {}
    yield "bce_logits", [x, y], {"pos_weight": random.integers(1, 5, c)}
    yield "kl", [x, p], {"reduction": "batchmean"}
    yield "kl", [x, other], {"target_from": "logits", "temperature": 2.0}
    yield "kl", [softmax(x), p], {"from_": "probs"}


def asked(question: Question, expect: str) -> Verdict:
    name, arrays, options = question
    return getattr(lossctl, name)(*arrays, expect=expect, **options).verdict


def diagnosed(seed: int, rounds: int, digits: int) -> Iterator[str]:
    """The first cause of each random number, half to twice the loss, or nothing; numbers that match are left out."""
    random = np.random.default_rng(seed)
    for _ in range(rounds):
        for question in questions(random):
            name, arrays, options = question
            loss = float(getattr(lossctl, name)(*arrays, **options))
            verdict = asked(question, f"{loss * np.exp(random.uniform(-np.log(2), np.log(2))):#.{digits}g}")
            if not verdict.matches:
                yield verdict.diagnosis[0].cause if verdict.diagnosis else ""


@pytest.mark.parametrize(("digits", "most"), [(4, 1), (5, 1), (6, 0)])
def test_hardly_a_random_number_gets_a_diagnosis(digits: int, most: int) -> None:
    found = Counter(diagnosed(seed=4, rounds=10, digits=digits))
    total = found.total()
    false = total - found.pop("", 0)
    assert total > 120
    assert false <= most, f"{false} of {total} random numbers were diagnosed: {dict(found)}"


if __name__ == "__main__":
    for digits in (4, 5, 6, 7):
        found = Counter(diagnosed(seed=0, rounds=int(sys.argv[1]), digits=digits))
        total, nothing = found.total(), found.pop("", 0)
        print(f"{digits} digits: {total - nothing} of {total}, {1 - nothing / total:.2%}: {found.most_common()}")
