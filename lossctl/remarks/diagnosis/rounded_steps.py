"""Numbers that were rounded first or on the way, by hand or in a print: −ln 0.88 where p is 0.8760."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lossctl.lesson.sheet import Note, silent
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.probabilities import as_probabilities
from lossctl.remarks.diagnosis.variant import Variant
from lossctl.remarks.diagnosis.views import in_float64
from lossctl.settings import Settings
from lossctl.sums.block import Block
from lossctl.sums.tally import Terms

FEW, BY_HAND = 4, 2.5  # for so few targets, of which people calculate by hand, it is so much commoner
DECIMALS = {4: 1.0, 2: 0.5, 3: 0.3}  # of a rounded number, and how common that is; a print of PyTorch has 4


def rounded_steps(problem: Problem) -> Iterator[Variant]:
    """The input rounded, as it was printed; the probabilities before the log; or each loss before they were added."""
    x = in_float64(problem, "input")
    plain = as_probabilities(problem)
    probs = None if plain is None else in_float64(plain, "input")
    commoner = BY_HAND if math.prod(problem.arrays["target"].shape) <= FEW else 1.0
    for decimals, share in DECIMALS.items():
        factor = share * commoner
        if not np.array_equal(np.round(x, decimals), x):
            clause = f"the input was rounded to {decimals} decimals, as if it had been read off a print"
            yield Variant(
                problem.given(input=np.round(x, decimals)), clause, factor=1.2 * factor, cause="input rounded"
            )
        if plain is not None and probs is not None:
            rounded = np.round(probs, decimals)
            if not np.array_equal(rounded, probs):
                clause = f"the probabilities were rounded to {decimals} decimals before the log was taken"
                changed, cause = plain.given(input=rounded), "probabilities rounded"
                yield Variant(changed, clause, formula="{}(round(p))", factor=factor, cause=cause)
        clause = f"each loss was rounded to {decimals} decimals before they were added"
        yield Variant(_with_rounded_losses(problem, decimals), clause, factor=0.5 * factor, cause="losses rounded")


def _with_rounded_losses(problem: Problem, decimals: int) -> Problem:
    own = problem.loss.terms

    def terms(block: Block, settings: Settings, note: Note = silent) -> Terms:
        exact = own(block, settings, note)
        return exact._replace(loss=np.round(exact.loss, decimals))

    return replace(problem, loss=problem.loss._replace(terms=terms))
