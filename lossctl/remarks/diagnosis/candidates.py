"""The numbers that a diagnosis compares with the expected one: what reductions and units make of a trial."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from lossctl.engine.scan import Map
from lossctl.errors import InputError
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import is_kl
from lossctl.remarks.diagnosis.reductions import REDUCTIONS
from lossctl.remarks.diagnosis.totals import LARGEST_FACTOR, Solved, solved
from lossctl.remarks.diagnosis.trials import TOGETHER, Trial
from lossctl.remarks.diagnosis.units import Unit, units

GOES_WITH = 0.5  # the frequency of a reduction or unit that a slip goes with
USUAL = 0.1  # the frequency of a usual reduction, such as PyTorch's own
USUAL_TOGETHER = 0.45  # so much rarer a usual reduction or a unit is beside a slip: it is chosen apart from it


class Candidate(NamedTuple):
    """A number, the names of its causes, a clause for each, and how common they are together.

    `problem` is the one whose loss it is, or None if no options can say so. `rounded`: it gives the expected number
    only if something was rounded on the way.
    """

    frequency: float
    causes: tuple[str, ...]
    value: Any
    formula: str
    clauses: tuple[str, ...]
    problem: Problem | None
    rounded: bool = False


def candidates(trial: Trial, asked: Problem, map: Map, least: float) -> Iterator[Candidate]:
    """The numbers of a trial: its loss as asked, by other reductions and in other units.

    Those by other reductions and in other units are left out if their frequency is surely below `least`.
    """
    try:
        answer = solved(trial.problem, map)
    except InputError:
        return
    if trial.problem.settings.reduction == "none":
        yield from _of_each_loss(trial, answer)
        return
    is_sum = answer.problem.settings.reduction == "sum"
    formula = trial.formula or ("Σ l" if is_sum else with_minus_sign(f"{answer.sum:.6g} / {answer.divisor:.6g}"))
    base = Candidate(trial.frequency, trial.causes, answer.loss, formula, trial.clauses, trial.problem)
    yield base
    if len(trial.causes) > 1:
        return
    yield from _in_units(trial, base, asked, least)
    for reduction in REDUCTIONS:
        common = reduction.frequency(asked.loss.criterion)
        together = USUAL_TOGETHER if common >= USUAL else TOGETHER
        frequency = trial.frequency * _beside(trial, reduction.cause, common, together)
        for total in reduction.totals(answer) if frequency and frequency * LARGEST_FACTOR >= least else ():
            other = Candidate(
                frequency * total.factor,
                (*trial.causes, reduction.cause),
                answer.by(total.reduction) if total.reduction else total.value,
                with_minus_sign(total.formula),
                (*trial.clauses, total.clause),
                trial.problem.but(reduction=total.reduction) if total.reduction else None,
            )
            yield other
            if not trial.causes:
                yield from _in_units(trial._replace(causes=other.causes), other, asked, least)


def _beside(trial: Trial, cause: str, frequency: float, together: float = USUAL_TOGETHER) -> float:
    """The frequency of a reduction or a unit beside the slips of a trial, where it is rarer by the factor `together`.

    That is not so for kl: its mean, batchmean and sum, bits and T² are confused whatever else was done.
    """
    if cause in trial.goes_with:
        return GOES_WITH
    return frequency * together if trial.causes and not is_kl(trial.problem) else frequency


def _units_of(trial: Trial, problem: Problem) -> Iterator[Unit]:
    """The units that are possible for the problem and for what a trial made of it, with the temperature of either."""
    possible = units(problem, trial.problem.settings.temperature)
    return (unit for unit in possible if trial.of_logs or not unit.of_logs)


def _in_units(trial: Trial, base: Candidate, asked: Problem, least: float) -> Iterator[Candidate]:
    """A candidate's number in other units."""
    for unit in _units_of(trial, asked):
        frequency = base.frequency * _beside(trial, unit.cause, unit.frequency)
        if frequency >= least:
            value, formula = unit.of(base.value), _in_formula(base.value, unit.formula)
            clauses = (unit.clause, *base.clauses)  # what was done last comes first: it is what to undo first
            yield Candidate(frequency, (*base.causes, unit.cause), value, formula, clauses, None)


def with_minus_sign(formula: str) -> str:
    """A formula whose first number may be negative, with the minus sign that formulas have."""
    return "−" + formula[1:] if formula.startswith("-") else formula


def _in_formula(loss: float, formula: str) -> str:
    """The loss in the place of L; a negative one in brackets, where a sign stands before it."""
    number = with_minus_sign(f"{loss:.6g}")
    alone = formula.startswith("L") or "(L)" in formula
    return formula.replace("L", number if alone or loss >= 0 else f"({number})")


def _of_each_loss(trial: Trial, answer: Solved) -> Iterator[Candidate]:
    """The array of losses that is not reduced, and the same in other units."""
    losses = answer.as_given
    if losses is None:
        return
    yield Candidate(trial.frequency, trial.causes, losses, trial.formula or "l", trial.clauses, trial.problem)
    for unit in _units_of(trial, trial.problem):
        with np.errstate(all="ignore"):
            values = np.array([unit.of(each) for each in losses.ravel().tolist()]).reshape(losses.shape)
        frequency = trial.frequency * unit.frequency * TOGETHER
        formula = unit.formula.replace("L", "l")
        yield Candidate(frequency, (*trial.causes, unit.cause), values, formula, (*trial.clauses, unit.clause), None)
