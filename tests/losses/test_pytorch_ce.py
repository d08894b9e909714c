"""PyTorch as the judge of ce, over all of its options."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lossctl

torch = pytest.importorskip("torch")
F = torch.nn.functional
torch.set_num_threads(1)

cases = settings(max_examples=200, deadline=None, database=None)
SHAPES = ((), (4,), (1,), (0,), (3, 2), (2, 3, 2), (1, 0))  # of the samples; () is one sample, (C,)
ODD = (-np.inf, np.inf, np.nan, 1e308, -1e308)


@st.composite
def options(draw):
    return {
        "reduction": draw(st.sampled_from(["mean", "sum", "none"])),
        "label_smoothing": draw(st.sampled_from([0.0, 0.0, 0.1, 0.73, 1.0])),
        "temperature": draw(st.sampled_from([1.0, 1.0, 0.25, 3.0])),
    }


@st.composite
def inputs(draw, form="logits"):
    """A generator, and an input in PyTorch's layout: classes along axis 1, or 0 for one sample."""
    r = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape, classes = list(draw(st.sampled_from(SHAPES))), draw(st.integers(2, 6))
    shape.insert(1, classes)
    x = r.standard_normal(shape) * draw(st.sampled_from([0.01, 1.0, 30.0, 700.0]))
    return r, x if form == "logits" else torch.log_softmax(torch.tensor(x / 30), axis_of(x)).numpy()


def axis_of(x):
    return min(1, x.ndim - 1)


def weights(draw, r, classes):
    """None, or a weight per class, some of them 0."""
    kind = draw(st.sampled_from(["none", "some", "zeros", "all zero"]))
    weight = np.where(
        r.random(classes) < {"some": 0, "zeros": 0.4, "all zero": 1}.get(kind, 0), 0, r.uniform(0.2, 4, classes)
    )
    return None if kind == "none" else weight


def indices(draw, r, x, ignore_index=-100):
    """A class index per sample, some of them ignored."""
    classes = x.shape[axis_of(x)]
    t = r.integers(0, classes, x.shape[:1][: x.ndim - 1] + x.shape[2:])
    return np.where(r.random(t.shape) < draw(st.sampled_from([0, 0.3, 1])), ignore_index, t)


def probabilities(r, x):
    axis = axis_of(x)
    rows = r.dirichlet(np.ones(x.shape[axis]), x.shape[:axis] + x.shape[axis + 1 :])
    return np.moveaxis(rows, -1, axis)


def tensor(array, dtype=torch.float64):
    return None if array is None else torch.tensor(array, dtype=dtype)


def pytorch(x, t, weight, *, temperature=1.0, dtype=torch.float64, **options):
    """F.cross_entropy, and the same with all logits 0: the size of what its logarithm of a sum rounds off."""
    soft = t.shape == x.shape
    x, t, weight = tensor(x, dtype), tensor(t, dtype if soft else torch.int64), tensor(weight, dtype)
    loss = F.cross_entropy(x / temperature, t, weight, **options)
    return loss.numpy(), F.cross_entropy(torch.zeros_like(x), t, weight, **options).nan_to_num().numpy()


@cases
@given(st.data())
def test_index_targets(agree, data):
    r, x = data.draw(inputs())
    ignore = data.draw(st.sampled_from([-100, -1, 0, 255]))
    t, weight = indices(data.draw, r, x, ignore), weights(data.draw, r, x.shape[axis_of(x)])
    chosen = data.draw(options()) | {"ignore_index": ignore}
    agree(lossctl.ce(x, t, weight=weight, **chosen).loss, *pytorch(x, t, weight, **chosen))


@cases
@given(st.data())
def test_probability_targets(agree, data):
    r, x = data.draw(inputs())
    t, weight, chosen = probabilities(r, x), weights(data.draw, r, x.shape[axis_of(x)]), data.draw(options())
    agree(lossctl.ce(x, t, weight=weight, **chosen).loss, *pytorch(x, t, weight, **chosen))


@cases
@given(st.data())
def test_probability_targets_outside_0_and_1(agree, data):
    r, x = data.draw(inputs())
    t = r.standard_normal(x.shape) * data.draw(st.sampled_from([2.0, 100.0]))
    weight, chosen = weights(data.draw, r, x.shape[axis_of(x)]), data.draw(options())
    result = lossctl.ce(x, t, weight=weight, **chosen)
    want, _ = pytorch(x, t, weight, **chosen)
    _, scale = pytorch(x, np.abs(t), weight, **chosen)  # terms of both signs cancel
    size, _ = pytorch(x, np.abs(t), weight, **chosen)
    agree(result.loss, want, scale + np.abs(size))
    assert any("outside [0, 1]" in note for note in result.notes) == bool(((t < 0) | (t > 1)).any())


