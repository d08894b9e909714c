"""A result as text for people: rendered by rich, which is imported here and not before."""

import io
from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.segment import Segment
from rich.text import Text

from lossctl.report import ascii_fallback
from lossctl.report.apart import Apart
from lossctl.report.class_names import ClassNames
from lossctl.report.grid import Grid
from lossctl.report.spread_lines import SpreadLines
from lossctl.report.streams import Paper

ENDLESS = 1_000_000


class Page(NamedTuple):
    """What rich can print of a result, and what a window with it is called."""

    title: str
    body: RenderableType


def text(page: Page, paper: Paper) -> Iterator[str]:
    """The page as text on this paper, piece by piece."""
    for part in parts_of(page.body):
        pieces = part.text(paper.width, colour=paper.colour) if isinstance(part, Grid) else (_text_of(part, paper),)
        yield from pieces if paper.any_sign else map(ascii_fallback.to_ascii, pieces)


def text_of(renderable: RenderableType, paper: Paper) -> str:
    """The text of a renderable, as this paper can show it."""
    return "".join(text(Page("", renderable), paper))


def lines_of(renderable: RenderableType, width: int) -> Iterator[tuple[int, list[Segment]]]:
    """Its lines, each with how many columns it takes and its pieces of one style. Sentences are folded to the width."""
    console = _console(Paper(colour=True))
    for part in parts_of(renderable):
        options = console.options.update_width(_width(console, part, Paper(width)))
        for segments in console.render_lines(part, options, pad=False):
            yield sum(cell_len(segment.text) for segment in segments), segments


def parts_of(renderable: RenderableType) -> Iterator[RenderableType]:
    """What a page is made of, from top to bottom."""
    if isinstance(renderable, Group):
        for each in renderable.renderables:
            yield from parts_of(each)
    else:
        yield renderable


def _text_of(part: RenderableType, paper: Paper) -> str:
    console = _console(paper)
    console.width = _width(console, part, paper)
    console.print(part)
    written: str = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip(" ") for line in written.split("\n"))


def _console(paper: Paper) -> Console:
    return Console(
        file=io.StringIO(),
        width=ENDLESS,
        color_system="standard" if paper.colour else None,
        force_terminal=paper.colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def _width(console: Console, part: RenderableType, paper: Paper) -> int:
    """A sentence is folded to the paper's width; a table is as wide as its numbers."""
    if paper.width and isinstance(
        part.renderable if isinstance(part, Padding) else part, Text | ClassNames | Apart | SpreadLines
    ):
        return paper.width
    return max(Measurement.get(console, console.options, part).maximum, 1)
