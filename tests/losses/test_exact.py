"""mpmath as the judge at 60 digits, on extreme input: each loss within 4 units in the last place of float64.

kl's terms cancel by design, so its unit is that of the larger of p · |ln p| and p · |ln q|.
"""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import lossctl

mpmath = pytest.importorskip("mpmath")
mp, mpf = mpmath.mp, mpmath.mpf

ULPS = 4
LARGEST = mpf(np.finfo(float).max)
NORMAL = mpf(2) ** -1022  # a smaller p is itself rounded to a unit of 2^-1074, and that weighs |ln p| times
cases = settings(max_examples=125, deadline=None, database=None)
RANDOM = st.integers(0, 2**32).map(np.random.default_rng)


@pytest.fixture(autouse=True, scope="module")
def sixty_digits():
    with mp.workdps(60):
        yield


def within(got, truths, units=None):
    """Asserts that every number is within ULPS of its truth, or of the unit of a larger term."""
    units = truths if units is None else units
    for value, truth, unit in zip(np.ravel(got), truths, units, strict=True):
        off = abs(mpf(float(value)) - truth) / mpf(math.ulp(float(unit)))
        assert off <= ULPS, f"{float(value)!r} is {mpmath.nstr(off, 4)} units from {mpmath.nstr(truth, 20)}"


def log_softmax(row):
    return [log_p(row, k) for k in range(len(row))]


def log_p(row, k):
    """ln softmax(row)[k] as −ln(1 + Σ exp(other − own)): nothing cancels, so that 60 digits are 60 digits."""
    return -mp.log1p(mp.fsum(mp.exp(mpf(x) - mpf(row[k])) for j, x in enumerate(row) if j != k))


def softplus(x):
    return max(mpf(x), mpf(0)) + mp.log1p(mp.exp(-abs(mpf(x))))


def xlogy(x, y):
    return mpf(0) if x == 0 else mpf(x) * mp.log(y)


def rows(x):
    return [[float(value) for value in row] for row in x]


# Logits that ask for care: huge, tiny, near-equal, far apart, all of them at once.
KINDS = {
    "plain": lambda r, shape: r.standard_normal(shape) * 5,
    "wide": lambda r, shape: r.standard_normal(shape) * 250,
    "tiny": lambda r, shape: r.standard_normal(shape) * 10.0 ** r.integers(-320, -3, shape),
    "near-equal": lambda r, shape: 1 + r.integers(-4, 5, shape) * 2.0**-52,
    "near-equal and large": lambda r, shape: 1e6 + r.integers(-4, 5, shape) * 2.0**-30,
    "offset": lambda r, shape: r.standard_normal(shape) * 30 + 1e5,
    "sure": lambda r, shape: r.standard_normal(shape) - 700 * (r.random(shape) < 0.7),
    "surest": lambda r, shape: r.uniform(-745, -600, shape) + 745 * np.eye(1, shape[-1])[0],
    "huge": lambda r, shape: r.choice([1e308, -1e308, 1.0, 3e307, 0.0], shape),
    "mixed": lambda r, shape: r.standard_normal(shape) * 10.0 ** r.integers(-10, 4, shape),
}
SHAPE = st.tuples(st.integers(1, 4), st.integers(2, 6))
KIND = st.sampled_from(list(KINDS))


@cases
@given(RANDOM, SHAPE, KIND)
@example(np.random.default_rng(30), (1, 2), "plain")  # of probability 0.985: a rounded difference of 4 weighs most
def test_ce_with_indices(r, shape, kind):
    x, t = KINDS[kind](r, shape), r.integers(0, shape[1], shape[0])
    truths = [-log_p(row, k) for row, k in zip(rows(x), t, strict=True)]
    representable = [k for k, truth in enumerate(truths) if truth < LARGEST]
    within(lossctl.ce(x, t, reduction="none").loss[representable], [truths[k] for k in representable])


