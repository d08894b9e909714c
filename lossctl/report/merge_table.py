"""The table of a merge: a line per result, and under them the one that they make."""

from rich.console import Group, RenderableType
from rich.text import Text

from lossctl.lesson.arithmetic import fixed
from lossctl.merge.merged import Merged
from lossctl.report.apart import Apart
from lossctl.report.class_names import ClassNames, in_one_line
from lossctl.report.grid import Line, small
from lossctl.report.result_table import ascii_minus, footer
from lossctl.settings import View

HEADINGS = ("result", "count", "sum", "loss")


def render(merged: Merged, view: View) -> RenderableType:
    """The whole report as a rich renderable; numbers have `view.precision` decimals."""
    result, shards, digits = merged.result, merged.shards, view.precision
    rows = len(shards) if view.rows == "all" else int(view.rows)
    results = "1 result" if len(shards) == 1 else f"{len(shards)} results"
    shown: list[Line] = []
    for shard, loss in list(zip(shards, merged.losses_of_shards, strict=True))[:rows]:
        numbers = (ascii_minus(fixed(each, digits)) for each in (shard.result.sum, loss))
        shown.append(Line((in_one_line(shard.name), str(shard.result.count), *numbers)))
    shown += [Line(("…", f"{len(shards) - rows} more"), "dim")] if len(shards) > rows else []
    shown.append(Line(("Σ", str(result.count), ascii_minus(fixed(result.sum, digits)), ""), "bold"))
    table = (Text(), small(HEADINGS, shown, spare=(2, 1), left=frozenset((0,)))) if rows else ()
    title = Text(f"{result.criterion}, {result.reduction} of {results}", style="bold")
    head = Apart(title, Text(f"input {result.shape}"))
    heads = (head, ClassNames(result.classes)) if result.classes else (head,)
    return Group(*heads, *table, *footer(result, digits, hidden=True))
