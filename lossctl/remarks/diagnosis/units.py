"""What was made of the number afterwards: another logarithm, a sign, a power, T²."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lossctl.problem import Problem


@dataclass(frozen=True)
class Unit:
    """The loss in another unit; `common` as for a Reading. `done` says what it is, `formula` is of the loss L."""

    id: str
    common: float
    formula: str
    done: str
    of: Callable[[float], float]


def units(problem: Problem) -> Iterator[Unit]:
    """Those that are possible for a problem."""
    t, ce = problem.settings.temperature, problem.loss.name == "ce"
    if t != 1:
        done = f"the loss was multiplied by T² = {t * t:g}, as distillation does (Hinton et al. 2015); kl_div does not"
        yield Unit("temperature squared", 0.35, "L · T²", done, lambda loss: loss * t * t)
        yield Unit(
            "times temperature",
            0.05,
            "L · T",
            f"the loss was multiplied by T = {t:g}; PyTorch does not",
            lambda loss: loss * t,
        )
    yield Unit("sign", 0.06, "−L", "the sign is missing: the mean of log p, not of −log p", lambda loss: -loss)
    bits = 0.15 if problem.loss.name == "kl" else 0.06
    yield Unit(
        "bits",
        bits,
        "L / ln 2",
        "the logarithm to base 2, bits; PyTorch's is natural, nats",
        lambda loss: loss / math.log(2),
    )
    yield Unit(
        "base 10", 0.03, "L / ln 10", "the logarithm to base 10; PyTorch's is natural", lambda loss: loss / math.log(10)
    )
    yield Unit("perplexity", 0.08 if ce else 0.01, "exp(L)", "the perplexity, exp of the loss that PyTorch gives", _exp)
    yield Unit("likelihood", 0.01, "exp(−L)", "exp of minus the loss: the mean probability", lambda loss: _exp(-loss))
    yield Unit(
        "power of two",
        0.01 if ce else 0.002,
        "2^L",
        "2 to the power of a loss in nats",
        _exp2,
    )
    yield Unit("half", 0.012, "L / 2", "half of what PyTorch gives", lambda loss: loss / 2)
    yield Unit("double", 0.008, "2 · L", "twice what PyTorch gives", lambda loss: 2 * loss)


def _exp2(value: float) -> float:
    return _exp(value * math.log(2))


def _exp(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf
