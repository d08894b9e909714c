"""e^x by a table: as exact as NumPy's, and the same wherever a number stands."""

import mpmath
import numpy as np
import pytest

from lossctl.losses import exponential
from lossctl.losses.exponential import LOW, MANY, TILE, exp

R = np.random.default_rng(5)
NEAR = -np.abs(R.normal(size=4 * MANY)) * 8
EDGES = np.array([0, -0.0, -5e-324, -(2.0**-12), LOW, np.nextafter(LOW, -100), -745.1, -746, -1e300, -np.inf, np.nan])


@pytest.fixture(autouse=True)
def by_the_table(monkeypatch):
    """Also where NumPy's own would be taken, and without its warnings, as the engine has it."""
    monkeypatch.setattr(exponential, "_has_simd", lambda: False)
    with np.errstate(all="ignore"):
        yield


def of(x):
    return exp(x, np.empty_like(x))


def test_it_is_within_two_units_in_the_last_place():
    x = np.concatenate([NEAR, -R.uniform(0, -LOW, MANY), -(10 ** R.uniform(-18, 1, MANY)), -R.uniform(60, 700, MANY)])
    got = of(x)
    with mpmath.workdps(40):
        off = [
            abs(mpmath.exp(mpmath.mpf(a)) - mpmath.mpf(b)) / np.spacing(b)
            for a, b in zip(x.tolist(), got.tolist(), strict=True)
        ]
    assert max(off) < 1.75


@pytest.mark.parametrize("padded", [0, MANY])
def test_what_the_table_does_not_have_is_numpys(padded):
    x = np.concatenate([EDGES, np.full(padded, -1.5)])
    np.testing.assert_array_equal(of(x)[: len(EDGES)], np.exp(EDGES))


def test_a_numbers_result_depends_on_nothing_else():
    x = np.concatenate([R.choice(EDGES, 3 * MANY), NEAR, R.choice(NEAR, TILE)])
    alone = np.concatenate([of(x[start : start + 7].copy()) for start in range(0, len(x), 7)])
    np.testing.assert_array_equal(of(x), alone)


def test_in_place_and_with_the_classes_first():
    rows = np.asfortranarray(NEAR.reshape(-1, 4))
    got = rows.copy(order="F")
    exp(got, out=got)
    np.testing.assert_array_equal(got.ravel(order="F"), of(rows.ravel(order="F")))


def test_float32_is_numpys():
    x = NEAR.astype(np.float32)
    np.testing.assert_array_equal(of(x), np.exp(x), strict=True)


def test_numpys_own_is_taken_where_it_has_vector_code(monkeypatch):
    monkeypatch.setattr(exponential, "_has_simd", lambda: True)
    np.testing.assert_array_equal(of(NEAR), np.exp(NEAR))
