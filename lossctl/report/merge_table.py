"""The table of a merge: a line per result, and under them the one that they make."""

from rich.console import Group, RenderableType
from rich.text import Text

from lossctl.lesson.arithmetic import fixed
from lossctl.merge.merged import Merged
from lossctl.report.class_names import ClassNames
from lossctl.report.result_table import add_row, ascii_minus, footer, numeric_table
from lossctl.settings import View


def render(merged: Merged, view: View) -> RenderableType:
    """The whole report as a rich renderable; numbers have `view.precision` decimals."""
    result, shards, digits = merged.result, merged.shards, view.precision
    rows = len(shards) if view.rows == "all" else int(view.rows)
    results = "1 result" if len(shards) == 1 else f"{len(shards):,} results"
    table = numeric_table("result", "count", "sum", "loss")
    table.columns[0].justify = "left"
    for shard, loss in list(zip(shards, merged.losses_of_shards, strict=True))[:rows]:
        numbers = (ascii_minus(fixed(each, digits)) for each in (shard.result.sum, loss))
        add_row(table, (shard.name, f"{shard.result.count:,}", *numbers))
    if len(shards) > rows:
        add_row(table, ("…", f"{len(shards) - rows:,} more"), "dim")
    add_row(table, ("Σ", f"{result.count:,}", ascii_minus(fixed(result.sum, digits))), "bold")
    head = Text.assemble((f"{result.criterion}, {result.reduction} of {results}", "bold"), f"   input {result.shape}")
    heads = (head, ClassNames(result.classes)) if result.classes else (head,)
    return Group(*heads, Text(), table, *footer(result, digits))
