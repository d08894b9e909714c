"""Ways to differ that fewer people take: distillation without a stated temperature, margins, focal loss of a mean."""

from typing import Any

import numpy as np
import pytest

import lossctl

torch = pytest.importorskip("torch")
F = torch.nn.functional

RANDOM = np.random.default_rng(8)
LOGITS, TEACHER, SQUARE = (RANDOM.normal(size=shape).round(4) * 2 for shape in ((7, 5), (7, 5), (4, 4)))
LABELS, MANY = RANDOM.integers(0, 5, 7), RANDOM.integers(0, 2, (7, 5))
HOT = np.eye(4)[[1, 2, 0, 3]]
UNIFORM, TRUTH = [0.333, 0.333, 0.333], [0.36, 0.48, 0.16]
x, z, sq, t = (torch.tensor(each) for each in (LOGITS, TEACHER, SQUARE, LABELS))
each, truth = F.cross_entropy(x, t, reduction="none"), x.softmax(1)[range(7), LABELS]
distilled = {"target_from": "logits", "reduction": "batchmean"}


def at(temperature: float) -> Any:
    return F.kl_div((x / temperature).log_softmax(1), (z / temperature).softmax(1), reduction="batchmean")


CASES = [
    ("kl", [LOGITS, TEACHER], distilled, 4 * at(2), "temperature-applied+temperature-squared"),
    ("kl", [LOGITS, TEACHER], distilled, 16 * at(4), "temperature-applied+temperature-squared"),
    ("kl", [LOGITS, TEACHER], distilled, F.mse_loss(x, z), "squared-error-of-the-logits"),
    (
        "kl",
        [UNIFORM, TRUTH],
        {"from_": "probs", "reduction": "sum"},
        (torch.tensor(TRUTH) * (3 * torch.tensor(TRUTH)).log2()).sum(),
        "rows-rescaled+bits",
    ),
    ("ce", [LOGITS, LABELS], {}, F.cross_entropy(100 * x, t), "temperature-applied"),
    ("ce", [LOGITS, LABELS], {}, F.cross_entropy(x / 0.05, t), "temperature-applied"),
    ("ce", [LOGITS, LABELS], {}, (0.25 * (1 - truth) ** 2 * each).mean(), "focal"),
    ("ce", [LOGITS, LABELS], {}, (1 - (-each.mean()).exp()) ** 2 * each.mean(), "focal-of-the-mean"),
    ("ce", [LOGITS, LABELS], {}, (each + 1 - truth).mean(), "poly"),
    ("ce", [LOGITS, LABELS], {}, F.multi_margin_loss(x, t), "multi-margin"),
    ("ce", [LOGITS, LABELS], {}, 5 * F.multi_margin_loss(x, t), "multi-margin"),
    ("bce_logits", [LOGITS, MANY], {}, (1 - (2 * torch.tensor(MANY) - 1) * x).relu().mean(), "hinge"),
    ("ce", [LOGITS, LABELS], {}, each[1:].mean(), "first-left-out"),
    ("ce", [SQUARE, HOT], {}, F.cross_entropy(sq, torch.tensor(HOT.argmax(0))), "one-hot"),
    ("ce", [LOGITS, LABELS], {}, F.cross_entropy(x.round(decimals=2), t), "input-rounded"),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case[0]}: {case[-1]}" for case in CASES])
def test_the_way_that_pytorch_took_is_named_first(case: tuple[str, list[Any], dict[str, Any], Any, str]) -> None:
    name, arrays, options, value, cause = case
    printed = f"{float(value):.10f}" if cause == "input-rounded" else f"{float(value):.6f}"
    verdict = getattr(lossctl, name)(*arrays, expect=printed, **options).verdict
    assert not verdict.matches
    assert [each.cause for each in verdict.diagnosis][:1] == [cause]
