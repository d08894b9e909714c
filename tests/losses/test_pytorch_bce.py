"""PyTorch as the judge of bce and bce-logits, over all of their options."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lossctl

torch = pytest.importorskip("torch")
F = torch.nn.functional
torch.set_num_threads(1)

cases = settings(max_examples=125, deadline=None, database=None)
SHAPES = ((), (1,), (5,), (0,), (3, 4), (2, 0), (2, 3, 4))
REDUCTIONS = st.sampled_from(["mean", "sum", "none"])
LOGITS = st.sampled_from([0.01, 1.0, 30.0, 800.0])


@st.composite
def arrays(draw):
    """A generator, the shape, targets in [0, 1], and weights that broadcast over the shape or None."""
    r = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = draw(st.sampled_from(SHAPES))
    hard = draw(st.booleans())
    return (
        r,
        shape,
        r.integers(0, 2, shape) if hard else r.random(shape),
        broadcast(draw, r, shape),
        broadcast(draw, r, shape),
    )


def broadcast(draw, r, shape):
    """None, or a weight whose shape is the given one with leading axes left out and others of length 1; some are 0."""
    if draw(st.booleans()):
        return None
    own = tuple(1 if draw(st.booleans()) else length for length in shape[draw(st.integers(0, len(shape))) :])
    return np.where(r.random(own) < draw(st.sampled_from([0, 0.3])), 0, r.uniform(0.2, 4, own))


def tensor(array, dtype=torch.float64):
    return None if array is None else torch.tensor(array, dtype=dtype)


def of_probabilities(p, y, weight, reduction, dtype=torch.float64):
    return F.binary_cross_entropy(
        tensor(p, dtype), tensor(y, dtype), tensor(weight, dtype), reduction=reduction
    ).numpy()


def of_logits(x, y, weight, pos_weight, reduction, dtype=torch.float64):
    """The loss, and that of x and −x together: PyTorch's formula adds (1 − y) · x to what often nearly cancels it."""
    rest = {"pos_weight": tensor(pos_weight, dtype), "reduction": reduction}
    x, y, weight = tensor(x, dtype), tensor(y, dtype), tensor(weight, dtype)
    one, other = (F.binary_cross_entropy_with_logits(each, y, weight, **rest).numpy() for each in (x, -x))
    return one, np.nan_to_num(one + other)


@cases
@given(arrays(), REDUCTIONS, st.sampled_from([0, 0.2]))
def test_bce(agree, drawn, reduction, extreme):
    r, shape, y, weight, _ = drawn
    p = np.where(
        r.random(shape) < extreme, r.choice([0, 1, 1e-300, 5e-324, 1 - 2.0**-53, 1e-44], shape), r.random(shape)
    )
    result = lossctl.bce(p, y, weight=weight, reduction=reduction)
    agree(result.loss, of_probabilities(p, y, weight, reduction))


@cases
@given(arrays(), REDUCTIONS, LOGITS)
def test_bce_logits(agree, drawn, reduction, size):
    r, shape, y, weight, pos_weight = drawn
    x = r.standard_normal(shape) * size
    result = lossctl.bce_logits(x, y, weight=weight, pos_weight=pos_weight, reduction=reduction)
    agree(result.loss, *of_logits(x, y, weight, pos_weight, reduction))


@cases
@given(arrays(), REDUCTIONS, LOGITS, st.sampled_from([2.0, 100.0]))
def test_targets_of_bce_logits_outside_0_and_1(agree, drawn, reduction, size, spread):
    r, shape, _, weight, pos_weight = drawn
    x, y = r.standard_normal(shape) * size, r.standard_normal(shape) * spread
    result = lossctl.bce_logits(x, y, weight=weight, pos_weight=pos_weight, reduction=reduction)
    want, _ = of_logits(x, y, weight, pos_weight, reduction)
    positive, _ = of_logits(x, -np.abs(y), weight, pos_weight, reduction)  # terms of both signs cancel
    negative, scale = of_logits(-x, -np.abs(y), weight, pos_weight, reduction)
    agree(result.loss, want, np.abs(positive) + np.abs(negative) + scale)
    assert any("outside [0, 1]" in note for note in result.notes) == bool(((y < 0) | (y > 1)).any())


@cases
@given(arrays(), REDUCTIONS, st.sampled_from([-100, -1, 255, 0]), st.sampled_from([0.4, 1]), st.booleans())
def test_ignored_elements_are_as_if_masked_away(agree, drawn, reduction, ignore, share, logits):
    r, shape, y, weight, pos_weight = drawn
    y = np.where(r.random(shape) < share, ignore, y)
    x, counts = r.random(shape), y != ignore
    kept = [None if each is None else np.broadcast_to(each, shape)[counts] for each in (x, y, weight, pos_weight)]
    given_ = np.where(counts, x, r.choice([np.nan, np.inf, 7.0], shape))  # what is ignored does not matter
    if logits:
        loss = lossctl.bce_logits(
            given_, y, weight=weight, pos_weight=pos_weight, ignore_index=ignore, reduction=reduction
        )
        want, scale = of_logits(*kept, reduction)
    else:
        loss = lossctl.bce(given_, y, weight=weight, ignore_index=ignore, reduction=reduction)
        want, scale = of_probabilities(*kept[:3], reduction), 0
    if reduction == "none":
        assert (np.asarray(loss.loss)[~counts] == 0).all()
        agree(np.asarray(loss.loss)[counts], want, scale)
    else:
        agree(loss.loss, want, scale)
    assert (loss.count, loss.ignored) == (np.count_nonzero(counts), np.count_nonzero(~counts))


@cases
@given(arrays(), REDUCTIONS)
def test_bce_logits_carries_nan_as_pytorch_does(agree, drawn, reduction):
    r, shape, y, weight, pos_weight = drawn
    x = np.where(r.random(shape) < 0.2, np.nan, r.standard_normal(shape))
    y = np.where(r.random(shape) < 0.2, np.nan, y)
    result = lossctl.bce_logits(x, y, weight=weight, pos_weight=pos_weight, reduction=reduction)
    agree(result.loss, *of_logits(x, y, weight, pos_weight, reduction))


@cases
@given(arrays(), st.sampled_from([1e308, -1e308, 1.7e308]))
def test_huge_logits_do_not_overflow(agree, drawn, huge):
    r, shape, y, _, _ = drawn
    x = np.where(r.random(shape) < 0.5, huge, r.standard_normal(shape))
    agree(lossctl.bce_logits(x, y, reduction="none").loss, *of_logits(x, y, None, None, "none"))


@cases
@given(arrays(), REDUCTIONS, LOGITS)
def test_float32_is_within_a_few_float32_units(agree, drawn, reduction, size):
    r, shape, y, weight, pos_weight = drawn
    x = r.standard_normal(shape) * size
    result = lossctl.bce_logits(x, y, weight=weight, pos_weight=pos_weight, reduction=reduction, dtype="float32")
    want, scale = of_logits(x, y, weight, pos_weight, reduction, torch.float32)
    agree(result.loss, want, scale, tolerance=4 * 2.0**-23)
    p = r.random(shape)
    result = lossctl.bce(p, y, weight=weight, reduction=reduction, dtype="float32")
    agree(result.loss, of_probabilities(p, y, weight, reduction, torch.float32), tolerance=4 * 2.0**-23)
