"""A digest tells data apart, and never how they were cut into blocks."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lossctl.engine.scan import scan
from lossctl.engine.threads import threads
from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.settings import Settings
from lossctl.solve import Calculation
from lossctl.sums.digest import of_array
from lossctl.sums.tally import Tally

RNG = np.random.default_rng(0)
X, T = RNG.normal(size=(50, 4)), RNG.integers(0, 4, 50)
P, S = RNG.random((50, 4)), RNG.random(50)
ARRAYS = {"ce": (X, T), "bce": (P, P), "bce-logits": (X, P), "kl": (X, P)}


def problem(name: str, input: Any, target: Any, **given: Any) -> Problem:
    arrays = {each: given.pop(each) for each in ("weight", "sample_weight", "pos_weight") if each in given}
    arrays |= {"input": np.asarray(input), "target": np.asarray(target)}
    return Problem(LOSSES[name].load(), arrays, Settings.of(**given))


def digest(name: str, input: Any, target: Any, **given: Any) -> int | None:
    return Calculation(problem(name, input, target, **given), digested=True).run().tally.digest


@pytest.mark.parametrize("name", ARRAYS)
def test_neither_blocks_nor_threads_show(name: str) -> None:
    prepared = problem(name, *ARRAYS[name], sample_weight=S).prepared()
    whole = digest(name, *ARRAYS[name], sample_weight=S)
    for numbers in (1, 7, 64):
        parts = scan(prepared, threads(3), numbers=numbers, digested=True)
        assert sum((part.tally for part in parts), Tally()).digest == whole


@pytest.mark.parametrize("name", ARRAYS)
def test_where_the_numbers_lie_does_not_show(name: str) -> None:
    x, t = ARRAYS[name]
    assert digest(name, np.asfortranarray(x), t) == digest(name, x.tolist(), t.tolist()) == digest(name, x, t)


def other(array: np.ndarray, index: Any) -> np.ndarray:
    changed = array.copy()
    changed[index] = 1 - changed[index] if array.dtype.kind == "f" else (changed[index] + 1) % 4
    return changed


@pytest.mark.parametrize("name", ARRAYS)
def test_one_other_number_shows(name: str) -> None:
    x, t = ARRAYS[name]
    same = digest(name, x, t)
    assert same != digest(name, other(x, (17, 2)), t)
    assert same != digest(name, x, other(t, (17,) if t.ndim == 1 else (17, 2)))
    assert same != digest(name, x, t, sample_weight=S) != digest(name, x, t, sample_weight=other(S, 3))


@pytest.mark.parametrize("name", ["bce", "bce-logits"])
def test_weights_of_elements_are_data(name: str) -> None:
    for weight in LOSSES[name].own_options[:-1]:
        assert len({digest(name, *ARRAYS[name], **{weight: w}) for w in (P, other(P, (3, 1)), np.ones(4))}) == 3


def test_the_order_of_samples_and_of_classes_shows() -> None:
    assert len({digest("kl", X, P), digest("kl", X[::-1], P[::-1]), digest("kl", X[:, ::-1], P[:, ::-1])}) == 3


def test_small_whole_numbers_are_told_apart() -> None:
    """Their last 50 bits are 0: what is made of these alone would be alike for many."""
    rows = [[a, b, c, d] for a in range(8) for b in range(8) for c in range(8) for d in range(8)]
    assert len({digest("ce", np.array([row], float), [0]) for row in rows[::3]}) == len(rows[::3])
    assert (
        len({digest("bce-logits", np.array([a, b], float), [0.0, 1.0]) for a in range(50) for b in range(50)}) == 2500
    )


def test_what_is_ignored_does_not_show() -> None:
    targets = np.where(np.arange(50) == 7, -100, T)
    assert digest("ce", X, targets) == digest("ce", other(X, 7), targets) != digest("ce", X, T)


def test_it_is_taken_only_where_it_is_asked_for(run_state: Callable[[bool], Any]) -> None:
    assert run_state(False)["inputs"] == []
    assert [each.split("-")[0] for each in run_state(True)["inputs"]] == ["50x4"]


@pytest.fixture
def run_state() -> Callable[[bool], Any]:
    return lambda digested: Calculation(problem("ce", X, T), digested=digested).run().state


def test_an_options_array_is_known_by_its_numbers_and_shape() -> None:
    assert of_array(np.array([1, 2, 3])) == of_array(np.array([[1.0, 2.0, 3.0]]))
    different = ([1, 2, 3], [1, 3, 2], [1, 2], [[1], [2], [3]], 1, [0.0] * 11, [0.0])
    assert len({of_array(np.array(each)) for each in different}) == len(different)
