"""PyTorch as the judge of --sample-weight: 2 counts as if it were there twice, 0 as if it were absent."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lossctl

torch = pytest.importorskip("torch")
F = torch.nn.functional
torch.set_num_threads(1)
pytestmark = pytest.mark.filterwarnings("ignore:reduction. 'mean' divides the total loss:UserWarning")

cases = settings(max_examples=125, deadline=None, database=None)
REDUCTIONS = st.sampled_from(["mean", "sum"])
SHAPES = ((4,), (1,), (0,), (3, 2))  # of the losses


@st.composite
def weighed(draw):
    """A generator, the shape of the losses, whole sample weights, and the same as one weight per loss."""
    r = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = draw(st.sampled_from(SHAPES))
    s = r.integers(0, draw(st.sampled_from([1, 2, 4])), draw(st.sampled_from([shape, shape[:1]])))
    per_loss = np.broadcast_to(s.reshape(s.shape + (1,) * (len(shape) - s.ndim)), shape)
    return r, shape, s, per_loss


def repeated(per_loss, rows):
    """Rows, an entry per loss, as tensors: each as often as its weight says."""
    return torch.tensor(np.repeat(rows.reshape(per_loss.size, *rows.shape[per_loss.ndim :]), per_loss.ravel(), axis=0))


def spoiled(per_loss, values, rubbish):
    """The values, with rubbish wherever the weight is 0."""
    present = per_loss.reshape(per_loss.shape + (1,) * (values.ndim - per_loss.ndim)) != 0
    return np.where(present, values, rubbish)


@cases
@given(weighed(), REDUCTIONS, st.booleans(), st.sampled_from([0.0, 0.2]))
def test_ce_with_indices(agree, drawn, reduction, weights, smoothing):
    r, shape, s, per_loss = drawn
    x, t = r.standard_normal((*shape, 5)), r.choice([0, 1, 2, 3, 4, -100], shape)
    weight = r.uniform(0.2, 4, 5) if weights else None
    options = {"reduction": reduction, "label_smoothing": smoothing}
    result = lossctl.ce(
        spoiled(per_loss, x, np.nan), spoiled(per_loss, t, 77), weight=weight, sample_weight=s, class_axis=-1, **options
    )
    tensor = None if weight is None else torch.tensor(weight)
    agree(result.loss, F.cross_entropy(repeated(per_loss, x), repeated(per_loss, t), tensor, **options), 1)
    none = lossctl.ce(x, t, weight=weight, sample_weight=s, class_axis=-1, reduction="none", label_smoothing=smoothing)
    plain = lossctl.ce(x, t, weight=weight, class_axis=-1, reduction="none", label_smoothing=smoothing)
    agree(none.loss, per_loss * plain.loss)


@cases
@given(weighed(), REDUCTIONS)
def test_ce_with_probabilities(agree, drawn, reduction):
    r, shape, s, per_loss = drawn
    x, t = r.standard_normal((*shape, 5)), r.dirichlet(np.ones(5), shape)
    spoilt = spoiled(per_loss, x, np.nan), spoiled(per_loss, t, 9.0)
    result = lossctl.ce(*spoilt, sample_weight=s, class_axis=-1, reduction=reduction)
    agree(result.loss, F.cross_entropy(repeated(per_loss, x), repeated(per_loss, t), reduction=reduction), 1)


@cases
@given(weighed(), REDUCTIONS)
def test_bce_and_bce_logits(agree, drawn, reduction):
    r, shape, s, per_loss = drawn
    p, y, weight = r.random(shape), r.integers(0, 2, shape).astype(float), r.uniform(0.2, 4, shape)
    spoilt, rows = (
        (spoiled(per_loss, p, np.nan), spoiled(per_loss, y, -1)),
        [repeated(per_loss, each) for each in (p, y, weight)],
    )
    options = {"weight": weight, "sample_weight": s, "reduction": reduction}
    agree(lossctl.bce(*spoilt, **options).loss, F.binary_cross_entropy(*rows, reduction=reduction))
    agree(lossctl.bce_logits(*spoilt, **options).loss, F.binary_cross_entropy_with_logits(*rows, reduction=reduction))


@cases
@given(weighed(), st.sampled_from(["mean", "sum", "batchmean"]))
def test_kl(agree, drawn, reduction):
    r, shape, s, per_loss = drawn
    q, p = r.dirichlet(np.ones(4), shape), r.dirichlet(np.ones(4), shape)
    spoilt = spoiled(per_loss, np.log(q), np.nan), spoiled(per_loss, p, np.nan)
    options = {"from_": "log-probs", "sample_weight": s, "class_axis": -1}
    log_q, rows = repeated(per_loss, np.log(q)), repeated(per_loss, p)
    if reduction == "batchmean" and s.shape != shape:  # a repeated item is one more of the first axis
        log_q, rows = (torch.tensor(np.repeat(each, s, axis=0)) for each in (np.log(q), p))
    elif reduction == "batchmean" and len(shape) > 1:  # rows of an item are weighed apart: there is no such batch
        reduction = "mean"
    agree(lossctl.kl(*spoilt, reduction=reduction, **options).loss, F.kl_div(log_q, rows, reduction=reduction), 1)
