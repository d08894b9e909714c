"""The one calculation: blocks of samples, their terms, and the tallies added up.

Any `map` will do, of threads, processes or a cluster: tallies add exactly, so who did what, and in which order, never
shows in a result.
"""

import math
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice

import numpy as np

from lossctl.problem import Prepared, Problem
from lossctl.remarks.sheet import Note, Sheet, silent
from lossctl.sums.arrays import Array
from lossctl.sums.block import Block
from lossctl.sums.exact import Exact
from lossctl.sums.layout import elements
from lossctl.sums.tally import Tally, Terms, tally, weigh

Range = tuple[int, int]


@dataclass(frozen=True)
class Part:
    """What comes of the block that begins at sample `start`: its tally, and the weighed loss of each element.

    `noted` are the numbers that were asked for, by symbol.
    """

    start: int
    tally: Tally
    loss: Array
    noted: Mapping[str, Array] = field(default_factory=dict)


Map = Callable[[Callable[[Range], Part], Iterable[Range]], Iterable[Part]]


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


@np.errstate(all="ignore")
def part_of(prepared: Prepared, symbols: frozenset[str], digested: bool, range_: Range) -> Part:
    """The part of one block, with what is noted under these symbols."""
    sheet = Sheet(only=symbols)
    block, terms = terms_of(prepared, range_, sheet if symbols else silent)
    sums = tally(terms, block, squares=prepared.samples.likelihood, digested=digested)
    return Part(block.start, sums, terms.loss, sheet.values)


def scan(
    prepared: Prepared,
    map: Map = map,
    numbers: int | None = None,
    symbols: frozenset[str] = frozenset(),
    digested: bool = False,
) -> Iterator[Part]:
    """The parts of all blocks, in order; `digested`: with the digest of what went in."""
    yield from map(partial(part_of, prepared, symbols, digested), prepared.samples.blocks(numbers))


def total(prepared: Prepared, map: Map = map, numbers: int | None = None) -> Tally:
    """The tallies of all blocks, added."""
    return sum((part.tally for part in scan(prepared, map, numbers)), Tally())


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


def threads(number: int | None = None) -> Map:
    """A `map` over threads, in order and with a bounded number of blocks under way; one block needs no thread."""
    workers = number or os.cpu_count() or 1

    def mapped(function: Callable[[Range], Part], items: Iterable[Range]) -> Iterator[Part]:
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
