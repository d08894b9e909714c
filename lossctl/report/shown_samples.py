"""The samples that a page shows, as a table: looked at once to see how wide it is, then written piece by piece."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from lossctl.engine.details import details
from lossctl.report.addresses import Chosen, in_pieces
from lossctl.report.cells import Noted
from lossctl.report.grid import Grid, Line, is_wide, widths
from lossctl.report.sample_table import ByClass, BySample
from lossctl.result import Result
from lossctl.settings import View
from lossctl.solve import Calculation

FEW = 1000  # so many samples are looked up by themselves; to show more of them all samples are calculated once more

Layout = BySample | ByClass
Pieces = Callable[[], Iterator[tuple[Chosen, Noted]]]


class ShownSamples(NamedTuple):
    """How many samples are shown, the numbers of these in pieces, and how long their cells get."""

    number: int
    pieces: Pieces
    longest: tuple[int, ...]


def count_shown(calculation: Calculation, view: View) -> int:
    """How many samples are to be shown."""
    count = calculation.prepared.samples.count
    return count if view.rows == "all" else min(int(view.rows), count)


def shown_samples(calculation: Calculation, view: View, layout: Layout) -> ShownSamples:
    """Calculate, and look at the numbers of the samples to be shown: of a few, or of the worst, they are kept."""
    count = count_shown(calculation, view)
    if view.sort or count <= FEW:
        chosen = calculation.run().worst or range(count)
        kept = details(calculation.prepared, chosen, layout.symbols).values
        pieces = partial(in_pieces, chosen, kept)
    else:
        pieces = partial(_calculated, calculation, count, layout.symbols)
    looked = [layout.longest(*piece) for piece in pieces()]
    return ShownSamples(count, pieces, tuple(map(max, zip(*looked, strict=True))))


def table_of(calculation: Calculation, shown: ShownSamples, layout: Layout, result: Result, indent: int = 0) -> Grid:
    """The table of these samples, with a line that counts the others, and the sum of all."""
    hidden = calculation.prepared.samples.count - shown.number
    end = [Line(("…", f"{hidden} more"), "dim")] if hidden else []
    end += layout.last(result)

    def pieces() -> Iterator[list[Line]]:
        for chosen, noted in shown.pieces():
            yield layout.lines(chosen, noted)
        yield end

    wide = tuple(map(max, zip(widths(layout.headings, end), shown.longest, strict=True)))
    any_wide = is_wide([Line(layout.names)])
    return Grid(layout.headings, wide, pieces, layout.spare, indent=indent, wide=any_wide)


def _calculated(calculation: Calculation, count: int, symbols: frozenset[str]) -> Iterator[tuple[Chosen, Noted]]:
    """The first samples as a pass comes to them; the pass goes on to the end, so that there is a result."""
    for part in calculation.parts(symbols, losses=False):
        if part.start < count:
            yield from in_pieces(range(part.start, min(part.stop, count)), part.noted)
