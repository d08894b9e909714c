"""A loss from elsewhere as an object: its type says how near is equal."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lossctl
from lossctl.report.verdict_lines import lines

LOGITS = [[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]]
LABELS = [0, 1]
LOSS = lossctl.ce(LOGITS, LABELS).loss
LOSSES = lossctl.ce(LOGITS, LABELS, reduction="none").loss


def verdict(expected: Any, **options: Any) -> Any:
    found = lossctl.ce(LOGITS, LABELS, expect=expected, **options).verdict
    assert found
    return found


@pytest.mark.parametrize("make", [np.float32, lambda x: np.array(x, np.float32), lambda x: np.array([x], np.float32)])
def test_a_float32_may_be_off_by_what_float32_does(make: Any) -> None:
    assert verdict(make(LOSS)).matches
    assert verdict(make(LOSS * (1 + 1e-6))).matches
    assert not verdict(make(LOSS * (1 + 1e-5))).matches


def test_a_float64_may_not() -> None:
    assert verdict(np.float64(LOSS)).matches
    assert not verdict(np.float64(LOSS * (1 + 1e-9))).matches


def test_a_half_may_be_off_by_its_last_bits() -> None:
    assert verdict(np.float16(LOSS)).matches
    assert not verdict(np.float16(LOSS * 1.004)).matches


def test_the_report_says_the_type() -> None:
    assert next(lines(verdict(np.float32(2.0)))).startswith("expected 2.0 (float32): ")
    assert next(lines(verdict(np.float16(2.0)))).startswith("expected 2.0 (float16): ")


def test_a_whole_float32_is_calculated_and_not_meant_exactly() -> None:
    logits = [[0.0, np.log(np.e - 1)]]
    assert abs(lossctl.ce(logits, [0]).loss - 1.0) < 1e-15
    off = [[0.0, np.log(np.e - 1) + 3e-7]]
    assert lossctl.ce(off, [0], expect=np.float32(1.0)).verdict.matches  # type: ignore[union-attr]
    assert not lossctl.ce(off, [0], expect=1.0).verdict.matches  # type: ignore[union-attr]


@settings(max_examples=20, deadline=None)
@given(st.floats(allow_nan=True, allow_infinity=True, width=32))
def test_the_tolerance_that_is_stated_is_the_tolerance(value: float) -> None:
    for dtype in (np.float32, np.float16, np.float64):
        with np.errstate(over="ignore"):
            found = verdict(dtype(value), atol=0.5)
        assert found.allowed == 0.5
        assert found.matches == (abs(found.expected - LOSS) <= 0.5 * (1 + 1e-9))


def test_an_array_of_losses_by_its_type() -> None:
    assert verdict(LOSSES.astype(np.float16), reduction="none").matches
    assert not verdict(LOSSES.astype(np.float16).astype(np.float64), reduction="none").matches
    assert verdict(LOSSES.tolist(), reduction="none").matches
    assert verdict(tuple(LOSSES.astype(np.float32)), reduction="none").matches


def test_a_decimal_is_read_as_written() -> None:
    assert verdict(Decimal("0.3344")).matches
    assert not verdict(Decimal("0.334410")).matches


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16", "float64"])
@pytest.mark.parametrize("with_gradient", [False, True])
def test_a_loss_of_pytorch(dtype: str, with_gradient: bool) -> None:
    torch = pytest.importorskip("torch")
    logits = torch.tensor(LOGITS, requires_grad=with_gradient).to(getattr(torch, dtype))
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(LABELS))
    assert lossctl.ce(logits, LABELS, expect=loss).verdict.matches  # type: ignore[union-attr]
    assert not lossctl.ce(logits, LABELS, expect=loss * 1.1).verdict.matches  # type: ignore[union-attr]


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_losses_of_pytorch(dtype: str) -> None:
    torch = pytest.importorskip("torch")
    logits = torch.tensor(LOGITS, dtype=getattr(torch, dtype))
    losses = torch.nn.functional.cross_entropy(logits, torch.tensor(LABELS), reduction="none")
    found = lossctl.ce(logits, LABELS, reduction="none", expect=losses).verdict
    assert found
    assert found.matches


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        (["a"], "expect: holds words, no numbers"),
        (object(), "expect: is an object, no array\n  give what numpy.asarray(x) makes an array of numbers"),
    ],
)
def test_what_is_no_loss_is_an_error(expected: Any, message: str) -> None:
    with pytest.raises(lossctl.InputError) as caught:
        verdict(expected)
    assert str(caught.value) == message
