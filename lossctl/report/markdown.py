"""A page as Markdown: its table as a table, each sentence as a paragraph."""

import re
from collections.abc import Iterator, Sequence

from rich.padding import Padding
from rich.segment import Segment

from lossctl.report.console import Page, lines_of, parts_of
from lossctl.report.grid import Grid, Line
from lossctl.report.streams import Paper

ENDLESS = 1_000_000
SPECIAL = re.compile(r"([\\`*_\[\]<>|~$#])")  # $ and # too: GitHub reads mathematics, and some read headings
GAP = re.compile(" {3,}")


def markdown(page: Page, _paper: Paper) -> Iterator[str]:
    """The page, piece by piece; blank lines are between paragraphs, and so stand for those of the page."""
    before = ""
    for part in parts_of(page.body):
        if isinstance(part, Grid):
            yield before
            yield from _table(part)
            before = "\n"
            continue
        for _, segments in lines_of(part, ENDLESS):
            if paragraph := _joined("".join(map(_marked, segments)).strip()):
                yield f"{before}{'- ' if isinstance(part, Padding) else ''}{paragraph}\n"
                before = "\n"


def _table(grid: Grid) -> Iterator[str]:
    aligned = [":--" if column in grid.left else "--:" for column in range(len(grid.headings))]
    yield _row([_escaped(heading) for heading in grid.headings]) + _row(aligned)
    for lines in grid.pieces():
        yield "".join(_row(_cells(line, len(grid.headings))) for line in lines)


def _cells(line: Line, count: int) -> list[str]:
    cells = [_escaped(cell) for cell in line.cells]
    cells = [f"**{cell}**" if cell and line.style == "bold" else cell for cell in cells]
    return cells + [""] * (count - len(cells))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _marked(segment: Segment) -> str:
    """A piece of a line with its style: bold, or a formula as code."""
    text, style, _ = segment
    words = text.strip()
    if not words or style is None:
        return _escaped(text)
    start, end = text.split(words, 1)
    if style.color and style.color.name == "cyan":
        formulas = (f"`{formula}`" for formula in GAP.split(words))
        return f"{start}{' '.join(formulas)}{end}"
    return f"{start}**{_escaped(words)}**{end}" if style.bold else _escaped(text)


def _joined(paragraph: str) -> str:
    """What stands apart on a line, apart in a sentence: blanks do not show."""
    return GAP.sub(" — ", GAP.sub(" ", paragraph) if "`" in paragraph else paragraph)


def _escaped(text: str) -> str:
    """The text with what Markdown would read as signs of its own, marked as text."""
    return SPECIAL.sub(r"\\\1", text)
