"""A table of a page: columns padded to their longest cell, without a frame, written piece by piece."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

from lossctl.report.ascii_fallback import to_ascii

GAP = "  "
STYLES = {"": ("", ""), "dim": ("\x1b[2m", "\x1b[0m"), "bold": ("\x1b[1m", "\x1b[0m")}


class Line(NamedTuple):
    """The cells of a line, and its style. Fewer cells than columns: the last one takes the room that it needs."""

    cells: Sequence[str]
    style: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: its headings, how wide its columns are, and a function that gives its lines in pieces.

    `spare` are the columns that a narrow page does without, the first to go first; the columns of `left` are aligned to
    the left. `wide`: some letters take two columns of a terminal.
    """

    headings: tuple[str, ...]
    widths: tuple[int, ...]
    pieces: Callable[[], Iterable[Sequence[Line]]]
    spare: tuple[int, ...] = ()
    left: frozenset[int] = frozenset()
    indent: int = 0
    wide: bool = False

    def text(self, width: int | None = None, *, colour: bool = False) -> Iterator[str]:
        """The table as text, piece by piece; without its spare columns if it would be wider than `width`."""
        kept = self.kept(width)
        for lines in self._with_head(kept, width):
            styled = self._styled(lines, kept)
            if colour:
                ansi = (STYLES[style][0] + line + STYLES[style][1] for line, style in styled)
                yield "\n".join((*ansi, ""))
            else:
                yield "\n".join((*(line for line, _ in styled), ""))

    def kept(self, width: int | None) -> tuple[int, ...]:
        """The numbers of the columns that a page of this width shows."""
        kept = list(range(len(self.widths)))
        for column in self.spare:
            if width is None or self._width(kept) <= width:
                break
            kept.remove(column)
        return tuple(kept)

    def _width(self, kept: Sequence[int]) -> int:
        return self.indent + sum(self.widths[column] for column in kept) + len(GAP) * (len(kept) - 1)

    def _with_head(self, kept: tuple[int, ...], width: int | None) -> Iterator[Sequence[Line]]:
        """The pieces with the headings before them, and behind them what there is no room for."""
        yield (Line(self.headings, "dim"),)
        yield from self.pieces()
        words = [heading for column, heading in enumerate(self.headings) if column not in kept and heading]
        if words:
            yield [Line((words,), "dim") for words in _folded(f"too narrow for {', '.join(words)}", width, self.indent)]

    def _styled(self, lines: Sequence[Line], kept: tuple[int, ...]) -> Iterator[tuple[str, str]]:
        """Each line as text, with its style."""
        form = GAP.join(f"%{'-' * (column in self.left)}{self.widths[column]}s" for column in kept)
        form, count, all_ = " " * self.indent + form, len(self.headings), len(kept) == len(self.headings)
        for cells, style in lines:
            if len(cells) < count:
                first = self._padded(cells[0], 0) if len(cells) > 1 else cells[0]
                yield " " * self.indent + GAP.join((first, *cells[1:])), style
            elif self.wide:
                line = GAP.join(self._padded(cells[column], column) for column in kept)
                yield (" " * self.indent + line).rstrip(), style
            else:
                shown = tuple(cells) if all_ else tuple(cells[column] for column in kept)
                yield (form % shown).rstrip(), style

    def _padded(self, cell: str, column: int) -> str:
        blank = " " * (self.widths[column] - cell_len(cell))
        return cell + blank if column in self.left else blank + cell

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        kept = self.kept(options.max_width)
        for lines in self._with_head(kept, options.max_width):
            for line, style in self._styled(lines, kept):
                yield Text(line, style=style, no_wrap=True, overflow="ignore")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        width = self._width(range(len(self.widths)))
        return Measurement(width, width)


def small(
    headings: tuple[str, ...], lines: Sequence[Line], spare: tuple[int, ...] = (), left: frozenset[int] = frozenset()
) -> Grid:
    """A table of a few lines, as wide as their cells."""
    return Grid(headings, widths(headings, lines), lambda: (lines,), spare, left, wide=is_wide(lines))


def widths(headings: tuple[str, ...], lines: Iterable[Line]) -> tuple[int, ...]:
    """The longest cell of each column; a line with fewer cells than columns has only its first one in a column."""
    cells = [line.cells if len(line.cells) == len(headings) else line.cells[:1] for line in lines]
    return tuple(
        max(cell_len(row[column]) for row in (headings, *cells) if column < len(row)) for column in range(len(headings))
    )


def is_wide(lines: Iterable[Line]) -> bool:
    """Whether a letter of these lines takes two columns of a terminal."""
    return any(cell_len(cell) != len(cell) for line in lines for cell in line.cells)


def _folded(sentence: str, width: int | None, indent: int) -> list[str]:
    """The sentence in lines that are not too wide either where signs such as Σ are written in ASCII."""
    from textwrap import wrap

    longer = len(to_ascii(sentence)) - len(sentence)
    return wrap(sentence, max((width or len(sentence) + longer) - indent - longer, 1))
