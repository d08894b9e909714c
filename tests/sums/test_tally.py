"""Tallies add, are neutral when empty, and survive the trip through JSON."""

import json
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossctl.sums.block import Block
from lossctl.sums.exact import UNIT, Exact, exact_sum
from lossctl.sums.tally import Mark, Tally, Terms, tally, weigh

cases = settings(max_examples=100, deadline=None, database=None)
ONE = 1 << UNIT
SUMS = st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=5).map(
    lambda values: exact_sum(np.array(values))
)
MARKS = st.dictionaries(st.sampled_from(["clamped", "masked"]), st.builds(Mark, st.integers(1, 9), st.integers(0, 99)))
TALLIES = st.builds(Tally, SUMS, SUMS, st.integers(0, 99), st.integers(0, 99), MARKS)


def block(n, present=None, sample_weight=None, start=0):
    nothing = np.zeros(n)
    return Block(start, nothing, nothing, None, None, sample_weight, present)


@cases
@given(TALLIES, TALLIES, TALLIES)
def test_adding_has_no_order_and_a_neutral_element(a, b, c):
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + Tally() == a
    assert Tally() + a == a


@cases
@given(TALLIES)
def test_a_state_survives_json_and_pickle(sums):
    assert Tally.from_state(json.loads(json.dumps(sums.state))) == sums
    assert pickle.loads(pickle.dumps(sums)) == sums


def test_a_state_is_in_plain_words():
    sums = Tally(Exact(3 * ONE), Exact(2 * ONE), 2, 1, {"clamped": Mark(1, 4)}, spread=None)
    assert sums.state == {
        "sum": "3p0",
        "denominator": "1p1",
        "count": 2,
        "ignored": 1,
        "marks": {"clamped": [1, 4]},
        "spread": None,
    }


def test_what_comes_after_other_samples_is_marked_further_on():
    assert Tally(marks={"clamped": Mark(2, 4)}).after(10) == Tally(marks={"clamped": Mark(2, 14)})


def test_digests_add_and_a_tally_may_have_none():
    assert (Tally(digest=2**64 - 1) + Tally(digest=3)).digest == 2
    assert (Tally() + Tally(digest=3)).digest == (Tally(digest=3) + Tally()).digest == 3
    assert (Tally() + Tally()).digest is None


def test_marks_add_their_counts_and_keep_the_first_sample():
    one, other = Tally(marks={"clamped": Mark(2, 7)}), Tally(marks={"clamped": Mark(1, 3), "masked": Mark(1, 9)})
    assert (one + other).marks == {"clamped": Mark(3, 3), "masked": Mark(1, 9)}


def test_every_element_counts_by_default():
    sums = tally(Terms(np.array([1.0, 2.0])), block(2))
    assert sums == Tally(Exact(3 * ONE), Exact(2 * ONE), 2, 0, spread=None)


def test_a_row_of_losses_counts_each_of_them():
    terms = Terms(np.arange(6.0).reshape(3, 2))
    present = np.array([True, False, True])
    sums = tally(weigh(terms, block(3, present)), block(3, present))
    assert sums == Tally(Exact(10 * ONE), Exact(4 * ONE), 4, 2, spread=None)


def test_what_is_absent_adds_nothing_even_where_it_is_nan():
    present = np.array([True, False])
    terms = Terms(np.array([2.0, np.nan]), np.array([3.0, np.nan]), {"clamped": np.array([False, True])})
    sums = tally(weigh(terms, block(2, present)), block(2, present))
    assert sums == Tally(Exact(2 * ONE), Exact(3 * ONE), 1, 1, spread=None)


def test_sample_weights_weigh_the_loss_and_its_share():
    weight = np.array([2.0, 0.5])
    weighed = weigh(Terms(np.array([3.0, 4.0]), np.array([1.0, 6.0])), block(2, sample_weight=weight))
    assert weighed.loss.tolist() == [6, 2]
    assert weighed.share.tolist() == [2, 3]


def test_the_first_loss_that_is_not_finite_is_marked_with_its_sample():
    sums = tally(Terms(np.array([1.0, np.inf, np.nan])), block(3, start=10))
    assert sums.marks == {"not finite": Mark(2, 11)}


def test_nothing_divided_by_nothing_is_nan():
    assert math.isnan(Tally().reduced("mean", (0,)))
    assert Tally().reduced("sum", (0,)) == 0


@pytest.mark.parametrize(("reduction", "want"), [("mean", 2.5), ("sum", 30.0), ("batchmean", 7.5)])
def test_the_reductions_divide_by_shares_by_1_and_by_items(reduction, want):
    sums = Tally(Exact(30 * ONE), Exact(12 * ONE), 12)
    assert sums.reduced(reduction, (1, 3)) == want
