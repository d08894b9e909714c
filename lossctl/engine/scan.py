"""The one calculation: blocks of samples, their terms, and the tallies added up.

Any `map` will do, of threads, processes or a cluster: tallies add exactly, so who did what, and in which order, never
shows in a result.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice

import numpy as np

from lossctl.lesson.sheet import Note, Sheet, silent
from lossctl.problem import Prepared, Problem
from lossctl.sums.arrays import Array
from lossctl.sums.block import Block
from lossctl.sums.exact import Exact
from lossctl.sums.layout import elements
from lossctl.sums.tally import Tally, Terms, tally, weigh

Range = tuple[int, int]


@dataclass(frozen=True)
class Part:
    """What comes of the samples from `start` to `stop`: their tally, and what else was asked for.

    `loss` is the weighed loss of each element, `noted` holds numbers by their symbols.
    """

    start: int
    stop: int
    tally: Tally
    loss: Array = field(default_factory=partial(np.empty, 0))
    noted: Mapping[str, Array] = field(default_factory=dict)


@np.errstate(all="ignore")  # infinities and NaN are carried through, marked, and reported by a note
def terms_of(prepared: Prepared, range_: Range, note: Note = silent) -> tuple[Block, Terms]:
    """Check and calculate the samples of a range, and weigh their terms: the only place where a loss is called.

    What any loss has is noted here: the weighed `loss`, whether a sample `counts`, its sample weight `s`, and the
    `target` of a sample as it was given.
    """
    loss, samples = prepared.problem.loss, prepared.samples
    block = samples.cut(*range_, reuse=not note.listens)
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


@dataclass(frozen=True)
class Work:
    """What is asked of each block beside its sums; called with a range it gives the part of that block."""

    prepared: Prepared
    symbols: frozenset[str] = frozenset()
    digested: bool = False  # a digest of what goes in
    losses: bool = True  # the loss of each element

    def __call__(self, range_: Range) -> Part:
        sheet = Sheet(only=self.symbols)
        with np.errstate(all="ignore"):
            block, terms = terms_of(self.prepared, range_, sheet if self.symbols else silent)
            sums = tally(terms, block, squares=self.prepared.samples.likelihood, digested=self.digested)
        return Part(*range_, sums, terms.loss if self.losses else np.empty(0), sheet.values)


def joined(parts: Iterable[Part]) -> Part:
    """The parts of neighbours as one."""
    all_ = list(parts)
    loss = np.concatenate([part.loss for part in all_])
    noted = {name: np.concatenate([part.noted[name] for part in all_]) for name in all_[0].noted}
    return Part(all_[0].start, all_[-1].stop, sum((part.tally for part in all_), Tally()), loss, noted)


@dataclass(frozen=True)
class Blocks:
    """The work of several blocks as one part: fewer tasks to give, fewer bytes on the way back."""

    work: Work

    def __call__(self, ranges: Iterable[Range]) -> Part:
        return joined(map(self.work, ranges))


# The parts of all ranges in order; neighbours may come as one.
Map = Callable[[Work, Iterable[Range]], Iterable[Part]]


def scan(
    prepared: Prepared,
    map: Map = map,
    numbers: int | None = None,
    symbols: frozenset[str] = frozenset(),
    digested: bool = False,
    losses: bool = True,
) -> Iterator[Part]:
    """The parts of all blocks, in order, with what `Work` says."""
    yield from map(Work(prepared, symbols, digested, losses), prepared.samples.blocks(numbers))


def total(prepared: Prepared, map: Map = map, numbers: int | None = None) -> Tally:
    """The tallies of all blocks, added."""
    return sum((part.tally for part in scan(prepared, map, numbers, losses=False)), Tally())


def divisor(prepared: Prepared, sums: Tally) -> Exact:
    """What the problem's reduction divides the sum by."""
    shape = prepared.problem.arrays["input"].shape
    size = math.prod(shape)
    items = (shape[0], size) if size and shape else (1, 1)
    return sums.divisor(prepared.problem.settings.reduction, items)


def reduced(prepared: Prepared, sums: Tally) -> float:
    """The problem's loss as one number; for `none`, the sum."""
    return sums.reduce(divisor(prepared, sums), prepared.problem.settings.dtype)


def ask(problem: Problem, map: Map = map) -> float:
    """The loss of a problem: how notes ask the same data another question."""
    prepared = problem.prepared()
    return reduced(prepared, total(prepared, map))


def threads(workers: int) -> Map:
    """A `map` over threads, in order and with a bounded number of blocks under way; one block needs no thread."""

    def mapped(function: Work, items: Iterable[Range]) -> Iterator[Part]:
        rest = iter(items)
        first = list(islice(rest, 2))
        if workers == 1 or len(first) < 2:
            yield from map(function, chain(first, rest))
            return
        from concurrent.futures import Future, ThreadPoolExecutor

        pool = ThreadPoolExecutor(workers)
        under_way: deque[Future[Part]] = deque()
        try:
            for item in chain(first, rest):
                under_way.append(pool.submit(function, item))
                if len(under_way) > 2 * workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    return mapped
