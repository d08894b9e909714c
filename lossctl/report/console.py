"""A result as text for people: rendered by rich, which is imported here and not before."""

import io
from collections.abc import Iterator
from typing import NamedTuple

from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.text import Text

from lossctl.report import ascii_fallback
from lossctl.report.class_names import ClassNames
from lossctl.report.streams import Paper

ENDLESS = 1_000_000


class Page(NamedTuple):
    """What rich can print of a result, and what a window with it is called."""

    title: str
    body: RenderableType


def text(page: Page, paper: Paper) -> Iterator[str]:
    """The page as text on this paper."""
    yield text_of(page.body, paper)


def text_of(renderable: RenderableType, paper: Paper) -> str:
    """The text of a renderable, as this paper can show it."""
    console = printed(renderable, paper)
    written = "\n".join(line.rstrip(" ") for line in console.file.getvalue().split("\n"))  # type: ignore[attr-defined]
    return written if paper.any_sign else ascii_fallback.to_ascii(written)


def printed(renderable: RenderableType, paper: Paper, *, record: bool = False) -> Console:
    """A console that has printed it. Sentences are folded to the paper's width; a table is as wide as its numbers."""
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
    return isinstance(part.renderable if isinstance(part, Padding) else part, Text | ClassNames)


def _parts(renderable: RenderableType) -> Iterator[RenderableType]:
    if isinstance(renderable, Group):
        for each in renderable.renderables:
            yield from _parts(each)
    else:
        yield renderable
