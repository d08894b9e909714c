"""The problems that a diagnosis solves: the one asked, and what one slip or two make of it."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import is_kl
from lossctl.remarks.diagnosis.slips import SLIPS, Slip
from lossctl.remarks.diagnosis.views import in_memory

TOGETHER = 0.05  # a second slip, or an unusual reduction, is so much rarer beside a first one
WORK = 1.2e8  # the sum of the input sizes of all trials of one diagnosis, which takes less than three seconds
LEAST_WORK = 5e4  # the smallest problem takes as long as one of so many numbers
PAIRED = 1 << 18  # the largest input, in numbers, of which pairs of slips are tried: all changed copies are kept for it
LARGEST = 1 << 22  # the largest input, in numbers, of which slips are tried at all: one changed copy at a time


class Trial(NamedTuple):
    """A problem to solve, and the slips that made it of the one asked: none, one or two of them.

    `frequency` is how common they are. `formula` writes the loss, as `ce(softmax(x))`. `goes_with` names the
    causes (slips, reductions and units) that are common beside them. `last` is the place of the last slip in SLIPS.
    `of_logs` and `before_loss` are as for a Variant, `is_small` as for a Slip, where all slips are.
    """

    problem: Problem
    frequency: float = 1.0
    themes: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    formula: str = ""
    last: int = -1
    goes_with: tuple[str, ...] = ()
    of_logs: bool = True
    is_small: bool = False
    before_loss: str = ""


def too_large(problem: Problem) -> bool:
    """Whether the input is so large that no slips are tried, only reductions and units."""
    return math.prod(problem.arrays["input"].shape) > LARGEST


def one_slip(problem: Problem, least: float) -> Iterator[Trial]:
    """The problem as it was asked, then what each slip makes of it; those of a frequency below `least` are left out."""
    yield Trial(problem)
    if too_large(problem):
        return
    trials = _after(Trial(_in_memory(problem)), range(len(SLIPS)))
    yield from (trial for trial in trials if trial.frequency >= least)


def can_pair(problem: Problem) -> bool:
    """Whether the input is so small that all changed copies of it can be kept."""
    return math.prod(problem.arrays["input"].shape) <= PAIRED


def two_slips(firsts: list[Trial], least: float) -> Iterator[Trial]:
    """What a second slip makes of each of these, the commonest pairs first, until the work allowed is done.

    The second slip has another theme and comes later in the calculation, which is the order of SLIPS.
    """
    firsts = sorted(firsts, key=lambda trial: -trial.frequency)
    work = max([LEAST_WORK, *(float(math.prod(trial.problem.arrays["input"].shape)) for trial in firsts)])
    work_left = WORK - work * len(firsts)
    pairs = [
        (first.frequency * SLIPS[place].frequency * _together(first, SLIPS[place]), number, place)
        for number, first in enumerate(firsts)
        for place in range(first.last + 1, len(SLIPS))
        if SLIPS[place].theme not in first.themes
    ]
    for frequency, number, place in sorted(pairs, key=lambda pair: -pair[0]):
        if frequency < least or work_left < 0:
            return
        for trial in _after(firsts[number], range(place, place + 1)):
            work_left -= 2 * work
            if trial.frequency >= least:
                yield trial


def _together(before: Trial, slip: Slip) -> float:
    """How much rarer a slip is beside those of a trial."""
    if not before.causes or slip.cause in before.goes_with:
        return 1.0
    return TOGETHER


def _after(before: Trial, places: range) -> Iterator[Trial]:
    """What the slips at these places make of a trial; those that do not fit its arrays make nothing."""
    for place in places:
        slip = SLIPS[place]
        frequency = before.frequency * slip.frequency * _together(before, slip)
        is_other_loss = slip.theme == "loss" and before.before_loss
        clauses = (before.before_loss,) if is_other_loss else before.clauses
        try:
            for variant in slip.variants(before.problem):
                yield Trial(
                    _in_memory(variant.problem),
                    frequency * variant.factor,
                    themes=(*before.themes, slip.theme),
                    causes=(*before.causes, variant.cause or slip.cause),
                    clauses=(*clauses, variant.clause),
                    formula="" if before.causes else variant.formula.format(variant.problem.loss.name),
                    last=place,
                    goes_with=variant.goes_with,
                    of_logs=variant.of_logs,
                    is_small=slip.is_small and (before.is_small or not before.causes),
                    before_loss=variant.before_loss,
                )
        except InputError:
            continue


def of_one_shape(problem: Problem) -> Problem:
    """The same problem of kl with a target in the input's shape, which may be one row for all; numbers as rows."""
    shape, target = problem.arrays["input"].shape, problem.arrays["target"]
    if not shape:
        return problem.given(input=in_memory(problem, "input").reshape(1), target=np.reshape(target, 1))
    return problem if target.shape == shape else problem.given(target=np.broadcast_to(np.asarray(target), shape))


def _in_memory(problem: Problem) -> Problem:
    """The same problem with NumPy arrays only: no stored ones, and no scalars, which NumPy makes of 0-d arrays."""
    others = {name: array for name, array in problem.arrays.items() if not isinstance(array, np.ndarray)}
    problem = problem.given(**{name: np.asarray(array) for name, array in others.items()}) if others else problem
    return of_one_shape(problem) if is_kl(problem) else problem