@cases
@given(st.data())
def test_any_class_axis(agree, data):
    r, x = data.draw(inputs())
    t = data.draw(st.sampled_from([lambda: indices(data.draw, r, x), lambda: probabilities(r, x)]))()
    weight, chosen = weights(data.draw, r, x.shape[axis_of(x)]), data.draw(options())
    axis = data.draw(st.integers(-x.ndim, x.ndim - 1))
    moved = [np.moveaxis(each, axis_of(x), axis) if each.shape == x.shape else each for each in (x, t)]
    agree(lossctl.ce(*moved, weight=weight, class_axis=axis, **chosen).loss, *pytorch(x, t, weight, **chosen))


@cases
@given(st.data())
def test_odd_logits_are_carried_as_pytorch_carries_them(agree, data):
    r, x = data.draw(inputs())
    odd = data.draw(st.lists(st.sampled_from(ODD), min_size=1, max_size=3))
    x = np.where(r.random(x.shape) < 0.3, r.choice(odd, x.shape), x)
    t = data.draw(st.sampled_from([lambda: indices(data.draw, r, x), lambda: probabilities(r, x).round()]))()
    weight, smoothing = weights(data.draw, r, x.shape[axis_of(x)]), data.draw(st.sampled_from([0.0, 0.1]))
    huge = 1e308 in odd or -1e308 in odd  # PyTorch's sums of huge losses overflow, lossctl's do not
    reduction = "none" if huge else data.draw(st.sampled_from(["mean", "sum", "none"]))
    axis = axis_of(x)  # stated, as whole numbers beside one sample, (C,), may be many samples'
    result = lossctl.ce(x, t, weight=weight, label_smoothing=smoothing, reduction=reduction, class_axis=axis)
    agree(result.loss, *pytorch(x, t, weight, label_smoothing=smoothing, reduction=reduction))


@cases
@given(st.data())
def test_log_probabilities_are_nll_loss_to_the_letter(agree, data):
    r, x = data.draw(inputs())  # not normalised: taken as given
    x = np.where(r.random(x.shape) < data.draw(st.sampled_from([0, 0.2])), -np.inf, x)
    t, weight = indices(data.draw, r, x), weights(data.draw, r, x.shape[axis_of(x)])
    reduction = data.draw(st.sampled_from(["mean", "sum", "none"]))
    want = F.nll_loss(tensor(x), tensor(t, torch.int64), tensor(weight), reduction=reduction)
    scale = F.nll_loss(tensor(-np.abs(x)), tensor(t, torch.int64), tensor(weight), reduction=reduction)
    result = lossctl.ce(x, t, weight=weight, reduction=reduction, from_="log-probs")
    agree(result.loss, want.numpy(), scale.numpy())


@cases
@given(st.data())
def test_probabilities_and_log_probabilities_give_the_number_of_their_logits(agree, data):
    r, x = data.draw(inputs("log-probs"))
    t = data.draw(st.sampled_from([lambda: indices(data.draw, r, x), lambda: probabilities(r, x)]))()
    weight, form = weights(data.draw, r, x.shape[axis_of(x)]), data.draw(st.sampled_from(["probs", "log-probs"]))
    chosen = {**data.draw(options()), "temperature": 1.0}
    given_ = np.exp(x) if form == "probs" else x
    del chosen["temperature"]
    agree(lossctl.ce(given_, t, weight=weight, from_=form, **chosen).loss, *pytorch(x, t, weight, **chosen))


@cases
@given(st.data())
def test_float32_is_within_a_few_float32_units(agree, data):
    r, x = data.draw(inputs())
    t = data.draw(st.sampled_from([lambda: indices(data.draw, r, x), lambda: probabilities(r, x)]))()
    weight, chosen = weights(data.draw, r, x.shape[axis_of(x)]), data.draw(options())
    want, scale = pytorch(x, t, weight, dtype=torch.float32, **chosen)
    result = lossctl.ce(x, t, weight=weight, dtype="float32", **chosen)
    assert np.all(np.float32(result.loss) == result.loss, where=np.isfinite(result.loss))
    agree(result.loss, want, scale, tolerance=4 * 2.0**-23)