@cases
@given(RANDOM, SHAPE, KIND)
def test_the_mean_of_ce_with_weights(r, shape, kind):
    x, t, w = KINDS[kind](r, shape), r.integers(0, shape[1], shape[0]), r.uniform(0.1, 9, shape[1])
    plain = [-log_p(row, k) for row, k in zip(rows(x), t, strict=True)]
    losses = [loss * mpf(w[k]) for loss, k in zip(plain, t, strict=True)]
    total, share = mp.fsum(losses), mp.fsum(w[t].tolist())
    heaviest = NORMAL * mpf(w.max())  # a smaller loss is itself rounded to a unit of 2^-1074, and that weighs w times
    if max(*losses, *plain) < LARGEST:  # a loss past float64 is infinite, and so is its mean
        within(lossctl.ce(x, t, weight=w).loss, [total / share], [max(total, heaviest) / share])
        if total < LARGEST:
            within(lossctl.ce(x, t, weight=w, reduction="sum").loss, [total], [max(total, heaviest)])


@cases
@given(RANDOM, SHAPE, KIND.filter(lambda kind: kind != "huge"), st.sampled_from([0.0, 0.1, 1.0]), st.booleans())
def test_ce_with_probabilities_and_smoothing(r, shape, kind, smoothing, soft):
    x, t = KINDS[kind](r, shape), r.dirichlet(np.full(shape[1], 0.5), shape[0])
    if not soft:
        t = r.integers(0, shape[1], shape[0])
    e, classes = mpf(smoothing), shape[1]
    truths = []
    for row, target in zip(rows(x), t, strict=True):
        mixed = [(1 - e) * mpf(target[k] if soft else float(k == target)) + e / classes for k in range(classes)]
        truths.append(-mp.fsum(a * b for a, b in zip(mixed, log_softmax(row), strict=True)))
    within(lossctl.ce(x, t, label_smoothing=smoothing, reduction="none").loss, truths)


@pytest.mark.parametrize("kind", list(KINDS))
def test_ce_of_a_thousand_classes(kind):
    r = np.random.default_rng(7)
    x, t = KINDS[kind](r, (6, 1000)), r.integers(0, 1000, 6)
    t[:3] = np.argmax(x[:3], axis=1)
    truths = [-log_p(row, k) for row, k in zip(rows(x), t, strict=True)]
    representable = [k for k, truth in enumerate(truths) if truth < LARGEST]
    truths = [truths[k] for k in representable]
    units = [max(truth, mpf(2) ** -1015) for truth in truths]  # a thousand subnormal terms, each rounded to 2^-1074
    within(lossctl.ce(x, t, reduction="none").loss[representable], truths, units)


@pytest.mark.parametrize(
    ("x", "truth"),
    [
        ([0.0, -math.log(10) * 30], 1e-30),
        ([0.0, -math.log(10) * 300], 1e-300),
        ([0.0, -744.0], 9.88e-324),
        ([5e-324, -5e-324], math.log(2)),
        ([1e308, -1e308], 0.0),
        ([-1e308, -1e308], math.log(2)),
        ([1e308, 1e308, 1e308], math.log(3)),
        ([1e16, 1e16 + 2], 2 + math.log1p(math.exp(-2))),
    ],
)
def test_ce_of_one_sample_by_hand(x, truth):
    loss = lossctl.ce(x, 0).loss
    assert loss == pytest.approx(truth, rel=1e-13)
    if len(set(x)) > 1:
        within(loss, [-log_p(x, 0)])


@cases
@given(RANDOM, st.sampled_from([1e-300, 5e-324, 1e-30, 2.0**-53, 2.0**-52, 1e-9, 0.5]), st.integers(1, 6))
def test_bce_of_probabilities_next_to_0_and_1(r, small, n):
    p = np.where(r.random(n) < 0.5, small, np.where(r.random(n) < 0.5, 1 - small, r.random(n)))
    y = r.choice([0.0, 1.0, small, 1 - small, 0.3], n)
    w = r.uniform(0.1, 9, n)

    def clamped(log):
        return max(log, mpf(-100))

    losses = [
        -mpf(c) * (mpf(b) * clamped(mp.log(mpf(a))) + (1 - mpf(b)) * clamped(mp.log1p(-mpf(a))))
        for a, b, c in zip(p.tolist(), y.tolist(), w.tolist(), strict=True)
    ]
    within(lossctl.bce(p, y, weight=w, reduction="none").loss, losses)
    within(lossctl.bce(p, y, weight=w).loss, [mp.fsum(losses) / n])
    within(lossctl.bce(p, y, weight=w, reduction="sum").loss, [mp.fsum(losses)])


