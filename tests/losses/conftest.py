"""What the tests of all losses share: a problem from plain words, and what it means for two numbers to agree."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.settings import Settings


@pytest.fixture(scope="session")
def problem() -> Callable[..., Problem]:
    """`problem("ce", {"input": …, "target": …}, reduction="sum")`."""
    return _problem


@pytest.fixture(scope="session")
def agree() -> Callable[..., None]:
    """Asserts shape, NaN, infinities, and numbers within `tolerance · (|want| + scale)`."""
    return _agree


@pytest.fixture(scope="session")
def same_bits() -> Callable[[Any, Any], bool]:
    """Whether two results are the same to the last bit, NaN being NaN."""
    return _same_bits


@pytest.fixture(scope="session")
def note() -> Callable[[Any, str], str]:
    """The one note of a result that has these words."""
    return _note


@pytest.fixture
def logits() -> list[list[float]]:
    """Two samples of three classes."""
    return [[0.5, 1.0, 0.8], [0.2, 0.4, 0.6]]


@pytest.fixture
def probs() -> list[list[float]]:
    """Two samples of three classes."""
    return [[0.2, 0.3, 0.5], [0.1, 0.5, 0.4]]


def _problem(name: str, arrays: dict[str, Any], **settings: Any) -> Problem:
    given = {key: np.asarray(value) for key, value in arrays.items() if value is not None}
    return Problem(LOSSES[name].load(), given, Settings.of(**settings))


def _note(result: Any, words: str) -> str:
    (found,) = [str(each) for each in result.notes if words in each]
    return found


def _agree(got: Any, want: Any, scale: Any = 0.0, tolerance: float = 1e-12) -> None:
    got, want, scale = (np.asarray(each, dtype=np.float64) for each in (got, want, scale))
    assert got.shape == want.shape
    finite = np.isfinite(want)
    np.testing.assert_array_equal(got[~finite], want[~finite])
    assert np.isfinite(got[finite]).all(), f"{got} is not {want}"
    with np.errstate(invalid="ignore", over="ignore"):  # both may be next to infinity
        off, allowed = np.abs(got - want)[finite], (tolerance * (np.abs(want) + scale))[finite]
    assert (off <= allowed).all(), f"{got} is not {want}: off {off}, allowed {allowed}"


def _same_bits(one: Any, other: Any) -> bool:
    one, other = np.asarray(one), np.asarray(other)
    nan = np.isnan(one) & np.isnan(other)
    return one.shape == other.shape and one.dtype == other.dtype and bool((nan | (one == other)).all())
