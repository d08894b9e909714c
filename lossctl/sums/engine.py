"""The one calculation: blocks of samples, their terms, and the tallies added up.

Any `map` will do, of threads, processes or a cluster: tallies add exactly, so who did what, and in which order, never
shows in a result.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossctl.problem import Prepared
from lossctl.remarks.sheet import Note, silent
from lossctl.sums.block import BLOCK
from lossctl.sums.tally import Tally, Terms, tally, weigh

Range = tuple[int, int]
Map = Callable[[Callable[[Range], "Part"], Iterable[Range]], Iterable["Part"]]


@dataclass(frozen=True)
class Part:
    """What comes of one block: its tally, and the weighed loss of each of its elements."""

    tally: Tally
    loss: NDArray[Any]


def terms_of(prepared: Prepared, start: int, stop: int, note: Note = silent) -> tuple[Terms, Tally]:
    """Check and calculate the samples from `start` to `stop`: the only place where a loss is called."""
    samples, loss = prepared.samples, prepared.problem.loss
    with np.errstate(all="ignore"):  # infinities and NaN are carried through, marked, and reported by a note
        block = samples.cut(start, stop)
        loss.check(block, prepared)
        terms = weigh(loss.terms(block, prepared.problem.settings, note), block)
        return terms, tally(terms, block, squares=samples.likelihood)


def scan(prepared: Prepared, map: Map = map, numbers: int = BLOCK) -> Iterator[Part]:
    """The parts of all blocks, in order."""

    def part(range_: Range) -> Part:
        terms, sums = terms_of(prepared, *range_)
        return Part(sums, terms.loss)

    yield from map(part, prepared.samples.blocks(numbers))


def total(prepared: Prepared, map: Map = map, numbers: int = BLOCK) -> Tally:
    """The tallies of all blocks, added."""
    sums = Tally()
    for part in scan(prepared, map, numbers):
        sums += part.tally
    return sums
