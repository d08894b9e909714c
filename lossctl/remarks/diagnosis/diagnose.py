"""Which reading of the data gives a number that does not match: the search, and what it may say.

A cause is named only if it is much commoner than a coincidence. A number written with few digits is met by chance:
the part of all numbers near it that would match as well is `2 · allowed / |value|`. A cause whose commonness is not
ODDS times that stays unsaid. As the commonnesses of all causes add up to about 1, a random number gets a diagnosis in
less than about one case in ODDS, however many causes there are: the more digits, the rarer the causes that are tried.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from lossctl.problem import Problem
from lossctl.remarks.diagnosis.candidates import Candidate, candidates, changed_problems
from lossctl.remarks.diagnosis.cause import Cause
from lossctl.remarks.diagnosis.options import reproducing
from lossctl.remarks.expect import FLOAT32, Expected
from lossctl.sums.engine import Map

ODDS = 22.0
CUT_OFF = 0.5  # a match that cutting off explains, but not rounding
BEYOND_ROUNDING = 0.15  # and one within a unit of the last digit that neither explains
MOST = 4  # causes that are told
EXACTLY = 1e-3  # the chance that a number is hit to its last bit: whole numbers and simple ones are
IN_FLOAT32 = 0.012  # a number of many digits that only float32 explains


def diagnose(problem: Problem, expected: Expected, map: Map) -> tuple[Cause, ...]:
    """The causes that give the expected number, the commonest first; none rather than a guess."""
    least = ODDS * _chance(expected)
    found: list[Candidate] = []
    for changed in changed_problems(problem, min(least, ODDS * EXACTLY)):
        for candidate in candidates(changed, problem, map):
            found += _matching(candidate, expected, least)
    return tuple(_cause(candidate, problem) for candidate in _best(found))


def _matching(candidate: Candidate, expected: Expected, least: float) -> Iterator[Candidate]:
    """The candidate, if it gives the number and is not too rare for one that is met so easily by chance."""
    if candidate.common < min(least, ODDS * EXACTLY) or np.shape(candidate.value) != np.shape(expected.value):
        return
    if np.all(expected.near(candidate.value, 1e-12 * np.abs(expected.value))):  # the very number, with few digits
        least = min(least, ODDS * EXACTLY)
    if not expected.matches(candidate.value):
        if not np.all(expected.near(candidate.value, expected.in_float32)):
            return
        done = (*candidate.done, "calculated in float32, which keeps 7 digits")
        candidate = candidate._replace(causes=(*candidate.causes, "float32"), done=done, problem=None)
        candidate = candidate._replace(common=candidate.common * IN_FLOAT32)
        least = min(least, ODDS * 2 * FLOAT32)
    elif not np.all(expected.near(candidate.value, np.asarray(expected.allowed) / 2)):
        cut_off = np.all(np.abs(candidate.value) >= np.abs(expected.value))
        candidate = candidate._replace(common=candidate.common * (CUT_OFF if cut_off else BEYOND_ROUNDING))
    if candidate.common >= least:
        yield candidate


def _chance(expected: Expected) -> float:
    """The part of the numbers about as large that would match too; of an array, where that is largest."""
    value, allowed = (np.asarray(each, dtype=np.float64).ravel() for each in (expected.value, expected.allowed))
    simple = (np.floor(value) == value) | ~np.isfinite(value)
    chances = 2 * allowed[~simple] / np.abs(value[~simple])
    return float(chances.max()) if chances.size else EXACTLY


def _best(found: list[Candidate]) -> list[Candidate]:
    """The commonest first, each number once, and none of two causes after one of a single cause."""
    best: list[Candidate] = []
    for candidate in sorted(found, key=lambda each: (-each.common, len(each.causes))):
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
