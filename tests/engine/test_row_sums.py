"""The losses of rows near the largest float: exact where they can be, infinite where not, and never a warning."""

import math
import sys
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import lossctl
from lossctl.engine.row_sums import row_sum, row_sums
from lossctl.engine.scan import Part
from lossctl.engine.top_losses import TopLosses
from lossctl.sums.tally import Tally

LARGEST = sys.float_info.max
FLOATS = st.sampled_from([0.0, 1.0, -2.5, 1e300, -1e303, LARGEST, -LARGEST, LARGEST / 2, math.inf, -math.inf, math.nan])


def the_sum(row: list[float]) -> float:
    """By the definition: what is not finite decides, else the exact sum, which may be past the largest float."""
    if not all(map(math.isfinite, row)):
        return sum(each for each in row if not math.isfinite(each))
    exact = sum(map(Fraction, row))
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf


@given(st.lists(FLOATS, min_size=1, max_size=5))
def test_a_row_is_summed_exactly(row: list[float]) -> None:
    np.testing.assert_array_equal(row_sum(row), the_sum(row))


@given(st.integers(1, 40).flatmap(lambda width: st.lists(st.lists(FLOATS, min_size=width, max_size=width), min_size=1)))
def test_rows_are_infinite_and_nan_as_their_exact_sums_are(rows: list[list[float]]) -> None:
    of_terms = 1e294  # forty of 1e308, each rounded
    np.testing.assert_allclose(row_sums(np.array(rows)), [the_sum(row) for row in rows], rtol=1e-14, atol=of_terms)


def test_a_kl_near_the_largest_float_is_calculated_without_a_warning() -> None:
    logs = [[-0.5, -0.5, -0.5], [-1.7e308, -1.7e308, 1.7e308], [-1.7e308, -1.7e308, 0.0]]
    result = lossctl.kl(logs, [[0.0, 0.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 0.0]], from_="log-probs", reduction="sum")
    assert result.distribution is not None
    assert result.distribution.max == math.inf
    assert [worst.loss for worst in result.distribution.worst] == [math.inf, 1.7e308, 0.5]


def test_a_row_past_the_largest_float_is_told_of_without_a_warning() -> None:
    result = lossctl.kl([[0.5, 0.5]], [[1e308, 1.7e308]], from_="probs", reduction="sum")
    assert any("with a sum of inf" in note for note in result.notes)


def test_the_worst_samples_near_the_largest_float() -> None:
    losses = np.array([[1e308, -1e308], [LARGEST, LARGEST], [1.0, 2.0], [LARGEST, -1.0], [1.5e308, 1.5e308]])
    worst = TopLosses(4)
    worst.see(Part(0, 5, Tally(), losses))
    assert worst.samples() == (1, 4, 3, 2)
