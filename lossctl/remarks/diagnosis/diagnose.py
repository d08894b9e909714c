"""Which reading of the data gives a number that does not match: the search, and what it may say.

A cause is named only if it is much commoner than a coincidence. A number written with few digits is met by chance:
the part of all numbers near it that would match as well is `2 · allowed / |value|`. A cause whose commonness is not
ODDS times that stays unsaid. As the commonnesses of all causes add up to about 1, a random number gets a diagnosis in
less than about one case in ODDS, however many causes there are: the more digits, the rarer the causes that are tried.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from lossctl.problem import Problem
from lossctl.remarks.diagnosis.candidates import Candidate, candidates, changed_problems
from lossctl.remarks.diagnosis.cause import Cause
from lossctl.remarks.diagnosis.options import reproducing
from lossctl.remarks.diagnosis.slack import Slack, slacks
from lossctl.remarks.expect import Expected
from lossctl.sums.engine import Map

ODDS = 22.0
CUT_OFF = 0.5  # a match that cutting off explains, but not rounding
BEYOND_ROUNDING = 0.15  # and one within a unit of the last digit that neither explains
MOST = 4  # causes that are told
EXACTLY = 1e-3  # the chance that a number is hit to its last bit: whole numbers and simple ones are


@np.errstate(all="ignore")  # a slip may divide by 0 or overflow: such a number is none that was printed
def diagnose(problem: Problem, expected: Expected, map: Map) -> tuple[Cause, ...]:
    """The causes that give the expected number, the commonest first; none rather than a guess."""
    least = ODDS * _chance(expected, expected.allowed)
    rounded = tuple(slacks(problem, expected, map))
    found: list[Candidate] = []
    for changed in changed_problems(problem, min(least, ODDS * EXACTLY)):
        for candidate in candidates(changed, problem, map):
            if np.shape(candidate.value) == np.shape(expected.value):
                found += _matching(candidate, expected, least) or _nearly(candidate, expected, rounded)
    return tuple(_cause(candidate, problem) for candidate in _best(found))


def _matching(candidate: Candidate, expected: Expected, least: float) -> list[Candidate]:
    """The candidate, if it gives the number and is not too rare for one that is met so easily by chance."""
    if not expected.matches(candidate.value):
        return []
    if np.all(expected.near(candidate.value, 1e-12 * np.abs(expected.value))):  # the very number, with few digits
        least = min(least, ODDS * EXACTLY)
    if not np.all(expected.near(candidate.value, np.asarray(expected.allowed) / 2)):
        cut_off = np.all(np.abs(candidate.value) >= np.abs(expected.value))
        candidate = candidate._replace(common=candidate.common * (CUT_OFF if cut_off else BEYOND_ROUNDING))
    return [candidate] if candidate.common >= least else []


def _nearly(candidate: Candidate, expected: Expected, rounded: Iterable[Slack]) -> list[Candidate]:
    """The candidate, if it gives the number but for rounding on the way."""
    for slack in rounded:
        common = candidate.common * slack.common
        if np.all(expected.near(candidate.value, slack.allowed)) and common >= ODDS * _chance(expected, slack.allowed):
            done, causes = (*candidate.done, slack.done), (*candidate.causes, slack.id)
            return [candidate._replace(common=common, causes=causes, done=done, problem=None, nearly=True)]
    return []


def _chance(expected: Expected, allowed: Any) -> float:
    """The part of the numbers about as large that would match too; of an array, where that is least."""
    value, allowed = (np.asarray(each, dtype=np.float64).ravel() for each in (expected.value, allowed))
    simple = (np.floor(value) == value) | ~np.isfinite(value)
    chances = 2 * allowed[~simple] / np.abs(value[~simple])
    return float(chances.min()) if chances.size else EXACTLY


def _best(found: list[Candidate]) -> list[Candidate]:
    """The commonest first, each number once, and none of two causes after one of a single cause."""
    best: list[Candidate] = []
    for candidate in sorted(found, key=lambda each: (each.nearly, -each.common, len(each.causes))):
        known = any(len(other.causes) < len(candidate.causes) or _same(other.value, candidate.value) for other in best)
        if candidate.causes and not known:
            best.append(candidate)
    return best[:MOST]


def _same(one: Any, other: Any) -> bool:
    return bool(np.allclose(one, other, rtol=1e-12, atol=0, equal_nan=True))


def _cause(candidate: Candidate, asked: Problem) -> Cause:
    sentence = "; and ".join(candidate.done)
    if not np.ndim(candidate.value):
        sentence = f"{candidate.formula} = {_number(candidate.value)}: {sentence}"
    reproduced = reproducing(asked, candidate.problem) if candidate.problem else None
    return Cause("+".join(each.replace(" ", "-") for each in candidate.causes), sentence, candidate.value, reproduced)


def _number(value: float) -> str:
    return f"{value:.6f}" if 1e-3 <= abs(value) < 1e6 else f"{value:.6g}"
