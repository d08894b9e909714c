"""PyTorch as the judge of kl, over all of its options."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lossctl

torch = pytest.importorskip("torch")
F = torch.nn.functional
torch.set_num_threads(1)
pytestmark = pytest.mark.filterwarnings("ignore:reduction. 'mean' divides the total loss:UserWarning")

cases = settings(max_examples=150, deadline=None, database=None)
SHAPES = ((), (4,), (1,), (0,), (3, 2), (0, 2))  # of the rows; () is one row, (C,)
REDUCTIONS = st.sampled_from(["mean", "sum", "none", "batchmean"])
FORMS = st.sampled_from(["logits", "probs", "log-probs"])


@st.composite
def problems(draw):
    """A generator, logits of input and target with the classes along axis 1 (0 for one row), and their forms."""
    r = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = list(draw(st.sampled_from(SHAPES)))
    shape.insert(1, draw(st.integers(1, 6)))
    sizes = [draw(st.sampled_from([0.01, 1.0, 20.0])) for _ in range(2)]
    return r, [r.standard_normal(shape) * size for size in sizes], [draw(FORMS), draw(FORMS)]


def written(logits, form):
    axis = min(1, logits.ndim - 1)
    if form == "logits":
        return logits
    log_p = torch.log_softmax(torch.tensor(logits), axis)
    return (log_p if form == "log-probs" else log_p.exp()).numpy()


def log_probs(values, form, temperature, dtype):
    values = torch.tensor(values, dtype=dtype)
    if form == "logits":
        return torch.log_softmax(values / temperature, min(1, values.ndim - 1))
    return values if form == "log-probs" else values.log()


def pytorch(x, y, from_, target_from, reduction, temperature=1.0, dtype=torch.float64):
    """F.kl_div, and what its terms p · |ln p| and p · |ln q|, which cancel, come to when they are added.

    And p itself, for PyTorch's log_softmax rounds ln Σ exp to a part of 1.
    """
    log_q, log_p = log_probs(x, from_, temperature, dtype), log_probs(y, target_from, temperature, dtype)
    p = torch.tensor(y, dtype=dtype) if target_from == "probs" else log_p.exp()
    log = target_from == "log-probs"
    loss = F.kl_div(log_q, log_p if log else p, reduction=reduction, log_target=log)
    terms = (torch.xlogy(p, p).abs() + (p * log_q).abs() + p).nan_to_num()
    if reduction != "none":
        terms = (
            terms.sum() / {"mean": terms.numel(), "sum": 1, "batchmean": terms.shape[0]}[reduction]
            if terms.numel()
            else 0
        )
    return loss.numpy(), np.asarray(terms)


@cases
@given(problems(), REDUCTIONS)
def test_every_form_of_input_and_target(agree, drawn, reduction):
    _, logits, forms = drawn
    x, y = (written(*each) for each in zip(logits, forms, strict=True))
    result = lossctl.kl(x, y, from_=forms[0], target_from=forms[1], reduction=reduction)
    agree(result.loss, *pytorch(x, y, *forms, reduction))


@cases
@given(problems(), REDUCTIONS, st.sampled_from([0.5, 3.0, 20.0]))
def test_the_temperature_divides_whatever_is_logits(agree, drawn, reduction, temperature):
    _, logits, forms = drawn
    forms[1 if forms[0] == "logits" else 0] = "logits"
    x, y = (written(*each) for each in zip(logits, forms, strict=True))
    result = lossctl.kl(x, y, from_=forms[0], target_from=forms[1], reduction=reduction, temperature=temperature)
    agree(result.loss, *pytorch(x, y, *forms, reduction, temperature))


@cases
@given(problems(), st.sampled_from(["mean", "sum", "none"]), st.data())
def test_any_class_axis(agree, drawn, reduction, data):
    _, logits, forms = drawn
    x, y = (written(*each) for each in zip(logits, forms, strict=True))
    own, axis = min(1, x.ndim - 1), data.draw(st.integers(-x.ndim, x.ndim - 1))
    moved = [np.moveaxis(each, own, axis) for each in (x, y)]
    result = lossctl.kl(*moved, from_=forms[0], target_from=forms[1], reduction=reduction, class_axis=axis)
    want, scale = pytorch(x, y, *forms, reduction)
    agree(result.loss, *(np.moveaxis(each, own, axis) if each.ndim else each for each in (want, scale)))


@cases
@given(problems(), REDUCTIONS, st.sampled_from([-np.inf, np.inf, np.nan]))
def test_odd_logits_are_carried_as_pytorch_carries_them(agree, drawn, reduction, odd):
    r, logits, forms = drawn
    logits = [np.where(r.random(each.shape) < 0.2, odd, each) for each in logits]
    x, y = (written(*each) for each in zip(logits, forms, strict=True))
    result = lossctl.kl(x, y, from_=forms[0], target_from=forms[1], reduction=reduction)
    agree(result.loss, *pytorch(x, y, *forms, reduction))


@cases
@given(problems(), REDUCTIONS)
def test_what_is_not_normalised_is_taken_as_given(agree, drawn, reduction):
    r, logits, _ = drawn
    p = np.where(r.random(logits[0].shape) < 0.3, r.integers(0, 2, logits[0].shape), r.random(logits[0].shape))
    result = lossctl.kl(logits[0], p, from_="log-probs", reduction=reduction)
    agree(result.loss, *pytorch(logits[0], p, "log-probs", "probs", reduction))


@cases
@given(problems(), REDUCTIONS, st.booleans())
def test_one_target_row_for_all(agree, drawn, reduction, as_matrix):
    r, logits, forms = drawn
    x = written(np.moveaxis(logits[0], min(1, logits[0].ndim - 1), -1).reshape(-1, logits[0].shape[-1]), forms[0])
    y = written(r.standard_normal(x.shape[1]), forms[1])
    result = lossctl.kl(x, y[None] if as_matrix else y, from_=forms[0], target_from=forms[1], reduction=reduction)
    agree(result.loss, *pytorch(x, np.tile(y, (len(x), 1)), *forms, reduction))
    log_q, log = log_probs(x, forms[0], 1, torch.float64), forms[1] == "log-probs"
    log_p = log_probs(y, forms[1], 1, torch.float64)
    p = log_p if log else torch.tensor(y) if forms[1] == "probs" else log_p.exp()
    agree(
        F.kl_div(log_q, p, reduction=reduction, log_target=log), *pytorch(x, np.tile(y, (len(x), 1)), *forms, reduction)
    )


@given(REDUCTIONS, st.sampled_from(["probs", "log-probs"]), st.sampled_from(["probs", "log-probs"]), st.booleans())
def test_single_numbers(agree, reduction, from_, target_from, listed):
    x, y = (0.3 if form == "probs" else -0.3 for form in (from_, target_from))
    result = lossctl.kl(x, [y] if listed else y, from_=from_, target_from=target_from, reduction=reduction)
    log_q, log = torch.tensor(x, dtype=torch.float64), target_from == "log-probs"
    log_q = log_q.log() if from_ == "probs" else log_q
    agree(result.loss, F.kl_div(log_q, torch.tensor(y, dtype=torch.float64), reduction=reduction, log_target=log))
    assert not any("sum to 1" in note for note in result.notes)


@cases
@given(problems(), REDUCTIONS, st.sampled_from([2.0, 100.0]))
def test_targets_outside_0_and_1_are_calculated_as_pytorch_does(agree, drawn, reduction, size):
    r, logits, forms = drawn
    x, y = written(logits[0], forms[0]), r.standard_normal(logits[0].shape) * size
    y = np.where(r.random(y.shape) < r.choice([0, 0.3, 1]), y, np.abs(y))  # the log of a negative one is NaN
    result = lossctl.kl(x, y, from_=forms[0], reduction=reduction)
    agree(result.loss, *pytorch(x, y, forms[0], "probs", reduction))
    assert any("outside [0, 1]" in note for note in result.notes) == bool(((y < 0) | (y > 1)).any())


@cases
@given(problems(), REDUCTIONS)
def test_float32_is_within_a_few_float32_units(agree, drawn, reduction):
    _, logits, forms = drawn
    x, y = (written(*each) for each in zip(logits, forms, strict=True))
    result = lossctl.kl(x, y, from_=forms[0], target_from=forms[1], reduction=reduction, dtype="float32")
    spread = max(
        np.ptp(each) if each.size else 0 for each in logits
    )  # PyTorch's softmax rounds x − max: as large an error in p
    agree(result.loss, *pytorch(x, y, *forms, reduction, dtype=torch.float32), tolerance=(4 + spread) * 2.0**-23)
