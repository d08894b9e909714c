"""The line of a head that names the classes: a few of them, and how many more there are, in one line of the page."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

FEW = 8  # so many names at most
WIDEST = 160  # columns, where the page has no width of its own
TITLE = "classes  "


class ClassNames:
    """The line as a rich renderable: as many names as fit the console."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = [in_one_line(name) for name in names]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(_line(self.names, options.max_width), style="dim")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(1, cell_len(_line(self.names, options.max_width)))


def in_one_line(name: str) -> str:
    """A name that may hold anything, as one line of a table can show it: without line ends and control signs."""
    if name.isprintable():
        return name if name == name.strip() else " ".join(name.split())
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())


def _line(names: list[str], width: int) -> str:
    """The longest line that fits; of a first name that does not, its beginning."""
    for count in range(min(FEW, len(names)), 0, -1):
        line = _of(names[:count], len(names) - count)
        if cell_len(line) <= min(width, WIDEST):
            return line
    room = min(width, WIDEST) - cell_len(_of([""], len(names) - 1)) - len("...")  # as plain streams write "…"
    return _of([set_cell_size(names[0], max(1, room)) + "…"], len(names) - 1)


def _of(names: list[str], more: int) -> str:
    return TITLE + ", ".join(names) + (f" and {more} more" if more else "")
