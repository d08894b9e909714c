"""What is printed holds: each line `a = b`, the sums of the tables, the width of a page."""

import math
import re
from dataclasses import replace
from typing import Any

import mpmath
import numpy as np
import pytest

import lossctl
from lossctl.losses import LOSSES
from lossctl.option import options as of
from lossctl.problem import Problem
from lossctl.report import explanation, result_table
from lossctl.report.console import text_of
from lossctl.report.streams import Paper
from lossctl.report.worked_lesson import explained
from lossctl.result import Result
from lossctl.settings import Arrays, Settings, View
from lossctl.solve import Calculation, solve

LOGITS = [[0.2150, -0.1513, -0.1051], [-0.7047, -0.9339, 0.2430], [-0.9102, -0.4769, -0.1792], [0.2268, 1.9147, 1.8868]]
PROBS = [[0.5, 1.0, 0.8], [0.2, 0.4, 0.6]]
HOT = [[0, 1, 0], [0, 0, 1]]
SOFT = [[0.7, 0.2, 0.1], [0.2, 0.5, 0.3], [1, 0, 0], [0.3, 0.3, 0.4]]
TEACHER = [[1, 1.5, 0.2], [0, 3, 0.5]]
random = np.random.default_rng(7)

CASES: dict[str, tuple[Any, tuple[Any, Any], dict[str, Any]]] = {
    "ce": (lossctl.ce, (LOGITS, [0, 0, 0, 1]), {}),
    "ce weighted": (lossctl.ce, (LOGITS, [0, 0, 0, 1]), {"weight": [9, 15, 80]}),
    "ce weighted, sampled, smoothed": (
        lossctl.ce,
        (LOGITS, [0, 0, -100, 1]),
        {"weight": [9, 15, 80], "sample_weight": [1, 2, 3, 0.5], "label_smoothing": 0.1},
    ),
    "ce of the first ignored": (lossctl.ce, (LOGITS, [1, 0, 0, 2]), {"ignore_index": 1, "reduction": "sum"}),
    "ce of large logits": (lossctl.ce, ([[1000.0, 10.0, -500.0], [0.0, 40.0, 3.0]], [1, 0]), {}),
    "ce of a sure sample": (lossctl.ce, ([[0.0, -30.0, -31.0]], [0]), {}),
    "ce of five classes": (lossctl.ce, (random.normal(size=(3, 5)), [4, 0, 1]), {"temperature": 2.0}),
    "ce of many classes": (lossctl.ce, (random.normal(size=(30, 400)), random.integers(0, 400, 30)), {}),
    "ce of probabilities": (lossctl.ce, (SOFT, [0, 1, 0, 2]), {"from_": "probs"}),
    "ce of log-probabilities": (lossctl.ce, (np.log(SOFT[:2]), [0, 1]), {"from_": "log-probs", "reduction": "none"}),
    "ce with soft targets": (lossctl.ce, (LOGITS, SOFT), {}),
    "ce with soft targets, all options": (
        lossctl.ce,
        (LOGITS, SOFT),
        {"weight": [1, 2, 3], "label_smoothing": 0.1, "temperature": 3.0, "sample_weight": [1, 0, 2, 1]},
    ),
    "ce with soft targets of many classes": (lossctl.ce, (np.zeros((2, 20)), np.full((2, 20), 0.05)), {}),
    "ce of images": (lossctl.ce, (random.normal(size=(2, 3, 2, 2)), random.integers(0, 3, (2, 2, 2))), {}),
    "ce of sequences": (
        lossctl.ce,
        (random.normal(size=(2, 4, 3)), random.integers(0, 3, (2, 4))),
        {"class_axis": -1},
    ),
    "ce of one sample": (lossctl.ce, ([2.0, 0.5, 0.3], 0), {}),
    "ce of nothing": (lossctl.ce, (np.zeros((0, 3)), np.zeros(0)), {}),
    "ce of a masked class": (lossctl.ce, ([[0.0, -math.inf], [1.0, 2.0]], [1, 0]), {}),
    "bce": (lossctl.bce, (PROBS, HOT), {}),
    "bce weighted": (lossctl.bce, (PROBS, HOT), {"weight": [0.1, 0.9, 0.3], "sample_weight": [1, 2]}),
    "bce clamped, soft": (lossctl.bce, ([1.0, 0.0, 0.3, 0.0], [0, 0.5, 0.25, 0]), {}),
    "bce-logits": (lossctl.bce_logits, (PROBS, HOT), {"pos_weight": [1, 2, 3], "weight": 2.0}),
    "bce-logits, soft": (lossctl.bce_logits, ([0.3, -40.0, 800.0], [0.2, 1, 0.5]), {"pos_weight": 2.0}),
    "kl": (lossctl.kl, (PROBS, SOFT[:2]), {}),
    "kl of teacher and student": (
        lossctl.kl,
        (PROBS, TEACHER),
        {"target_from": "logits", "temperature": 2.0, "reduction": "batchmean"},
    ),
    "kl of probabilities": (lossctl.kl, (SOFT, SOFT[::-1]), {"from_": "probs", "reduction": "sum"}),
    "kl to the letter": (
        lossctl.kl,
        (np.log(SOFT[:2]), np.log(SOFT[1:2] * 2)),
        {"from_": "log-probs", "target_from": "log-probs", "sample_weight": [2, 1]},
    ),
}
RENDERERS = {"table": result_table.render, "page": explanation.render}
EQUATION = re.compile(r"(?P<left>[^:=]*[\d)])  =  (?P<right>−?-?[\d.]+(e[+−-]\d+)?)$")


