"""A line of which the parts stand apart, as `count 4   ignored 1`: it is broken between them and not within."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.text import Text


class Apart:
    """Parts of a line, as a rich renderable; on a narrow page those that find no room go to lines of their own.

    `gap` blanks are between two parts, and more after the first, so that the second begins at the column `second`.
    `before` blanks are before the first line, `indent` before the others. Parts are not put together to a line longer
    than `widest`.
    """

    def __init__(
        self,
        *parts: Text,
        gap: int = 3,
        second: int = 0,
        before: int = 0,
        indent: int = 0,
        widest: int = 1 << 30,
    ) -> None:
        self.parts = [part for part in parts if part]
        self.gap, self.before, self.indent, self.widest = gap, before, indent, widest
        self.first_gap = max(gap, second - before - self.parts[0].cell_len)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for number, line in enumerate(self._lines(min(options.max_width, self.widest))):
            yield Padding(line, (0, 0, 0, self.indent if number else self.before), expand=False)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        lines = self._lines(min(options.max_width, self.widest))
        longest = max(line.cell_len + (self.indent if number else self.before) for number, line in enumerate(lines))
        return Measurement(1, longest)

    def _lines(self, width: int) -> Iterator[Text]:
        line, before, gap = self.parts[0], self.before, self.first_gap
        for part in self.parts[1:]:
            if before + line.cell_len + gap + part.cell_len <= width:
                line = Text.assemble(line, " " * gap, part)
            else:
                yield line
                line, before = part, self.indent
            gap = self.gap
        yield line
