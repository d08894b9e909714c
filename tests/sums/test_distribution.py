"""Distributions add exactly, and their quantiles are near those of the losses themselves."""

import json
import math
import pickle
from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossctl.sums.distribution import CHUNK, QUANTILES, Distribution, Worst, distribution_of, greatest

cases = settings(max_examples=100, deadline=None, database=None)
NEAR = 0.008
NORMAL = 2.0**-1022
HOSTILE = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True, allow_subnormal=True),
    st.sampled_from([0.0, -0.0, 5e-324, -5e-324, NORMAL, math.inf, -math.inf, math.nan, 1.0, math.nextafter(1, 2)]),
)
ANY = st.lists(HOSTILE, max_size=40).map(lambda values: np.array(values, np.float64))
OF_ONE_SIGN = st.lists(st.floats(NORMAL, 1.7e308), min_size=1, max_size=60).map(np.array)


def near_those_of_numpy(losses):
    found = distribution_of(losses).quantiles
    assert list(found) == list(QUANTILES)
    # All at once: NumPy takes other rounding errors of the ranks where it is asked for one quantile.
    wanted = np.quantile(losses, QUANTILES)
    for mine, numpys in zip(found.values(), wanted.tolist(), strict=True):
        assert abs(mine - numpys) <= NEAR * abs(numpys), (mine, numpys)


@pytest.mark.parametrize("n", [1, 2, 3, 10, 1001, 100_000])
@pytest.mark.parametrize("shape", ["exponential", "lognormal", "uniform", "wide", "equal", "below 0"])
def test_quantiles_of_random_losses_are_those_of_numpy(shape, n):
    r = np.random.default_rng(n)
    losses = {
        "exponential": r.exponential(2, n),
        "lognormal": r.lognormal(0, 5, n),
        "uniform": r.random(n) + 1e-9,
        "wide": 10.0 ** r.uniform(-300, 300, n),
        "equal": np.full(n, 1.7),
        "below 0": -r.exponential(2, n),
    }[shape]
    near_those_of_numpy(losses)


@cases
@given(OF_ONE_SIGN, st.sampled_from([1.0, -1.0]))
def test_quantiles_of_hostile_losses_of_one_sign_are_those_of_numpy(losses, sign):
    near_those_of_numpy(sign * losses)


@cases
@given(ANY)
def test_extremes_are_exact_and_bound_the_quantiles(losses):
    found, known = distribution_of(losses), losses[~np.isnan(losses)]
    assert (found.nan, found.count) == (len(losses) - len(known), len(losses))
    if not len(known):
        assert all(map(math.isnan, (found.min, found.max, *found.quantiles.values())))
        return
    assert (found.min, found.max) == (known.min(), known.max())
    quantiles = list(found.quantiles.values())
    assert found.min <= quantiles[0]
    assert quantiles == sorted(quantiles)
    assert quantiles[-1] <= found.max


@cases
@given(ANY, ANY, ANY)
def test_adding_has_no_order_and_a_neutral_element(one, two, three):
    a, b, c = map(distribution_of, (one, two, three))
    assert a + b == b + a
    assert (a + b) + c == a + (b + c) == distribution_of(np.concatenate([one, two, three]))
    assert a + Distribution() == Distribution() + a == a


@cases
@given(ANY)
def test_a_state_survives_json_and_pickle(losses):
    found = distribution_of(losses)
    assert Distribution.from_state(json.loads(json.dumps(found.state))) == found
    assert pickle.loads(pickle.dumps(found)) == found


def test_a_state_is_in_plain_words():
    assert distribution_of(np.array([1.0, 1.01, -2.0, math.nan])).state == {
        "min": -2.0,
        "max": 1.01,
        "nan": 1,
        "buckets": [[-(1024 << 6) - 1, 1], [1023 << 6, 2]],
    }


@pytest.mark.parametrize(
    "buckets", [[[3, 1], [3, 1]], [[3, 1], [2, 1]], [[3, 0]], [[3, -1]], [[1 << 20, 1]], [[3]], [[3, "x"]]]
)
def test_a_state_that_no_losses_have_is_refused(buckets):
    with pytest.raises(ValueError):  # noqa: PT011 - the reader words it
        Distribution.from_state({"min": 0, "max": 1, "nan": 0, "buckets": buckets})


def quantile(losses, q):
    return distribution_of(np.array(losses)).quantiles[q]


def test_beside_an_infinity_a_quantile_is_the_lower_neighbour():
    losses = [1.0, 2.0, 3.0, math.inf, math.inf]
    assert quantile(losses, 0.5) == pytest.approx(3, rel=NEAR)
    assert quantile([1.0, 1.0, math.inf, math.inf], 0.5) == pytest.approx(1, rel=NEAR)
    assert quantile(losses, 0.75) == quantile(losses, 0.999) == math.inf
    assert quantile([-math.inf, -math.inf, 5.0], 0.75) == -math.inf


def test_losses_of_0_are_0_and_have_no_sign():
    found = distribution_of(np.array([0.0, -0.0, 0.0, 1.0]))
    assert [repr(found.quantiles[q]) for q in (0.001, 0.25, 0.5)] == ["0.0"] * 3
    assert repr(distribution_of(np.array([-0.0])).min) == repr(distribution_of(np.array([-0.0])).max) == "0.0"


def test_subnormal_losses_are_near_in_units_of_the_smallest_normal_number():
    losses = np.array([5e-324, 1e-310, 1e-308, 2e-308])
    off = np.array(list(distribution_of(losses).quantiles.values())) - np.quantile(losses, QUANTILES)
    assert np.abs(off).max() <= NEAR * NORMAL


@cases
@given(st.lists(st.sampled_from([1.0, 2.0, 3.0, math.nan, math.inf, -math.inf]), max_size=5), st.integers(0, 4))
def test_the_greatest_are_nan_then_the_largest_and_the_earlier_of_equal_ones(values, count):
    keys = [(not math.isnan(value), 0 if math.isnan(value) else -value) for value in values]
    order = sorted(range(len(values)), key=keys.__getitem__)
    assert greatest(np.array(values), count).tolist() == order[:count]


@pytest.mark.parametrize("n", [3 * CHUNK, 4 * CHUNK, 4 * CHUNK + 1, 10_007])
@pytest.mark.parametrize("different", [1, 2, 100, 10**9])
def test_the_greatest_of_many_are_those_of_a_sort(n, different):
    losses = np.random.default_rng(n).integers(0, different, n).astype(float)
    losses[::97] = np.nan if different == 100 else losses[::97]
    order = np.lexsort((np.arange(n), np.where(np.isnan(losses), 0, -losses), ~np.isnan(losses)))
    assert greatest(losses).tolist() == order[:3].tolist()


def test_the_worst_are_three_with_ties_by_the_lowest_index():
    parts = [Distribution(worst=(Worst(loss, (place,)),)) for place, loss in enumerate([2.0, 3.0, 2.0, math.nan, 3.0])]
    for order in (parts, parts[::-1]):
        assert [(repr(each.loss), each.index) for each in reduce(add, order).worst] == [
            ("nan", (3,)),
            ("3.0", (1,)),
            ("3.0", (4,)),
        ]
