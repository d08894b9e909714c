"""A problem that has been solved for a comparison: its sums, and where there are few, the loss of each sample."""

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from lossctl.engine.scan import Map, result_of, terms_of, total
from lossctl.problem import Prepared, Problem
from lossctl.remarks.diagnosis.problem_kind import is_of_elements
from lossctl.sums.arrays import Array
from lossctl.sums.tally import Tally, tally

LARGEST_FACTOR = 2.5  # of the frequency of a reduction, for one of its totals
AT_ONCE = 1 << 22  # numbers: a problem of so many is solved in one block, and its losses are kept


@dataclass(frozen=True)
class Solved:
    """What reductions are made of. `losses` (n,) or (n, C) and `shares` (n,) are None where there are too many."""

    prepared: Prepared
    tally: Tally
    losses: Array | None = None
    shares: Array | None = None

    @property
    def problem(self) -> Problem:
        """The problem that was solved."""
        return self.prepared.problem

    @property
    def loss(self) -> float:
        """Reduced as the problem says; for `none` the sum."""
        return result_of(self.prepared, self.tally).reduced

    def by(self, reduction: str) -> float:
        """Reduced as that option does."""
        return replace(result_of(self.prepared, self.tally), reduction=reduction).reduced

    @property
    def sum(self) -> float:
        """The sum of the weighted losses."""
        return float(self.tally.sum)

    @property
    def weights(self) -> float:
        """What mean divides by."""
        return float(self.tally.denominator)

    @property
    def divisor(self) -> float:
        """What the problem's own reduction divides by."""
        return result_of(self.prepared, self.tally).denominator

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the losses: of the samples, for kl with the classes last."""
        shape = self.prepared.samples.shape
        by_class = self.losses is not None and self.losses.ndim == 2
        return (*shape, int(self.prepared.samples.classes or 1)) if by_class else shape

    @property
    def as_given(self) -> Array | None:
        """The losses in the shape that `none` returns."""
        return None if self.losses is None else self.prepared.samples.arranged(self.losses)


def solved(problem: Problem, map: Map) -> Solved:
    """Solve it by the same functions as any problem; InputError where it does not fit."""
    prepared = problem.prepared()
    samples = prepared.samples
    if samples.count * (samples.classes or 1) > AT_ONCE:
        return Solved(prepared, total(prepared, map))
    block, terms = terms_of(prepared, (0, samples.count))
    shares = np.ones(len(terms.loss)) if terms.share is None else terms.share
    if block.present is not None:
        shares = shares * block.present
    losses = np.array(terms.loss, dtype=np.float64)
    return Solved(prepared, tally(terms, block), losses, np.array(shares, dtype=np.float64))


class Total(NamedTuple):
    """A number that a reduction makes of the losses, its formula, and a clause that says what was done.

    `reduction` names the option that gives it, if there is one. `factor` multiplies the frequency of the reduction,
    and is at most LARGEST_FACTOR.
    """

    value: float
    formula: str
    clause: str
    reduction: str | None = None
    factor: float = 1.0


def has_loss_per_class(solved: Solved) -> bool:
    """Whether each class of a row has its own loss, as for kl; ce has one loss per row."""
    if solved.losses is not None:
        return solved.losses.ndim == 2
    return solved.tally.count + solved.tally.ignored > solved.prepared.samples.count


def has_loss_per_row(solved: Solved) -> bool:
    """Whether a row of classes has one loss, as for ce."""
    return not is_of_elements(solved.problem) and not has_loss_per_class(solved)


def name_of_one(solved: Solved) -> str:
    """What has one loss: a `sample`, a row of classes, or an `element`."""
    return "sample" if has_loss_per_row(solved) else "element"


def left_out(solved: Solved) -> str:
    """`3 of them are ignored, and PyTorch's mean leaves them out`; a sample weight of 0 leaves out, too."""
    samples, ignored = solved.prepared.samples, solved.tally.ignored
    target = samples.by_sample.get("target")
    can_be_marked = samples.ignore_index is not None and target is not None
    marked = int((np.asarray(target) == samples.ignore_index).sum()) if can_be_marked else 0
    one = ignored == 1
    if "sample_weight" not in solved.problem.arrays or marked >= ignored:
        them = "it" if one else "them"
        return f"{ignored} of them {'is' if one else 'are'} ignored, and PyTorch's mean leaves {them} out"
    weightless = f"{'has' if one else 'have'} weight 0, and mean divides by the weights"
    return f"{ignored} of them {'are ignored or ' if marked else ''}{weightless}"


def quotient(
    solved: Solved, divisor: float, clause: str, *, reduction: str | None = None, factor: float = 1.0
) -> Total:
    """The sum by a divisor, which is put in the place of `{}` in the clause."""
    value, by = solved.sum / divisor if divisor else math.nan, f"{divisor:.6g}"
    return Total(value, f"{solved.sum:.6g} / {by}", clause.format(by), reduction, factor)
