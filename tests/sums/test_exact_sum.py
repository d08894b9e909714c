"""Sums are exact, whatever their terms and whatever the order; they are rounded once."""

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lossctl.sums.exact import HUGE, PIECE, UNIT, Exact, exact_sum

cases = settings(max_examples=200, deadline=None, database=None)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
NASTY = st.sampled_from(
    [
        5e-324,
        -5e-324,
        2.0**-1022,
        1.0,
        -1.0,
        1 + 2.0**-52,
        2.0**53,
        1e16,
        HUGE,
        -HUGE,
        1.7976931348623157e308,
        1e308,
        0.0,
        -0.0,
    ]
)
LISTS = st.lists(FINITE | NASTY, max_size=60)
ODD = st.lists(FINITE | st.sampled_from([math.inf, -math.inf, math.nan]), max_size=12)


def fraction(sum_):
    return Fraction(sum_.units, 1 << UNIT)


def exactly(values):
    return sum(map(Fraction, values), Fraction(0))


@cases
@given(LISTS)
def test_a_sum_is_exact(values):
    assert fraction(exact_sum(np.array(values))) == exactly(values)


@cases
@given(LISTS, st.integers(-300, 300))
def test_what_cancels_leaves_nothing(values, shift):
    scaled = [math.ldexp(value, shift) for value in values if abs(value) < 1e200]
    terms = scaled + [-value for value in scaled] + [1e-300]
    random.Random(shift).shuffle(terms)
    assert fraction(exact_sum(np.array(terms))) == Fraction(1e-300)


@cases
@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_and_the_grouping_never_show(values, random_):
    shuffled = random_.sample(values, len(values))
    cut = random_.randint(0, len(values))
    whole = exact_sum(np.array(values))
    assert exact_sum(np.array(shuffled)) == whole
    assert exact_sum(np.array(shuffled[:cut])) + exact_sum(np.array(shuffled[cut:])) == whole


@cases
@given(LISTS)
def test_a_sum_rounds_as_math_fsum(values):
    try:
        want = math.fsum(values)
    except OverflowError:  # fsum gives up where a partial sum overflows, the exact sum does not
        want = nearest(exactly(values), 53, -1074, 1024)
    assert float(exact_sum(np.array(values))) == want


@pytest.mark.parametrize("size", [PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7])
@pytest.mark.parametrize("kind", ["losses", "wide", "subnormal", "just below huge"])
def test_long_sums_are_as_exact_as_short_ones(size, kind):
    r = np.random.default_rng(size)
    values = {
        "losses": r.exponential(size=size),
        "wide": r.standard_normal(size) * 10.0 ** r.integers(-300, 280, size),
        "subnormal": r.integers(-1000, 1000, size) * 5e-324,
        "just below huge": r.choice([np.nextafter(HUGE, 0), -np.nextafter(HUGE, 0), 1.0, 5e-324], size),
    }[kind]
    assert float(exact_sum(values)) == math.fsum(values)
    assert fraction(exact_sum(values)) == exactly(values.tolist())


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("value", [1.0, np.nextafter(1, 0), np.nextafter(HUGE, 0), 5e-324, 2.0**-1022])
def test_a_full_piece_of_one_number_leaves_room_for_its_sum(value, sign):
    assert fraction(exact_sum(np.full(PIECE, sign * value))) == PIECE * Fraction(sign * value)


@pytest.mark.parametrize("smallest", [5e-324, 1e-30, -1e-30, 0.0])
def test_what_needs_many_passes_is_summed_to_the_end(smallest):
    values = np.random.default_rng(3).exponential(size=1000)
    values[7] = smallest
    assert fraction(exact_sum(values)) == exactly(values.tolist())


@cases
@given(ODD)
def test_infinities_and_nan_are_added_as_floats_are(values):
    odd = [value for value in values if not math.isfinite(value)]
    got, want = float(exact_sum(np.array(values))), sum(odd)
    if odd:
        assert got == want or (math.isnan(got) and math.isnan(want))
    else:
        assert math.isfinite(got) or abs(exactly(values)) > Fraction(1.7e308)


def test_nothing_sums_to_0():
    assert exact_sum(np.zeros(0)) == Exact()
    assert float(Exact()) == 0.0


def test_any_layout_and_dtype_is_summed():
    values = np.arange(12.0).reshape(3, 4) / 8
    for array in (values.T, values[:, ::2], values.astype(">f8"), values.astype(np.float32), np.asfortranarray(values)):
        assert fraction(exact_sum(array)) == exactly(array.ravel().tolist())


