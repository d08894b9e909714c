"""The table: a line per sample, `sum / denominator = loss`, the notes, and the loss alone in the last line."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lossctl.lesson.arithmetic import factor, fixed, line
from lossctl.lesson.sheet import Column, Row
from lossctl.problem import Prepared
from lossctl.report.class_names import ClassNames
from lossctl.report.verdict_lines import lines
from lossctl.report.worked_lesson import Explained, explained, reduction_worked
from lossctl.result import Result
from lossctl.settings import View

WIDTH = 80
CALL_WIDTH = 52  # the shapes stand behind the call, in one place where it is short


def render(prepared: Prepared, result: Result, view: View) -> RenderableType:
    """The whole report as a rich renderable; numbers have `view.precision` decimals and an ASCII minus."""
    told = explained(prepared, result, None if view.rows == "all" else int(view.rows))
    columns = tuple(column for column in told.lesson.columns if column.brief)
    if told.lesson.by_class:
        columns = (Column("loss", told.lesson.loss, brief=True),)
    return Group(*header(told), Text(), _table(told, columns, view.precision), *footer(result, view.precision))


def header(told: Explained) -> Iterator[RenderableType]:
    """The PyTorch call and the shapes, and the classes' names, where a table has them."""
    shapes = "   ".join(f"{name} {shape}" for name, shape in told.lesson.shapes)
    gap = " " * max(3, CALL_WIDTH - len(told.lesson.call))
    if len(told.lesson.call + gap + shapes) > WIDTH:
        gap = "\n"
    yield Text.assemble((told.lesson.call, "bold"), gap, (shapes, "dim"))
    if told.result.classes:
        yield ClassNames(told.result.classes)


def numeric_table(*headings: str) -> Table:
    """A table without lines whose numbers are never cut, aligned to the right."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for heading in headings:
        table.add_column(Text(heading), justify="right", no_wrap=True, overflow="fold")
    return table


def add_row(table: Table, cells: Iterable[str], style: str = "") -> None:
    """A row of plain text: a class may be called [bold]."""
    table.add_row(*(Text(cell) for cell in cells), style=style)


def cell(column: Column, row: Row, names: tuple[str, ...], digits: int) -> str:
    """A number of a row as its column shows it; an ignored sample has none but its target and its loss, 0."""
    if column.text:
        return column.text(row) if row["counts"] else "–"
    value = row[column.symbol]
    if column.kind == "class":
        return names[int(value)] if names and row["counts"] else f"{float(value):g}"
    if not row["counts"] and column.symbol != "loss":
        return "–"
    if column.kind == "share" and value == value:
        return f"{100 * float(value):.1f}%"
    return factor(value, digits) if column.kind == "factor" else fixed(value, digits)


def add_more(table: Table, told: Explained) -> None:
    """Say how many samples are not shown."""
    if told.hidden:
        add_row(table, ("…", f"{told.hidden:,} more"), "dim")


def notes(result: Result) -> Iterator[Text]:
    """A line each."""
    for note in result.notes:
        yield Text.assemble(("note: ", "yellow"), note)


def loss_line(result: Result, digits: int) -> Text:
    """`loss  1.108111`."""
    if result.reduction == "none":
        count = result.count + result.ignored
        losses = "1 loss" if count == 1 else f"{count:,} losses"
        return Text.assemble(("loss  ", "bold"), f"{losses}, not reduced")
    return Text.assemble(("loss  ", "bold"), (ascii_minus(fixed(float(result), digits)), "bold green"))


def verdict_lines(result: Result) -> Iterator[RenderableType]:
    """Whether the loss is what was expected, and why not: what one reads last."""
    if result.verdict:
        first, *causes = lines(result.verdict)
        yield Text(first, style="bold green" if result.verdict.matches else "bold red")
        for cause in causes:
            indent = len(cause) - len(cause.lstrip())
            yield Padding(Text(cause.lstrip()), (0, 0, 0, indent), expand=False)


def ascii_minus(text: str) -> str:
    """Numbers outside an explanation are there to be copied."""
    return text.replace("−", "-")


def total_cells(told: Explained, columns: tuple[Column, ...], digits: int) -> list[str]:
    """The last line of a table: the sum of all losses, shown or not, and of what mean divides by."""
    cells = []
    for column in columns:
        if column.symbol == "loss":
            cells.append(fixed(told.result.sum, digits))
        elif column.share and told.result.reduction == "mean":
            cells.append(factor(told.result.denominator, digits))
        else:
            cells.append("")
    return ["Σ", *cells]


def _table(told: Explained, columns: tuple[Column, ...], digits: int) -> Table:
    table = numeric_table(told.lesson.sample, *(_heading(column) for column in columns))
    names = told.result.classes
    for address, row in told.samples:
        if told.lesson.by_class:
            row = {**row, "loss": told.loss_of(row)}
        cells = [ascii_minus(cell(column, row, names, digits)) for column in columns]
        add_row(table, (address, *cells), "" if row["counts"] else "dim")
    add_more(table, told)
    add_row(table, map(ascii_minus, total_cells(told, columns, digits)), "bold")
    return table


def _heading(column: Column) -> str:
    return {"l": "loss", "t": "target"}.get(column.heading, column.heading)


def footer(result: Result, digits: int) -> Iterator[RenderableType]:
    """What stands below a table: the division, the counts, the notes and the loss."""
    yield Text()
    worked = reduction_worked(result, digits)
    if worked:
        yield Text.assemble(("sum / denominator = loss   ", "dim"), ascii_minus(line(worked)))
    counted = f"count {result.count:,}" + (f"   ignored {result.ignored:,}" if result.ignored else "")
    if result.perplexity is not None and result.bits is not None and result.stderr is not None:
        figures = (("perplexity", result.perplexity), ("bits", result.bits), ("stderr", result.stderr))
        counted += "".join(f"   {name} {ascii_minus(fixed(value, 4))}" for name, value in figures)
    yield Text(counted, style="dim")
    if result.notes:
        yield Text()
    yield from notes(result)
    yield Text()
    yield loss_line(result, digits)
    yield from verdict_lines(result)
