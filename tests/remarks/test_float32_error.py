"""What PyTorch prints in float32 matches, however it is printed, and what is off by 20 times as much never does."""

import math
from typing import Any

import numpy as np
import pytest

from lossctl.engine.scan import result_of, total
from lossctl.losses import LOSSES
from lossctl.problem import Problem
from lossctl.remarks.expected import of_array, of_text
from lossctl.remarks.float32_error import float32_error
from lossctl.remarks.verdict import verdict_on
from lossctl.settings import Settings

torch = pytest.importorskip("torch")
F = torch.nn.functional

CLASSES = (2, 3, 10, 100, 1000, 32_000, 128_256)
SCALES = (0.1, 1.0, 5.0, 20.0, 1000.0)
MASKS = (None, -1e9, -math.inf, float(np.finfo(np.float32).min))
PRINTS = (lambda v: repr(float(v)), "{:.8f}".format, "{:.9g}".format, "{:.7f}".format, str, "{:.4f}".format)


def logits(rng: np.random.Generator, count: int, classes: int) -> tuple[Any, Any]:
    """Logits in float32 with class indices; some of confident models, some with a masked class."""
    x = rng.standard_normal((count, classes)).astype(np.float32) * np.float32(rng.choice(SCALES))
    target = np.zeros(count, int) if rng.random() < 0.5 else rng.integers(0, classes, count)
    if rng.random() < 0.5:
        x[:, 0] += np.float32(rng.choice(SCALES))
    mask = MASKS[rng.integers(len(MASKS))]
    if mask is not None and classes > 2:
        x[:, 1] = mask
        target[target == 1] = 0
    return x, target


def of_classes(rng: np.random.Generator, reduction: str) -> tuple[str, dict[str, Any], Any]:
    classes = int(rng.choice(CLASSES))
    x, target = logits(rng, min(int(rng.choice((1, 4, 500, 4000))), max(1, 400_000 // classes)), classes)
    torch_x, torch_t = torch.tensor(x), torch.tensor(target)
    if rng.random() < 0.5:
        return "ce", {"input": x, "target": target}, F.cross_entropy(torch_x, torch_t, reduction=reduction)
    by_hand = torch.logsumexp(torch_x, 1) - torch_x[torch.arange(len(x)), torch_t]
    return "ce", {"input": x, "target": target}, getattr(by_hand, reduction)()


def of_elements(rng: np.random.Generator, reduction: str) -> tuple[str, dict[str, Any], Any]:
    x = rng.standard_normal(int(rng.choice((1, 10, 4000)))).astype(np.float32) * np.float32(rng.choice(SCALES))
    y = ((x > 0) if rng.random() < 0.5 else rng.random(len(x)) < 0.5).astype(np.float32)
    loss = F.binary_cross_entropy_with_logits(torch.tensor(x), torch.tensor(y), reduction=reduction)
    return "bce-logits", {"input": x, "target": y}, loss


def of_distributions(rng: np.random.Generator, reduction: str) -> tuple[str, dict[str, Any], Any]:
    classes = int(rng.choice(CLASSES))
    x, _ = logits(rng, max(1, 20_000 // classes), classes)
    x = np.where(np.isfinite(x), x, np.float32(0))
    target = torch.softmax(torch.tensor(x[:, ::-1].copy()), 1)
    loss = getattr(F.kl_div(torch.log_softmax(torch.tensor(x), 1), target, reduction="none"), reduction)()
    return "kl", {"input": x, "target": target.numpy()}, loss


KINDS = (of_classes, of_classes, of_elements, of_distributions)


def test_float32_prints_match_and_others_do_not() -> None:
    rng = np.random.default_rng(14)
    prints, refused, worst = 0, [], 0.0
    for case in range(160):
        reduction = ("mean", "sum")[case // 4 % 2]
        name, arrays, loss = KINDS[case % 4](rng, reduction)
        prepared = Problem(LOSSES[name].load(), arrays, Settings(reduction=reduction)).prepared()
        mine = result_of(prepared, total(prepared)).reduced
        if not math.isfinite(float(loss)):
            continue
        error = float32_error(prepared, map)
        worst = max(worst, abs(float(loss) - mine) / max(1.3e-6 * abs(mine), error))
        for print_ in PRINTS:
            expected = of_text(print_(np.float32(loss.item())))
            expected = expected if expected.matches(mine) else expected.allowing(error)
            prints += 1
            refused += [] if expected.matches(mine) or float(expected.written) == 0 else [expected.written]
            assert not expected.matches(mine + 20 * expected.allowed + 1e-300) or not expected.allowed
    assert prints > 800
    assert len(refused) < 0.01 * prints, refused
    assert 0.1 < worst < 1  # the room is within 10 times the errors that are met


def test_the_losses_of_single_samples_have_room_too() -> None:
    x, target = logits(np.random.default_rng(3), 50, 100)
    printed = F.cross_entropy(torch.tensor(x), torch.tensor(target), reduction="none").numpy()
    problem = Problem(LOSSES["ce"].load(), {"input": x, "target": target}, Settings(reduction="none"))
    prepared = problem.prepared()
    mine = F.cross_entropy(torch.tensor(x).double(), torch.tensor(target), reduction="none").numpy()
    assert verdict_on(prepared, mine, of_array(printed), map).matches
    wrong = printed.copy()
    wrong[7] += 20 * float32_error(prepared, map)[7]
    assert not verdict_on(prepared, mine, of_array(wrong), map).matches
