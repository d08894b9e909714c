"""A result as text for people: rendered by rich, which is imported here and not before."""

import io
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.text import Text

from lossctl.merge.merged import Merged
from lossctl.report import ascii_fallback, explanation, merge_table, result_table
from lossctl.report.streams import Paper
from lossctl.settings import View
from lossctl.solve import Calculation

ENDLESS = 1_000_000


def text(calculation: Calculation, view: View, paper: Paper) -> Iterator[str]:
    """The table, or with --explain the page."""
    yield text_of(page_of(calculation, view), paper)


def page_of(calculation: Calculation, view: View) -> RenderableType:
    """The table, or with --explain the whole explanation, for rich to print."""
    result = calculation.result
    if isinstance(result, Merged):
        return merge_table.render(result, view)
    return (explanation.render if view.explain else result_table.render)(result, view)


def text_of(renderable: RenderableType, paper: Paper) -> str:
    """What to write on this paper."""
    console = printed(renderable, paper)
    written = "\n".join(line.rstrip(" ") for line in console.file.getvalue().split("\n"))  # type: ignore[attr-defined]
    return written if paper.any_sign else ascii_fallback.plain(written)


def printed(renderable: RenderableType, paper: Paper, *, record: bool = False) -> Console:
    """A console that has printed it. Sentences are folded to its width; a table has the width that its numbers need."""
    console = Console(
        file=io.StringIO(),
        record=record,
        color_system="standard" if paper.colour else None,
        force_terminal=paper.colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in _parts(renderable):
        console.width = ENDLESS
        needed = Measurement.get(console, console.options, part).maximum
        console.width = paper.width if paper.width and _is_sentence(part) else max(needed, 1)
        console.print(part)
    return console


def _is_sentence(part: RenderableType) -> bool:
    return isinstance(part.renderable if isinstance(part, Padding) else part, Text)


def _parts(renderable: RenderableType) -> Iterator[RenderableType]:
    if isinstance(renderable, Group):
        for each in renderable.renderables:
            yield from _parts(each)
    else:
        yield renderable
