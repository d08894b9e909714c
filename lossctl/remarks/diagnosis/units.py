"""What was made of the number afterwards: another logarithm, a sign, a power, a factor of T² or of ten."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import is_binary, is_ce, is_ce_or_kl, is_indexed, is_kl

# How common a factor of this power of ten is, and what it means.
POWERS_OF_TEN = {
    2: (0.01, "it is in per cent"),
    3: (0.002, "it is in thousandths, as logs show more digits"),
    -2: (0.002, "it was taken for a percentage"),
    1: (0.0008, "ten times what PyTorch gives"),
    -1: (0.0008, "a tenth of what PyTorch gives"),
    4: (0.0008, "ten thousand times what PyTorch gives"),
    -3: (0.0008, "a thousandth of what PyTorch gives"),
}
# How common it is that the line `1.00000e-02 *` above a print of old PyTorch was left out, by its exponent.
FACTORS = {-2: 0.01, -3: 0.002, -4: 0.001, 5: 0.0008, 6: 0.0004}
ACCUMULATED = {4: 0.006, 8: 0.003, 16: 0.0015}  # steps of gradient accumulation, and how common each number is


@dataclass(frozen=True, kw_only=True)
class Unit:
    """The loss in another unit: the function `of` the loss, its formula, where `L` is the loss, and a clause.

    `frequency` is as for a slip. `of_logs`: it can be made only of a mean of logs of probabilities.
    """

    cause: str
    frequency: float
    formula: str
    clause: str
    of: Callable[[float], float]
    of_logs: bool = False


def units(problem: Problem, other_temperature: float = 1.0) -> Iterator[Unit]:
    """Those that are possible for a problem; `other_temperature` is one that was used elsewhere, where it has none."""
    t = problem.settings.temperature
    t = other_temperature if t == 1 else t
    if t != 1:
        squared, times = (lambda loss: loss * t * t), (lambda loss: loss * t)
        function = "kl_div" if is_kl(problem) else "cross_entropy"
        why = f"by which the loss was multiplied, as distillation does (Hinton et al. 2015); {function} does not"
        frequency = 0.05 if is_indexed(problem) else 0.35  # beside class indices a temperature calibrates
        clause = f"divide by T² = {t * t:g}, {why}"
        yield Unit(cause="temperature squared", frequency=frequency, formula="L · T²", clause=clause, of=squared)
        clause = f"divide by T = {t:g}, by which the loss was multiplied; {function} does not"
        yield Unit(cause="times temperature", frequency=0.05, formula="L · T", clause=clause, of=times)
    if is_ce_or_kl(problem) or is_binary(problem):
        yield from _of_logs(problem)
    clause = "half of what PyTorch gives: 0.5 · loss, or divided by 2 steps of gradient accumulation"
    yield Unit(cause="half", frequency=0.012, formula="L / 2", clause=clause, of=partial(_divided, 2))
    yield Unit(cause="double", frequency=0.008, formula="2 · L", clause="twice what PyTorch gives", of=_double)
    for steps, frequency in ACCUMULATED.items():
        clause = f"divided by {steps} once more, as by the number of steps of gradient accumulation"
        of = partial(_divided, steps)
        yield Unit(cause=f"divided by {steps}", frequency=frequency, formula=f"L / {steps}", clause=clause, of=of)
    # Nobody takes it of a loss, only of a squared error.
    yield Unit(cause="square root", frequency=0.0, formula="√L", clause="the square root of it (RMSE)", of=_root)
    yield from _powers_of_ten()


def _powers_of_ten() -> Iterator[Unit]:
    """Per cent and the like, and the factor in the line above a print of old PyTorch."""
    for power, (frequency, clause) in POWERS_OF_TEN.items():
        factor = f"{10 ** abs(power)}"
        formula = f"{factor} · L" if power > 0 else f"L / {factor}"
        cause = f"times {factor}" if power > 0 else f"divided by {factor}"
        of = partial(_times_power_of_ten, power)
        yield Unit(cause=cause, frequency=frequency, formula=formula, clause=clause, of=of)
    for power, frequency in FACTORS.items():
        clause = f"a print's factor, {10.0**power:.5e} * in the line above the number, was left out"
        of, formula = partial(_without_factor, power), f"L / {10.0**power:.0e}"
        yield Unit(cause="a print's factor", frequency=frequency, formula=formula, clause=clause, of=of)


def _times_power_of_ten(power: int, loss: float) -> float:
    """Rounded once: dividing by 100 is not multiplying by 0.01."""
    return loss * 10.0**power if power > 0 else loss / 10.0**-power


def _without_factor(power: int, loss: float) -> float:
    """What stands behind the factor: a number from 1 to 10, of what is below 0.1 or at least 100,000; else NaN."""
    left = _times_power_of_ten(-power, loss)
    return left if 1 <= abs(left) < 10 else math.nan


def _of_logs(problem: Problem) -> Iterator[Unit]:
    """Those of losses that are means of logs of probabilities."""
    logs = "p · (ln q − ln p) was taken, not p · (ln p − ln q)" if is_kl(problem) else "log p was taken, not −log p"
    clause = f"the sign is missing: {logs}"
    yield Unit(cause="sign", frequency=0.06, formula="−L", clause=clause, of=_negative, of_logs=True)
    clause, frequency = "the logarithm to base 2, bits; PyTorch's is natural, nats", 0.1 if is_kl(problem) else 0.06
    yield Unit(cause="bits", frequency=frequency, formula="L / ln 2", clause=clause, of=_to_base_2, of_logs=True)
    clause = "the logarithm to base 10; PyTorch's is natural"
    yield Unit(cause="base 10", frequency=0.03, formula="L / ln 10", clause=clause, of=_to_base_10, of_logs=True)
    clause, frequency = "the perplexity, exp of the loss that PyTorch gives", 0.08 if is_ce(problem) else 0.01
    yield Unit(cause="perplexity", frequency=frequency, formula="exp(L)", clause=clause, of=_exp, of_logs=True)
    clause = "exp of minus the loss: the geometric mean of the probabilities, as the mean is of their logs"
    yield Unit(cause="likelihood", frequency=0.01, formula="exp(−L)", clause=clause, of=_exp_of_negative, of_logs=True)
    clause, frequency = "2 to the power of a loss in nats", 0.01 if is_ce(problem) else 0.002
    yield Unit(cause="power of two", frequency=frequency, formula="2^L", clause=clause, of=_power_of_2, of_logs=True)

    if not is_kl(problem) and problem.settings.reduction == "mean":
        clause = (
            "the focal factor (γ = 2) was made of the mean; focal loss has a factor for each sample, before the mean"
        )
        formula = "(1 − exp(−L))² · L"
        yield Unit(cause="focal of the mean", frequency=0.01, formula=formula, clause=clause, of=_focal, of_logs=True)


def _focal(loss: float) -> float:
    return (1 - _exp(-loss)) ** 2 * loss


def _root(loss: float) -> float:
    return math.sqrt(loss) if loss >= 0 else math.nan


def _divided(by: int, loss: float) -> float:
    return loss / by


def _double(loss: float) -> float:
    return 2 * loss


def _negative(loss: float) -> float:
    return -loss


def _to_base_2(loss: float) -> float:
    return loss / math.log(2)


def _to_base_10(loss: float) -> float:
    return loss / math.log(10)


def _exp(loss: float) -> float:
    try:
        return math.exp(loss)
    except OverflowError:
        return math.inf


def _exp_of_negative(loss: float) -> float:
    return _exp(-loss)


def _power_of_2(loss: float) -> float:
    return _exp(loss * math.log(2))
