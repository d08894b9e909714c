"""Which reading of the data gives a number that does not match: the search, and what it may say.

A cause is named only if it is much commoner than a coincidence. A number written with few digits is met by chance:
the part of all numbers near it that would match as well is `2 · allowed / |value|`. A cause whose commonness is not
ODDS times that stays unsaid. As the commonnesses of all causes add up to about 1, a random number gets a diagnosis in
less than about one case in ODDS, however many causes there are: the more digits, the rarer the causes that are tried.
Of a number of three digits, which many things give, that would leave nothing to say: there FEW_ODDS are enough.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from lossctl.engine.scan import Map
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.candidates import Candidate, Changed, can_pair, candidates, one_reading, two_readings
from lossctl.remarks.diagnosis.reproducing_options import reproducing
from lossctl.remarks.diagnosis.tolerance import Slack, slacks
from lossctl.remarks.expected import Expected
from lossctl.result import Cause

ODDS = 22.0
FEW_ODDS = 8.0
FEW_DIGITS = 2e-3  # the chance that a number of three digits is met, and more of one of fewer
CUT_OFF = 0.5  # a match that cutting off explains, but not rounding
BEYOND_ROUNDING = 0.15  # and one within a unit of the last digit that neither explains
MOST = 4  # causes that are told
EXACTLY = 1e-3  # the chance that a number is hit to its last bit: whole numbers and simple ones are


@np.errstate(all="ignore")  # a slip may divide by 0 or overflow: such a number is none that was printed
def diagnose(problem: Problem, expected: Expected, map: Map) -> tuple[Cause, ...]:
    """The causes that give the expected number, the commonest first; none rather than a guess."""
    search = _Search(problem, expected, map)
    singles: list[Changed] = []
    for changed in one_reading(problem, search.rarest):
        search.see(changed)
        if changed.causes and can_pair(problem):
            singles.append(changed)
    for changed in two_readings(singles, max(search.rarest, search.known)):
        search.see(changed)
    return tuple(_cause(candidate, problem) for candidate in _best(search.found))


class _Search:
    """The candidates found so far that give a number."""

    def __init__(self, problem: Problem, expected: Expected, map: Map) -> None:
        self.found: list[Candidate] = []
        self._least = _least(_chance(expected, expected.allowed))
        self.rarest = min(self._least, ODDS * EXACTLY)
        self._problem, self._expected, self._map = problem, expected, map
        self._rounded = tuple(slacks(problem, expected, map))

    def see(self, changed: Changed) -> None:
        """Keep what gives the number of all that is made of a problem."""
        for candidate in candidates(changed, self._problem, self._map, self.rarest):
            if np.shape(candidate.value) == np.shape(self._expected.value):
                found = _matching(candidate, self._expected, self._least)
                self.found += found or _nearly(candidate, self._expected, self._rounded)

    @property
    def known(self) -> float:
        """How common the commonest single cause is that was found: two that are rarer than that stay unsaid."""
        return max((each.common for each in self.found if len(each.causes) == 1 and not each.nearly), default=0.0)


def _least(chance: float) -> float:
    """How common a cause must be to be named beside a coincidence of that chance."""
    return min(ODDS * chance, max(ODDS * FEW_DIGITS, FEW_ODDS * chance))


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
    return f"{value:.6f}" if 1e-3 <= abs(value) < 1e9 else f"{value:.6g}"
