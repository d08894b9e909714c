"""Of every loss, shape and option: a value that differs gives a verdict, or an error, and never a traceback."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import lossctl
from lossctl.errors import InputError

SHAPES = ((), (1,), (2,), (4,), (0,), (1, 1), (1, 3), (3, 1), (2, 3), (0, 3), (2, 2, 3), (1, 2, 1))
VALUES = ("0.456", "0.45612", "0.456123", "1.0943127", "0.45612345678901", "12", "0.0", "-0.3", "nan", "inf", "2.0000")
REDUCTIONS = ("mean", "sum", "none")


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, list[Any], dict[str, Any]]:
    """A loss, its arrays and its options; not all of them fit."""
    loss = draw(st.sampled_from(("ce", "bce", "bce_logits", "kl")))
    shape = draw(st.sampled_from(SHAPES))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    input_ = rng.random(shape) if draw(st.booleans()) else np.round(rng.standard_normal(shape), 1)
    target: Any = rng.integers(0, 2, shape) if draw(st.booleans()) else rng.random(shape)
    if loss == "ce" and draw(st.booleans()):
        target = rng.integers(0, max(1, shape[1] if len(shape) > 1 else 1), shape[:1] + shape[2:])
    options: dict[str, Any] = {"expect": draw(st.sampled_from(VALUES)), "reduction": draw(st.sampled_from(REDUCTIONS))}
    if draw(st.booleans()):
        options |= draw(st.sampled_from(_options(loss, shape)))
    return loss, [input_, target], options


def _options(loss: str, shape: tuple[int, ...]) -> tuple[dict[str, Any], ...]:
    classes = shape[1] if len(shape) > 1 else shape[0] if shape else 1
    common = ({"sample_weight": np.ones(shape[:1])}, {"dtype": "float32"})
    if loss == "ce":
        weight = np.arange(1.0, classes + 1)
        own = (
            {"weight": weight},
            {"label_smoothing": 0.1},
            {"from_": "probs"},
            {"temperature": 2.0},
            {"class_axis": -1},
        )
        return (*common, *own, {"ignore_index": 0}, {"from_": "log-probs"})
    if loss == "kl":
        forms = ({"from_": "probs"}, {"target_from": "logits"}, {"from_": "log-probs"}, {"temperature": 3.0})
        return (*common, *forms, {"reduction": "batchmean"}, {"class_axis": 0})
    positive = ({"pos_weight": np.full(shape, 2.0)}, {"pos_weight": 3.0}) if loss == "bce_logits" else ()
    return (*common, *positive, {"weight": np.full(shape, 2.0)}, {"weight": 2.0}, {"ignore_index": 0})


@settings(max_examples=150, deadline=None)
@given(questions())
def test_a_verdict_or_an_error(question: tuple[str, list[Any], dict[str, Any]]) -> None:
    loss, arrays, options = question
    try:
        result = getattr(lossctl, loss)(*arrays, **options)
    except InputError:
        return
    assert result.verdict is not None
    assert isinstance(result.verdict.matches, bool)
    assert np.shape(result.verdict.allowed) == np.shape(result.verdict.expected)