@cases
@given(st.lists(FINITE | NASTY, min_size=1, max_size=9), st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=9))
def test_a_ratio_is_rounded_once_to_float64(numerator, denominator):
    top, bottom = exact_sum(np.array(numerator)), exact_sum(np.array(denominator))
    want = nearest(exactly(numerator) / exactly(denominator), 53, -1074, 1024)
    assert top.ratio(bottom) == want


@cases
@given(
    st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False) | FINITE, min_size=1, max_size=9),
    st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=9) | st.integers(1, 2**70).map(lambda n: [float(n)]),
)
def test_a_ratio_is_rounded_once_to_float32(numerator, denominator):
    top, bottom = exact_sum(np.array(numerator)), exact_sum(np.array(denominator))
    want = nearest(exactly(numerator) / exactly(denominator), 24, -149, 128)
    assert top.ratio(bottom, "float32") == want


@cases
@given(st.integers(2**23, 2**24 - 1), st.integers(-120, 90), st.sampled_from([-1, 0, 1]), st.integers(54, 120))
def test_a_ratio_next_to_a_float32_tie_is_not_rounded_twice(digits, exponent, side, far):
    """Half way between two float32, and off it by less than a float64 can tell."""
    exact = (Fraction(digits) + Fraction(1, 2) + side * Fraction(1, 2**far)) * Fraction(2) ** exponent
    unit = 1 << UNIT
    top, bottom = Exact(exact.numerator * unit), Exact(exact.denominator * unit)
    assert top.ratio(bottom, "float32") == nearest(exact, 24, -149, 128)


def nearest(exact, bits, smallest, top):
    """The nearest float of so many bits, ties to even, by whole numbers alone."""
    if not exact:
        return 0.0
    size = abs(exact)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    exponent = exponent if size >= Fraction(2) ** exponent else exponent - 1
    unit = Fraction(2) ** max(exponent - bits + 1, smallest)
    rounded = round(size / unit) * unit
    return (1 if exact > 0 else -1) * (math.inf if rounded >= Fraction(2) ** top else float(rounded))


@pytest.mark.parametrize(
    ("top", "bottom", "want"),
    [
        (Exact(), Exact(), math.nan),
        (Exact(5), Exact(), math.inf),
        (Exact(-5), Exact(), -math.inf),
        (Exact(0, math.inf), Exact(1 << UNIT), math.inf),
        (Exact(0, -math.inf), Exact(7), -math.inf),
        (Exact(0, math.nan), Exact(1 << UNIT), math.nan),
        (Exact(0, math.nan), Exact(), math.nan),
        (Exact(0, math.inf), Exact(), math.inf),
        (Exact(1 << UNIT), Exact(0, math.inf), 0.0),
        (Exact(0, math.inf), Exact(0, math.inf), math.nan),
        (Exact(), Exact(0, math.nan), math.nan),
    ],
)
def test_a_ratio_of_odd_sums_is_that_of_floats(top, bottom, want):
    for dtype in ("float64", "float32"):
        assert top.ratio(bottom, dtype) == pytest.approx(want, abs=0, nan_ok=True)


def test_a_sum_past_float64_is_infinite_and_its_mean_is_not():
    values = exact_sum(np.full(4, 1e308))
    assert float(values) == math.inf
    assert values.ratio(exact_sum(np.ones(4))) == 1e308
    assert values.ratio(exact_sum(np.ones(4)), "float32") == math.inf


@cases
@given(LISTS)
def test_a_sum_is_written_and_read_back(values):
    sum_ = exact_sum(np.array(values))
    assert Exact.parse(str(sum_)) == sum_


@pytest.mark.parametrize(
    ("sum_", "text"),
    [
        (Exact(), "0p0"),
        (Exact(1 << UNIT), "1p0"),
        (Exact(-1), "-1p-1074"),
        (Exact(0, math.inf), "inf"),
        (Exact(0, -math.inf), "-inf"),
    ],
)
def test_a_sum_is_written_in_few_signs(sum_, text):
    assert str(sum_) == text
    assert Exact.parse(text) == sum_


def test_nan_is_written_and_read_back():
    assert math.isnan(Exact.parse(str(Exact(0, math.nan))).special)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "p",
        "1p",
        "xp0",
        "1p1p1",
        "infinity",
        "1p-1075",
        "1p1085",
        "1p9999999999",
        "1_0p0",
        "٣p٣",
        "+1p0",
        " 1p0",
        "1p0\n",
    ],
)
def test_what_is_no_sum_is_refused(text):
    with pytest.raises(ValueError, match=r"no exact sum"):
        Exact.parse(text)
