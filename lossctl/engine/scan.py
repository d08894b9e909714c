"""The one calculation: a pass over the blocks of samples, which gives their terms and adds up their tallies.

Any `map` will do, of threads, processes or a cluster: tallies add exactly, so the result does not show who calculated
which block, and in which order.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from lossctl.engine.malloc_pages import keep_pages
from lossctl.engine.sample_losses import spread_of
from lossctl.lesson.sheet import Note, Sheet, silent
from lossctl.problem import Prepared, Problem
from lossctl.result import Result
from lossctl.sums.arrays import Array
from lossctl.sums.block import Block
from lossctl.sums.layout import elements
from lossctl.sums.tally import Tally, Terms, tally, weigh

Range = tuple[int, int]

NO_LOSSES: Array = np.empty(0)


class Part(NamedTuple):
    """What comes of the samples from `start` to `stop`: their tally, and what else was asked for.

    `loss` is the weighted loss of each element, `noted` holds numbers by their symbols.
    """

    start: int
    stop: int
    tally: Tally
    loss: Array = NO_LOSSES
    noted: Mapping[str, Array] = {}


@np.errstate(all="ignore")  # infinities and NaN are carried through, marked, and reported by a note
def terms_of(prepared: Prepared, range_: Range, note: Note = silent) -> tuple[Block, Terms]:
    """Check and calculate the samples of a range, and weigh their terms: the only place where a loss is called.

    What any loss has is noted here: the weighed `loss`, whether a sample `counts`, its sample weight `s`, and the
    `target` of a sample as it was given.
    """
    loss, samples = prepared.problem.loss, prepared.samples
    block = samples.cut(*range_, cast_later=not note.listens)
    loss.check(block, prepared)
    terms = weigh(loss.terms(block, prepared.problem.settings, note), block)
    if note.listens:
        note("loss", terms.loss)
        note("counts", np.ones(len(terms.loss), bool) if block.present is None else block.present)
        if block.sample_weight is not None:
            note("s", block.sample_weight)
        if "target" in samples.by_sample:
            note("target", elements(samples.by_sample["target"], samples.shape, *range_))
    return block, terms


@dataclass(frozen=True, eq=False)
class Work:
    """What is asked of each block beside its sums; called with a range it gives the part of that block."""

    prepared: Prepared
    symbols: frozenset[str] = frozenset()
    digested: bool = False  # a digest of what goes in
    losses: bool = True  # the loss of each element
    spread: bool = False  # what is known of single samples

    def __call__(self, range_: Range) -> Part:
        keep_pages()
        sheet = Sheet(only=self.symbols)
        with np.errstate(all="ignore"):
            block, terms = terms_of(self.prepared, range_, sheet if self.symbols else silent)
            sums = tally(terms, block, digested=self.digested)
            if self.spread:
                sums = replace(sums, spread=spread_of(self.prepared, block, terms, sums.sum))
        return Part(*range_, sums, terms.loss if self.losses else NO_LOSSES, sheet.values)


def joined(parts: Iterable[Part]) -> Part:
    """The parts of neighbours as one."""
    all_ = list(parts)
    loss = np.concatenate([part.loss for part in all_])
    noted = {name: np.concatenate([part.noted[name] for part in all_]) for name in all_[0].noted}
    return Part(all_[0].start, all_[-1].stop, sum((part.tally for part in all_), Tally()), loss, noted)


@dataclass(frozen=True, eq=False)
class Blocks:
    """The work of several blocks as one part: fewer tasks to give, fewer bytes on the way back."""

    work: Work

    def __call__(self, ranges: Iterable[Range]) -> Part:
        return joined(map(self.work, ranges))


# The parts of all ranges in order; neighbours may come as one.
Map = Callable[[Work, Iterable[Range]], Iterable[Part]]


def scan(prepared: Prepared, map: Map = map, numbers: int | None = None, **asked: Any) -> Iterator[Part]:
    """The parts of all blocks, in order, with what is asked of `Work`."""
    yield from map(Work(prepared, **asked), prepared.samples.blocks(numbers))


def total(prepared: Prepared, map: Map = map, numbers: int | None = None, *, spread: bool = False) -> Tally:
    """The tallies of all blocks, added."""
    return sum((part.tally for part in scan(prepared, map, numbers, losses=False, spread=spread)), Tally())


def result_of(prepared: Prepared, sums: Tally) -> Result:
    """What these sums are for the problem: its result, without what is said of it and without single losses."""
    problem, samples = prepared.problem, prepared.samples
    return Result(
        problem.loss.name,
        problem.settings.reduction,
        problem.arrays["input"].shape,
        sums,
        problem.settings.dtype,
        samples.class_axis,
        samples.likelihood,
        classes=prepared.class_names,
    )


def ask(problem: Problem, map: Map = map) -> float:
    """The loss of a problem as one number: how notes ask the same data another question."""
    prepared = problem.prepared()
    return result_of(prepared, total(prepared, map)).reduced
