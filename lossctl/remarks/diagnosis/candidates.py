"""The numbers that a diagnosis compares: what readings, reductions and units make of a problem."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from lossctl.engine.scan import Map
from lossctl.errors import InputError
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.readings import READINGS
from lossctl.remarks.diagnosis.reductions import REDUCTIONS
from lossctl.remarks.diagnosis.totals import Solved, solved
from lossctl.remarks.diagnosis.units import units

TOGETHER = 0.35  # two causes at once are rarer than each by itself
NATURAL = 0.5  # unless they belong together
NUMBERS = 1.2e8  # so many numbers are calculated with for one diagnosis: below three seconds
LEAST = 5e4  # what the smallest problem costs, in numbers
PAIRED = 1 << 18  # numbers of an input of which all changed copies are kept at once, as pairs of readings need
LARGEST = 1 << 22  # numbers of an input of which one changed copy after the other is made


class Candidate(NamedTuple):
    """A number and what leads to it."""

    common: float
    causes: tuple[str, ...]
    value: Any
    formula: str
    done: tuple[str, ...]
    problem: Problem | None  # whose loss it is, if the options can say so
    nearly: bool = False  # but for rounding on the way


class Changed(NamedTuple):
    """A problem that some readings made of the one asked."""

    common: float
    themes: tuple[str, ...]
    causes: tuple[str, ...]
    done: tuple[str, ...]
    call: str
    problem: Problem
    last: int  # the place of the last reading in READINGS
    natural: tuple[str, ...] = ()


def too_large(problem: Problem) -> bool:
    """Whether its input is so large that reductions and units are tried, and no other reading."""
    return math.prod(problem.arrays["input"].shape) > LARGEST


def one_reading(problem: Problem, least: float) -> Iterator[Changed]:
    """The problem itself, and those of one reading; those less common than `least` would stay unsaid."""
    first = Changed(1.0, (), (), (), "", problem, -1)
    yield first
    if too_large(problem):
        return
    in_memory = problem.given(**{name: np.asarray(array) for name, array in problem.arrays.items()})
    singles = _read(first._replace(problem=in_memory), range(len(READINGS)))
    yield from (single for single in singles if single.common >= least)


def can_pair(problem: Problem) -> bool:
    """Whether its input is so small that all changed copies of it can be kept."""
    return math.prod(problem.arrays["input"].shape) <= PAIRED


def two_readings(singles: list[Changed], least: float) -> Iterator[Changed]:
    """A second reading of each, of another theme and later in the calculation, the commonest first."""
    singles = sorted(singles, key=lambda each: -each.common)
    cost = max([LEAST, *(float(math.prod(each.problem.arrays["input"].shape)) for each in singles)])
    left = NUMBERS - cost * len(singles)
    pairs = [
        (single.common * READINGS[place].common * TOGETHER, number, place)
        for number, single in enumerate(singles)
        for place in range(single.last + 1, len(READINGS))
        if READINGS[place].theme not in single.themes
    ]
    for bound, number, place in sorted(pairs, key=lambda pair: -pair[0]):
        if bound < least or left < 0:
            return
        for pair in _read(singles[number], range(place, place + 1)):
            left -= 2 * cost
            if pair.common >= least:
                yield pair


def _read(before: Changed, places: range) -> Iterator[Changed]:
    """What these readings make of a problem; those that do not fit its arrays make nothing."""
    for place in places:
        reading = READINGS[place]
        common = before.common * reading.common * (TOGETHER if before.causes else 1.0)
        try:
            for way in reading.ways(before.problem):
                call = way.call.format(way.problem.loss.name)
                yield Changed(
                    common * way.likely,
                    (*before.themes, reading.theme),
                    (*before.causes, way.id or reading.id),
                    (*before.done, way.done),
                    "" if before.causes else call,
                    way.problem,
                    place,
                    way.natural,
                )
        except InputError:
            continue


def candidates(changed: Changed, asked: Problem, map: Map, least: float) -> Iterator[Candidate]:
    """The numbers of a problem: reduced as asked and otherwise, and what else is made of them."""
    try:
        answer = solved(changed.problem, map)
    except InputError:
        return
    if changed.problem.settings.reduction == "none":
        yield from _unreduced(changed, answer)
        return
    own = answer.problem.settings.reduction
    formula = changed.call or ("Σ l" if own == "sum" else f"{answer.sum:.6g} / {answer.divisor:.6g}")
    base = Candidate(changed.common, changed.causes, answer.loss, formula, changed.done, changed.problem)
    yield base
    if len(changed.causes) > 1:
        return
    yield from _in_units(changed, base, asked, least)
    for reduction in REDUCTIONS:
        common = changed.common * _besides(changed, reduction.id, reduction.common[asked.loss.name])
        for total in reduction.totals(answer) if common else ():
            other = Candidate(
                common * total.likely,
                (*changed.causes, reduction.id),
                answer.by(total.reduction) if total.reduction else total.value,
                total.formula,
                (*changed.done, total.done),
                changed.problem.but(reduction=total.reduction) if total.reduction else None,
            )
            yield other
            if not changed.causes:
                yield from _in_units(changed._replace(causes=other.causes), other, asked, least)


def _besides(changed: Changed, id: str, common: float) -> float:
    """How common a reduction or a unit is beside what has been changed already."""
    if id in changed.natural:
        return NATURAL
    return common * TOGETHER if changed.causes and changed.problem.loss.name != "kl" else common


def _in_units(changed: Changed, base: Candidate, asked: Problem, least: float) -> Iterator[Candidate]:
    for unit in units(asked):
        common = base.common * _besides(changed, unit.id, unit.common)
        if common >= least:
            value, formula = unit.of(base.value), unit.formula.replace("L", f"{base.value:.6g}")
            yield Candidate(common, (*base.causes, unit.id), value, formula, (*base.done, unit.done), None)


def _unreduced(changed: Changed, answer: Solved) -> Iterator[Candidate]:
    """The losses one by one, and in other units."""
    losses = answer.as_given
    if losses is None:
        return
    formula = changed.call or "l"
    yield Candidate(changed.common, changed.causes, losses, formula, changed.done, changed.problem)
    for unit in units(changed.problem):
        with np.errstate(all="ignore"):
            values = np.array([unit.of(each) for each in losses.ravel().tolist()]).reshape(losses.shape)
        yield Candidate(
            changed.common * unit.common * TOGETHER,
            (*changed.causes, unit.id),
            values,
            unit.formula.replace("L", "l"),
            (*changed.done, unit.done),
            None,
        )
