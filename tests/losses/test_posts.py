"""The numbers of the four posts: float64 to 1e-12 of the true value, float32 within 2 units of the float32 they print.

The true values are mpmath's, at 40 digits, on the decimals as the posts print them.
"""

import json

import numpy as np
import pytest

import lossctl

mpmath = pytest.importorskip("mpmath")
mp = mpmath.mp

X1 = (
    "[[-0.6314,0.6876,0.8655,-1.8212,0.0963],[-0.5437,0.2778,-0.1662,-0.0784,-0.6565],"
    "[-0.1164,0.3882,0.2487,-0.5318,0.3943]]"
)
X2 = "[[0.5,1.0,0.8],[0.2,0.4,0.6]]"
Y2 = "[[0,1,0],[0,0,1]]"
W2 = "[[0.1,0.9,0.1],[0.1,0.1,0.9]]"
S2 = "[[0.6225,0.7311,0.6900],[0.5498,0.5987,0.6457]]"
Z2 = "[[5,1,8],[2,4,6]]"
Q2 = "[[0.3,0.4,0.3],[0.1,0.5,0.4]]"
X3 = "[[2.0,0.5,0.3],[0.2,2.0,0.5]]"
X4 = "[[0.2150,-0.1513,-0.1051],[-0.7047,-0.9339,0.2430],[-0.9102,-0.4769,-0.1792],[0.2268,1.9147,1.8868]]"


def exact(text):
    """Nested lists of exact decimals."""
    return json.loads(text, parse_float=mpmath.mpf, parse_int=mpmath.mpf)


def flat(text):
    return [value for row in exact(text) for value in row]


def log_softmax(row):
    return [value - mp.log(mp.fsum(map(mp.exp, row))) for value in row]


def ce(x, t, w=None):
    weights = [mpmath.mpf((w or [1] * 99)[k]) for k in t]
    losses = [-log_softmax(row)[k] for row, k in zip(exact(x), t, strict=True)]
    return mp.fsum(a * b for a, b in zip(weights, losses, strict=True)) / mp.fsum(weights)


def bce(p, y, w=None):
    p, y, w = p if isinstance(p, list) else flat(p), flat(y), flat(w) if w else [1] * 6
    log = [max(mp.log(a) if b else mp.log1p(-a), -100) for a, b in zip(p, y, strict=True)]
    return -mp.fsum(a * b for a, b in zip(w, log, strict=True)) / 6


def bce_logits(x, y):
    return bce([1 / (1 + mp.exp(-value)) for value in flat(x)], y)


def kl(x, y, divisor):
    log_q = [value for row in exact(x) for value in log_softmax(row)]
    return mp.fsum(p * (mp.log(p) - q) for p, q in zip(flat(y), log_q, strict=True)) / divisor


# Loss, input, target, options, the true value, and what the post prints or posts.md gives.
ROWS = {
    "1": ("ce", X1, "[1,0,0]", {}, lambda: ce(X1, [1, 0, 0]), "1.6557"),
    "2 bce": ("bce", X2, Y2, {}, lambda: bce(X2, Y2), "0.5912299752235413"),
    "2 weighted": ("bce", X2, Y2, {"weight": W2}, lambda: bce(X2, Y2, W2), "0.12723307311534882"),
    "2 bce-logits": ("bce_logits", X2, Y2, {}, lambda: bce_logits(X2, Y2), "0.7678468823432922"),
    "2 sigmoid": ("bce", S2, Y2, {}, lambda: bce(S2, Y2), "0.7678"),
    "2 large": ("bce_logits", Z2, Y2, {}, lambda: bce_logits(Z2, Y2), "3.2446444034576416"),
    "2 batchmean": ("kl", X2, Q2, {"reduction": "batchmean"}, lambda: kl(X2, Q2, 2), "0.057796258479356766"),
    "2 kl": ("kl", X2, Q2, {}, lambda: kl(X2, Q2, 6), "0.0192654"),
    "3": ("ce", X3, "[0,1]", {}, lambda: ce(X3, [0, 1]), "0.3343946"),
    "4": ("ce", X4, "[0,0,0,1]", {}, lambda: ce(X4, [0, 0, 0, 1]), "1.1647"),
    "4 weighted": ("ce", X4, "[0,0,0,1]", {"weight": "[9,15,80]"}, lambda: ce(X4, [0, 0, 0, 1], [9, 15, 80]), "1.1081"),
}
every_row = pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)


def solved(loss, x, t, options, **more):
    arrays = {
        name: np.array(json.loads(text)) for name, text in {"input": x, "target": t, **options}.items() if "[" in text
    }
    words = {name: text for name, text in options.items() if "[" not in text}
    return getattr(lossctl, loss)(**arrays, **words, **more).loss


def last_digit(printed):
    """A unit of the last digit printed; of a float32 in full, what rounding the input to float32 changes."""
    return max(10.0 ** -len(printed.split(".")[1]), 1e-7)


@every_row
def test_float64_is_the_true_value_and_the_post_prints_it(row):
    *question, truth, printed = row
    with mp.workdps(40):
        assert abs(solved(*question) / truth() - 1) < 1e-12
        assert abs(mpmath.mpf(printed) - truth()) <= last_digit(printed)


@every_row
def test_float32_is_within_2_units_of_what_the_post_prints(row):
    *question, _, printed = row
    got, want = np.float32(solved(*question, dtype="float32")), np.float32(printed)
    in_full = len(printed) > 12
    assert abs(got - want) <= (2 * np.spacing(want) if in_full else last_digit(printed))


def test_post_1_and_2_in_more_digits():
    with mp.workdps(40):
        assert mp.nstr(ce(X1, [1, 0, 0]), 15) == "1.65568457386228"
        assert mp.nstr(bce(X2, Y2), 15) == "0.591229981973373"


def test_post_3_flattens_sequences_and_the_class_axis_does_it_for_you():
    r = np.random.default_rng(3)
    logits, labels = r.standard_normal((2, 4, 3)), r.integers(0, 3, (2, 4))
    flattened = lossctl.ce(logits.reshape(-1, 3), labels.reshape(-1))
    assert lossctl.ce(logits, labels, class_axis=-1).loss == flattened.loss
