"""The spread of samples' losses: the standard error, and how many hit."""

import json
import math
from fractions import Fraction
from statistics import stdev

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossctl.sums.distribution import distribution_of
from lossctl.sums.exact import exact_sum
from lossctl.sums.spread import Spread
from lossctl.sums.tally import Tally

cases = settings(max_examples=100, deadline=None, database=None)
VALUES = st.lists(st.floats(0, 1e6), max_size=20)


def spread(values, hits=0):
    losses = np.array(values, dtype=float)
    with np.errstate(over="ignore", under="ignore"):
        squares = exact_sum(losses * losses)
    return Spread(len(losses), exact_sum(losses), squares, hits, distribution_of(losses))


@cases
@given(VALUES, VALUES, VALUES)
def test_adding_has_no_order_and_a_neutral_element(one, two, three):
    a, b, c = map(spread, (one, two, three))
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + Spread() == Spread() + a == a


@cases
@given(VALUES)
def test_a_state_survives_json(values):
    made = spread(values)
    assert Spread.from_state(json.loads(json.dumps(made.state))) == made


def test_what_is_not_known_of_a_part_is_not_known_of_the_whole():
    part, known = Spread(2, hits=None, squares=None, distribution=None), spread([1.0, 2.0], hits=1)
    for whole in (part + known, known + part, Spread() + part):
        assert whole.hits is whole.squares is whole.distribution is None
        assert whole.stderr is whole.hit_rate is None
    assert (known + known).hit_rate == 0.5
    for whole in (Tally(spread=None) + Tally(spread=known), Tally(spread=known) + Tally(spread=None)):
        assert whole.spread is None


@pytest.mark.parametrize(
    "change", [{"count": 3}, {"hits": 3}, {"hits": -1}, {"squares": "x"}, {"distribution": {"min": 0}}]
)
def test_a_state_that_contradicts_itself_is_refused(change):
    with pytest.raises((ValueError, KeyError)):
        Spread.from_state({**spread([1.0, 2.0]).state, **change})


@cases
@given(st.lists(st.floats(0, 1e6) | st.floats(0, 1e-150) | st.floats(1, 1 + 1e-4), min_size=2, max_size=40))
def test_the_standard_error_is_right_or_left_out(values):
    made = spread(values).stderr
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    variance = sum((value - mean) ** 2 for value in exact) / (len(exact) - 1)
    if made is None:
        assert variance < mean**2 * len(exact) * Fraction(1, 2**32) or max(values) < 1e-150
    else:
        assert Fraction(made) ** 2 * len(exact) == pytest.approx(variance, rel=2.0**-19)


@pytest.mark.parametrize("n", [2, 3, 1000])
def test_the_standard_error_of_random_losses_has_all_its_digits(n):
    losses = np.random.default_rng(n).exponential(2, n)
    assert spread(losses).stderr == pytest.approx(stdev(map(Fraction, losses.tolist())) / math.sqrt(n), rel=1e-13)


@pytest.mark.parametrize("values", [[1, 1 + 1e-9], [1e-200, 2e-200], [5e-324, 1e-323]])
def test_a_standard_error_that_rounding_hides_is_left_out(values):
    assert spread(values).stderr is None


def test_the_standard_error_is_the_one_of_the_textbook():
    values = [0.3, 1.7, 0.2, 0.9]
    assert spread(values).stderr == pytest.approx(stdev(values) / 2, rel=1e-15)


@pytest.mark.parametrize("loss", [0.1, 0.0, 5e-324, 1e-200, 1e150])
def test_equal_losses_have_no_standard_error(loss):
    assert spread([loss] * 1000).stderr == 0


def test_fewer_than_two_losses_have_no_standard_error():
    assert spread([]).stderr is spread([0.1]).stderr is None


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_the_standard_error_of_what_is_not_finite_is_nan(loss):
    assert math.isnan(spread([1.0, loss]).stderr)
