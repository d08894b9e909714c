"""Which cause gives a number that does not match: the search, and which causes it may name.

A cause is named only if it is much commoner than a coincidence. A number written with few digits is met by chance: the
part of all numbers near it that would match as well is `2 · allowed / |value|`. A cause whose frequency is less than
ODDS times that is not named. A random number then gets a diagnosis in about one case in 300 at four digits, in one in
600 at five and in one in 1500 at six, however many causes there are: the more digits, the rarer the causes that are
tried. Many things give a number of three digits, so there the rule would leave nothing to say: what is common fits,
and is told as such (`few_digits`), not as the cause.
"""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from lossctl.engine.scan import Map
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.candidates import Candidate, candidates, with_minus_sign
from lossctl.remarks.diagnosis.reproducing_options import NOT_BY_OPTIONS, reproducing
from lossctl.remarks.diagnosis.tolerance import Slack, slacks
from lossctl.remarks.diagnosis.totals import solved
from lossctl.remarks.diagnosis.trials import Trial, can_pair, one_slip, two_slips
from lossctl.remarks.expected import Expected
from lossctl.result import Cause

ODDS = 40.0
CUT_OFF = 0.5  # the factor of a cause whose number matches if digits were cut off, but not if it was rounded
BEYOND_ROUNDING = 0.15  # the factor of one that is off by up to a unit of the last digit, which neither explains
ROUNDED_TOO = 0.1  # a slip beside which something was rounded is so much rarer: the two are independent of each other
OFFERED = 0.05  # the least frequency of what is offered for a number of three digits or fewer, as no finding
NEAR = 40.0  # numbers within a 40th of the loss are the nearer to it, the more of them there are
MUCH_RARER = 0.15  # a cause that is so much rarer than the commonest, or less common still, is left out beside it
AS_LIKELY = 0.8  # a cause that is so much as common as another, or more, is as likely
MOST = 4  # so many causes are told at most
EXACTLY = 5e-4  # the chance that a number is met to its last bit: whole and simple numbers are


@np.errstate(all="ignore")  # a slip may divide by 0 or overflow, which gives no number that anybody printed
def diagnose(problem: Problem, expected: Expected, map: Map) -> tuple[Cause, ...]:
    """The causes that give the expected number, the commonest first; none if chance explains it as well.

    Of an empty input there is nothing to be read otherwise.
    """
    if not math.prod(problem.arrays["input"].shape):
        return ()
    search = _Search(problem, expected, map)
    firsts: list[Trial] = []
    for trial in one_slip(problem, search.rarest):
        search.add_matches_of(trial)
        if trial.causes and can_pair(problem):
            firsts.append(trial)
    for trial in two_slips(firsts, max(search.rarest, search.commonest_single)):
        search.add_matches_of(trial)
    return tuple(_cause(alike, problem) for alike in _best(search.found))


class _Search:
    """The candidates found so far that give the expected number."""

    def __init__(self, problem: Problem, expected: Expected, map: Map) -> None:
        self.found: list[Candidate] = []
        self._least = ODDS * _chance(expected, expected.allowed)
        self._least_if_small = ODDS * _chance(expected, expected.allowed, near=_loss(problem, map))
        if expected.few_digits:
            self._least = min(self._least, OFFERED)
        self.rarest = min(self._least, ODDS * EXACTLY)
        self._problem, self._expected, self._map = problem, expected, map
        self._slacks = tuple(slacks(problem, expected, map))
        self._widest = np.max([np.max(expected.allowed), *(slack.allowed for slack in self._slacks)]).item()

    def add_matches_of(self, trial: Trial) -> None:
        """Keep those candidates of a trial that give the expected number."""
        for candidate in candidates(trial, self._problem, self._map, self.rarest):
            same_shape = np.shape(candidate.value) == np.shape(self._expected.value)
            if same_shape and self._expected.matches(candidate.value, self._widest):  # few are even near
                least = self._least_if_small if trial.is_small else self._least
                found = _matching(candidate, self._expected, least)
                self.found += found or _matching_if_rounded(candidate, self._expected, self._slacks)

    @property
    def commonest_single(self) -> float:
        """The greatest frequency of a single cause found: pairs that are rarer than that are not told."""
        singles = (each.frequency for each in self.found if len(each.causes) == 1 and not each.rounded)
        return max(singles, default=0.0)


def _matching(candidate: Candidate, expected: Expected, least: float) -> list[Candidate]:
    """The candidate, if it gives the number and is common enough."""
    if not expected.matches(candidate.value):
        return []
    if np.all(expected.near(candidate.value, 1e-12 * np.abs(expected.value))):  # the very number, with few digits
        least = min(least, ODDS * EXACTLY)
    if not np.all(expected.near(candidate.value, np.asarray(expected.allowed) / 2)):
        cut_off = np.all(np.abs(candidate.value) >= np.abs(expected.value))
        factor = CUT_OFF if cut_off else BEYOND_ROUNDING
        candidate = candidate._replace(frequency=candidate.frequency * factor)
    return [candidate] if candidate.frequency >= least else []