def posed(case: str, **changes: Any) -> Problem:
    function, arrays, options = CASES[case]
    given = {**dict(zip(("input", "target"), arrays, strict=True)), **options, **changes}
    of_arrays = {name: np.asarray(given.pop(name)) for name in ("input", "target", *of(Arrays)) if name in given}
    return Problem(LOSSES[function.__name__.replace("_", "-")].load(), of_arrays, Settings.of(**given))


def result_of(case: str) -> Result:
    return solve(posed(case))


def rendered(renderer: str, problem: Problem, width: int | None = None) -> str:
    return text_of(RENDERERS[renderer](Calculation(problem), View()), Paper(width))


def judged(left: str) -> mpmath.mpf:
    """The value of a left side, by other means than the printer's."""
    words = left.replace("loss", "").replace("−", "-").replace("×", "*").strip()
    words = re.sub(r"ln (-?[\d.]+(e[+-]\d+)?)", r"ln(\1)", words)
    words = re.sub(r"(?<![\w.])(\d+(\.\d+)?(e[+-]\d+)?)", r"mpf('\1')", words)
    assert not set(re.findall(r"[a-z]+", words)) - {"ln", "exp", "mpf", "e"}, left
    with mpmath.workdps(50):
        return mpmath.mpf(eval(words, {"ln": mpmath.log, "exp": mpmath.exp, "mpf": mpmath.mpf}))


def unit(right: str) -> mpmath.mpf:
    mantissa, _, exponent = right.replace("−", "-").partition("e")
    return mpmath.mpf(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def equations(text: str) -> list[tuple[str, str]]:
    found = []
    for line in text.splitlines():
        if "  =  " in line and not set(line) & {"∞", "N"}:
            match = EQUATION.search(line)
            assert match, line
            found.append((match["left"], match["right"]))
    return found


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("case", CASES)
def test_every_printed_line_holds_for_the_digits_shown(case: str, renderer: str) -> None:
    text = rendered(renderer, posed(case))
    result = result_of(case)
    for left, right in equations(text):
        assert abs(judged(left) - mpmath.mpf(right.replace("−", "-"))) <= 0.501 * unit(right), f"{left} = {right}"
    if renderer == "page" and result.reduction != "none" and result.count and math.isfinite(float(result)):
        assert equations(text), "an explanation without a worked line explains nothing"


@pytest.mark.parametrize("case", CASES)
def test_a_page_of_a_posts_size_fits_80_columns(case: str) -> None:
    lines = rendered("page", posed(case), 80).splitlines()
    assert not [line for line in lines if len(line) > 80]


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("case", CASES)
def test_the_loss_stands_alone_in_the_last_line(case: str, renderer: str) -> None:
    result = result_of(case)
    last = rendered(renderer, posed(case)).splitlines()[-1]
    name, shown = last.split("  ")
    assert name == "loss"
    if result.reduction != "none" and math.isfinite(float(result)):
        assert float(shown) == pytest.approx(float(result), rel=1e-6, abs=5e-7)


@pytest.mark.parametrize("case", [name for name in CASES if name not in ("ce of log-probabilities",)])
def test_a_table_shows_sum_and_denominator(case: str) -> None:
    text = rendered("table", posed(case))
    assert "sum / denominator = loss" in text


@pytest.mark.parametrize("case", CASES)
def test_the_shown_losses_are_those_of_the_calculation(case: str) -> None:
    """Explaining listens: the numbers of a page are the bits of the result."""
    problem = posed(case, reduction="none")
    kept = solve(problem)
    told = explained(problem.prepared(), kept, None)
    losses = np.concatenate([np.atleast_1d(row["loss"]) for _, row in told.samples]) if told.samples else np.zeros(0)
    if kept.criterion == "kl":
        losses = losses.reshape(kept.loss.shape)
    assert np.array_equal(losses.reshape(-1), np.asarray(kept.loss).reshape(-1), equal_nan=True)


def test_a_class_may_be_called_anything() -> None:
    problem = replace(posed("ce"), class_names=("[bold]", "[/]", "a long name of a class"))
    for renderer in RENDERERS:
        text = rendered(renderer, problem)
        assert "[bold]" in text
        assert "[/]" in text


def test_rows_that_are_left_out_are_counted() -> None:
    text = rendered("table", posed("ce of many classes"))
    assert "20 more" in text
    assert "count 30" in text


def test_the_page_of_post_4() -> None:
    """The mock-up of explain.md, as built: read it, and see if it explains."""
    assert rendered("page", posed("ce weighted")) == POST_4


POST_4 = """\
F.cross_entropy(x, t, weight=w)                     x (4, 3)   t (4,)

1  log-probability of the right class         log p = x[t] − ln Σ exp(x)
   sample 0:  0.215 − ln(1.239862 + 0.859590 + 0.900234)  =  −0.883508

2  loss of a sample                           l = −w[t] · log p
   sample 0:  −9 × −0.883508  =  7.9516

   sample  t     x[t]  ln Σ exp    log p      p  w[t]        l
        0  0   0.2150    1.0985  −0.8835  41.3%     9   7.9516
        1  0  −0.7047    0.7712  −1.4759  22.9%     9  13.2830
        2  0  −0.9102    0.6201  −1.5303  21.6%     9  13.7726
        3  1   1.9147    2.6836  −0.7689  46.4%    15  11.5335
        Σ                                          42  46.5407

3  weighted mean                              L = Σ l / Σ w[t]
   46.5407 / 42  =  1.1081

note: mean divides by the weights, 42; by the samples, 4, it would be 11.6352
loss  1.108111
"""
