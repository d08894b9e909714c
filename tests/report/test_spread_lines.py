"""What a page says of the samples that it does not show: quantiles, a histogram, the worst; and pictures draw it."""

import math
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lossctl.report.histogram import EMPTY, SIGNS, histogram
from lossctl.sums.distribution import distribution_of

BARS = 40
RANDOM = np.random.default_rng(0)
LOGITS, TARGETS = RANDOM.standard_normal((300, 5)).round(3), RANDOM.integers(0, 5, 300)
LOSSES = np.log(np.exp(LOGITS).sum(axis=1)) - LOGITS[range(300), TARGETS]


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=60))
@example([-1.0, 5e-324])
@example([0.0, -0.0])
@example([-5e-324, 5e-324])
@example([-1.7e308, 0.0])
def test_every_finite_loss_is_in_a_bar(losses: list[float]) -> None:
    bars = histogram(distribution_of(np.array(losses)), BARS)
    if bars is not None:
        assert bars.counts.sum() == sum(map(math.isfinite, losses))
        assert np.count_nonzero(bars.counts) > 1
        assert len(bars.line) == BARS
        assert [sign != EMPTY for sign in bars.line] == (bars.counts > 0).tolist()
        assert SIGNS[-1] in bars.line


def test_bars_stand_where_the_losses_are_on_a_logarithmic_scale() -> None:
    losses = np.repeat([1.0, 10.0, 100.0], [1, 8, 4])
    bars = histogram(distribution_of(losses), 5)
    assert bars is not None
    assert (bars.line, bars.left, bars.right, bars.is_log) == ("▁.█.▄", "1", "100", True)


def test_losses_of_0_or_less_stand_in_the_first_bar() -> None:
    bars = histogram(distribution_of(np.array([-1.0, 0.0, 1.0, 10.0])), 4)
    assert bars is not None
    assert bars.counts.tolist() == [3, 0, 0, 1]
    assert bars.left.startswith("<= ")


def test_a_single_number_or_none_has_no_histogram() -> None:
    for losses in ([2.0, 2.0], [math.nan], [math.inf, math.inf], []):
        assert histogram(distribution_of(np.array(losses)), BARS) is None


@pytest.fixture
def page(reported: Callable, solved: Callable) -> Callable[..., str]:
    def page(form: str, **view: object) -> str:
        return str(reported(form, solved("ce", input=LOGITS, target=TARGETS), **view))

    return page


@pytest.mark.parametrize("explain", [False, True])
def test_three_lines_tell_of_samples_that_are_hidden(page: Callable[..., str], explain: bool) -> None:
    text = page("table", explain=explain)
    (quantiles,) = re.findall("^losses +(min .*)$", text, re.MULTILINE)
    found = dict(re.findall(r"(min|median|90%|99%|99\.9%|max) (\S+)", quantiles))
    for name, q in (("min", 0), ("median", 0.5), ("90%", 0.9), ("99%", 0.99), ("99.9%", 0.999), ("max", 1)):
        assert float(found[name]) == pytest.approx(np.quantile(LOSSES, q), rel=0.013)  # 0.8 %, and three digits
    worst = int(LOSSES.argmax())
    assert f"worst   {LOSSES[worst]:.6f} at [{worst}]" in text
    division, notes = text.index(" / 300"), text.rindex("\nloss")
    assert division < text.index("losses  min") < notes


def test_nothing_is_said_where_all_samples_are_shown(page: Callable[..., str]) -> None:
    text = page("table", rows="all")
    assert "losses  min" not in text
    assert "accuracy" not in text


def test_the_table_has_the_accuracy_where_samples_are_hidden(page: Callable[..., str]) -> None:
    right = float(np.mean(LOGITS.argmax(axis=1) == TARGETS))
    assert f"accuracy {100 * right:.2f}%" in page("table", rows="0")


@pytest.mark.parametrize("form", ["svg", "html"])
def test_a_picture_draws_the_histogram(page: Callable[..., str], form: str) -> None:
    (drawing,) = re.findall(r'<g fill="#5b8def">.*?</g>', page(form))
    bars = [float(bar.get("height")) for bar in ElementTree.fromstring(drawing)]  # type: ignore[arg-type]
    whole = histogram(distribution_of(LOSSES), 60)
    assert whole is not None
    expected = whole.counts[whole.counts > 0] / whole.counts.max()
    assert np.array(bars) / max(bars) == pytest.approx(expected, abs=0.01)
    assert '<g fill="#5b8def">' not in page(form, rows="all")


def test_of_a_few_samples_no_spread_is_told(reported: Callable[..., str], solved: Callable[..., Any]) -> None:
    text = reported("table", solved("ce", input=LOGITS[:10], target=TARGETS[:10]), rows="2")
    assert "losses  min" not in text
