"""The page of an explanation: call, steps, one worked sample, one table, notes, and the loss alone in the last line."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lossctl.lesson.arithmetic import fixed, line
from lossctl.lesson.sheet import Column, Row, Step, Worked
from lossctl.problem import Prepared
from lossctl.report.result_table import (
    WIDTH,
    add_more,
    add_row,
    cell,
    header,
    loss_line,
    notes,
    numeric_table,
    total_cells,
    verdict_lines,
)
from lossctl.report.worked_lesson import Explained, explained, reduction_by_class, reduction_step, reduction_worked
from lossctl.result import Result
from lossctl.settings import View

DIGITS = 4
FORMULA_COLUMNS = (46, 36, 24, 12)  # the first of these where name and formula fit one line
MOST_CLASSES = 8  # a line per class, as many as a page can bear


def render(prepared: Prepared, result: Result, view: View) -> RenderableType:
    """The whole explanation as a rich renderable."""
    told = explained(prepared, result, None if view.rows == "all" else int(view.rows))
    parts: list[RenderableType] = [*header(told), Text()]
    for number, step in enumerate(told.lesson.steps, 1):
        parts += [*_step(number, step), *_worked(*told.worked(step)), Text()]
    table = _by_class(told) if told.lesson.by_class else _by_sample(told)
    parts.append(Padding(table, (0, 0, 0, 3), expand=False))
    parts += [Text(), *_step(len(told.lesson.steps) + 1, reduction_step(told))]
    worked = reduction_by_class(told) if told.lesson.by_class else reduction_worked(told.result)
    parts += [*_worked("", (worked,) if worked else ()), Text(), *notes(result)]
    return Group(*parts, loss_line(result, view.precision), *verdict_lines(result))


def _step(number: int, step: Step) -> Iterator[Text]:
    head = f"{number}  {step.name}"
    column = next((each for each in FORMULA_COLUMNS if len(head) + 3 <= each <= WIDTH - len(step.formula)), None)
    between = " " * (column - len(head)) if column else "\n   "
    yield Text.assemble((head, "bold"), between, (step.formula, "cyan"))
    if step.hint:
        yield Text(f"   {step.hint}")


def _worked(sample: str, lines: tuple[Worked, ...]) -> Iterator[Text]:
    for worked in lines:
        label = worked.label or sample
        yield Text.assemble("   ", (f"{label}:  " if label else "", "dim"), line(worked))


def _by_sample(told: Explained) -> Table:
    columns, names = told.lesson.columns, told.result.classes
    table = numeric_table(told.lesson.sample, *(column.heading for column in columns))
    for address, row in told.samples:
        cells = (cell(column, row, names, DIGITS) for column in columns)
        add_row(table, (address, *cells), "" if row["counts"] else "dim")
    add_more(table, told)
    add_row(table, total_cells(told, columns, DIGITS), "bold")
    return table


def _by_class(told: Explained) -> Table:
    columns, names = told.lesson.columns, told.result.classes
    table = numeric_table(told.lesson.sample, "class", *(column.heading for column in columns))
    blank = [""] * (len(columns) - 2)
    for address, row in told.samples:
        for class_, cells in _class_lines(columns, row, names):
            add_row(table, (address, class_, *cells), "" if row["counts"] else "dim")
            address = ""
        add_row(table, ("", "", *blank, f"{told.lesson.loss} =", fixed(told.loss_of(row), DIGITS)), "bold")
    add_more(table, told)
    return table


def _class_lines(columns: tuple[Column, ...], row: Row, names: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    count = len(row[columns[-1].symbol])
    for class_ in range(min(count, MOST_CLASSES)):
        one = {column.symbol: row[column.symbol][class_] for column in columns} | {"counts": row["counts"]}
        yield names[class_] if names else str(class_), [cell(column, one, (), DIGITS) for column in columns]
    if count > MOST_CLASSES:
        yield "…", [f"{count - MOST_CLASSES:,} more", *[""] * (len(columns) - 1)]