def _matching_if_rounded(candidate: Candidate, expected: Expected, slacks: Iterable[Slack]) -> list[Candidate]:
    """The candidate, if it gives the number but for rounding on the way, and is common enough even so."""
    for slack in slacks:
        together = ROUNDED_TOO if candidate.causes else 1.0
        frequency = candidate.frequency * slack.frequency * together
        least = ODDS * _chance(expected, slack.allowed)
        if np.all(expected.near(candidate.value, slack.allowed)) and frequency >= least:
            clauses, causes = (*candidate.clauses, slack.clause), (*candidate.causes, slack.cause)
            return [candidate._replace(frequency=frequency, causes=causes, clauses=clauses, problem=None, rounded=True)]
    return []


def _loss(problem: Problem, map: Map) -> Any:
    """The loss as it was asked; NaN where it is not reduced to one number."""
    loss = solved(problem, map).loss
    return loss if not np.ndim(loss) else math.nan


def _chance(expected: Expected, allowed: Any, near: float = math.nan) -> float:
    """The part of the numbers of about this size that would match too; of an array, where that is least.

    `near` the loss that was asked it is the part of those about as near, for what moves a loss by little: so do many
    other things, such as typing errors and rounding.
    """
    value, allowed = (np.asarray(each, dtype=np.float64).ravel() for each in (expected.value, allowed))
    simple = (np.floor(value) == value) | ~np.isfinite(value)
    size = np.fmin(np.abs(value), NEAR * np.abs(value - near))
    chances = 2 * allowed[~simple] / size[~simple]
    return float(chances.min()) if chances.size else EXACTLY


def _best(found: list[Candidate]) -> list[list[Candidate]]:
    """The commonest first; each printed number once.

    A list holds a candidate and those that are as likely and give the same number, by other words.
    """
    best: list[list[Candidate]] = []
    for candidate in sorted(found, key=lambda each: (each.rounded, -each.frequency, len(each.causes))):
        if not candidate.causes or _is_needless(candidate, found, best):
            continue
        alike = next((each for each in best if _printed_alike(each[0], candidate)), None)
        if alike is None:
            best.append([candidate])
        elif _as_likely(alike[0], candidate) and candidate.clauses not in [each.clauses for each in alike]:
            alike.append(candidate)
    return best[:MOST]


def _is_needless(candidate: Candidate, found: list[Candidate], best: list[list[Candidate]]) -> bool:
    """Whether simpler or much commoner causes give the number, too.

    One of two causes is needless after a single one, and wherever one of its two gives the number by itself, so that
    the other moves it by less than its digits show; so is rounding beside a cause that gives the number without it.
    """
    if any(each.causes and set(each.causes) < set(candidate.causes) for each in found):
        return True
    if not best:
        return False
    first = best[0][0]
    return (
        any(len(each[0].causes) < len(candidate.causes) for each in best)
        or candidate.rounded > first.rounded
        or candidate.frequency < MUCH_RARER * first.frequency
    )


def _as_likely(one: Candidate, other: Candidate) -> bool:
    """Whether two give the very same number, and neither is commoner, so that only both together are true."""
    same = np.allclose(one.value, other.value, rtol=1e-12, atol=0, equal_nan=True)
    return bool(same) and one.rounded == other.rounded and other.frequency >= AS_LIKELY * one.frequency


def _printed_alike(one: Candidate, other: Candidate) -> bool:
    """Whether their sentences would say one number; those of arrays say none, so there the words must differ."""
    if np.ndim(one.value):
        return one.clauses == other.clauses or bool(
            np.allclose(one.value, other.value, rtol=1e-12, atol=0, equal_nan=True)
        )
    return _number(one.value) == _number(other.value)


def _cause(candidates: list[Candidate], asked: Problem) -> Cause:
    """One sentence. Of several candidates the first gives the name; two of them are told, each with its formula."""
    first = candidates[0]
    told = candidates[:2]
    sentence = "; or, as likely, ".join("; and ".join(each.clauses) for each in told)
    if not np.ndim(first.value):
        formulas = dict.fromkeys(each.formula for each in told)
        sentence = f"{' = '.join(formulas)} = {_number(first.value)}: {sentence}"
    options = (reproducing(asked, each.problem) for each in told if each.problem)
    reproduced = next((each for each in options if each != NOT_BY_OPTIONS), NOT_BY_OPTIONS)
    return Cause("+".join(each.replace(" ", "-") for each in first.causes), sentence, first.value, *reproduced)


def _number(value: float) -> str:
    return with_minus_sign(f"{value:.6f}" if 1e-3 <= abs(value) < 1e9 else f"{value:.6g}")