@cases
@given(RANDOM, SHAPE, KIND, st.booleans())
def test_bce_logits(r, shape, kind, weighed):
    weighed = weighed and kind != "huge"  # where a weight of 9 overflows, a weight of 0.1 does not bring it back
    x, y = KINDS[kind](r, shape).ravel(), r.choice([0.0, 1.0, 0.3, 1e-20], shape).ravel()
    w, c = (r.uniform(0.1, 9, x.size), r.uniform(0.1, 9, x.size)) if weighed else (np.ones(x.size), np.ones(x.size))
    columns = zip(*(each.tolist() for each in (x, y, w, c)), strict=True)
    losses = [mpf(w) * (mpf(c) * mpf(y) * softplus(-x) + (1 - mpf(y)) * softplus(x)) for x, y, w, c in columns]
    given_ = {"weight": w, "pos_weight": c} if weighed else {}
    representable = [k for k, loss in enumerate(losses) if loss < LARGEST]
    truths = [losses[k] for k in representable]
    units = [max(truth, mpf(2) ** -1018) for truth in truths]  # a subnormal's own rounding is weighed too
    within(lossctl.bce_logits(x, y, **given_, reduction="none").loss[representable], truths, units)
    if len(representable) == len(losses):
        mean = mp.fsum(losses) / x.size
        within(lossctl.bce_logits(x, y, **given_).loss, [mean], [max(mean, mpf(2) ** -1018)])


@pytest.mark.parametrize(
    "x", [0.0, 1e-300, -1e-300, 36.7, -36.7, 69.0, -690.0, 700.0, -744.0, 745.0, 1e308, -1e308, 5e-324]
)
@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
def test_bce_logits_of_one_element_by_hand(x, y):
    within(lossctl.bce_logits(x, y).loss, [mpf(y) * softplus(-x) + (1 - mpf(y)) * softplus(x)])


@cases
@given(RANDOM, SHAPE, KIND.filter(lambda kind: kind != "huge"), KIND.filter(lambda kind: kind != "huge"), st.booleans())
def test_kl(r, shape, kind, target_kind, logits):
    x = KINDS[kind](r, shape)
    if logits:
        y = KINDS[target_kind](r, shape)
        ln_p = [value for row in rows(y) for value in log_softmax(row)]
        p = [mp.exp(value) for value in ln_p]
    else:
        y = r.dirichlet(np.full(shape[1], 0.1), shape[0]) * (r.random(shape) < 0.9)
        p = [mpf(value) for value in y.ravel().tolist()]
        ln_p = [mp.log(value) if value else mpf(0) for value in p]
    ln_q = [value for row in rows(x) for value in log_softmax(row)]
    losses = [a * (b - c) for a, b, c in zip(p, ln_p, ln_q, strict=True)]
    sizes = [max(a, NORMAL) * max(abs(b), abs(c)) for a, b, c in zip(p, ln_p, ln_q, strict=True)]
    options = {"target_from": "logits" if logits else "probs"}
    within(lossctl.kl(x, y, reduction="none", **options).loss, losses, sizes)
    within(lossctl.kl(x, y, reduction="sum", **options).loss, [mp.fsum(losses)], [mp.fsum(sizes)])
    within(lossctl.kl(x, y, **options).loss, [mp.fsum(losses) / x.size], [mp.fsum(sizes) / x.size])


@cases
@given(RANDOM, SHAPE, KIND)
def test_ce_of_probabilities_is_minus_their_logarithm(r, shape, kind):
    p = np.exp(-np.abs(KINDS[kind](r, shape)))
    t = r.integers(0, shape[1], shape[0])
    p[np.arange(shape[0]), t] = np.maximum(p[np.arange(shape[0]), t], 5e-324)
    truths = [-mp.log(row[k]) for row, k in zip(rows(p), t, strict=True)]
    within(lossctl.ce(p, t, from_="probs", reduction="none").loss, truths)


@pytest.mark.parametrize("n", [10_000])
def test_the_mean_of_many_losses_is_as_good_as_each(n):
    r = np.random.default_rng(11)
    x = r.standard_normal((n, 2)) * 10.0 ** r.integers(-10, 3, (n, 1))
    losses = [softplus(row[1] - mpf(row[0])) for row in rows(x)]
    within(lossctl.ce(x, np.zeros(n, int)).loss, [mp.fsum(losses) / n])
