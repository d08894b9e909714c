"""The page of an explanation: call, steps, one worked sample, one table, notes, and the loss alone in the last line."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from lossctl.lesson.arithmetic import line
from lossctl.lesson.sheet import Step, Worked
from lossctl.report.apart import Apart
from lossctl.report.result_table import WIDTH, header, loss_line, notes, verdict_lines
from lossctl.report.sample_table import layout_of
from lossctl.report.shown_samples import FEW, shown_samples, table_of
from lossctl.report.spread_lines import spread_lines
from lossctl.report.worked_lesson import explained, reduction_by_class, reduction_step, reduction_worked
from lossctl.settings import View
from lossctl.solve import Calculation

DIGITS = 4
FORMULA_COLUMNS = (46, 36, 24, 12)  # the first of these where name and formula fit one line
INDENT = 3


def render(calculation: Calculation, view: View) -> RenderableType:
    """The whole explanation as a rich renderable."""
    prepared = calculation.prepared
    layout = layout_of(prepared, DIGITS, brief=False)
    shown = shown_samples(calculation, view, layout)
    result = calculation.run()
    told = explained(prepared, result, min(shown.number, FEW))
    parts: list[RenderableType] = [*header(told.lesson, result), Text()]
    for number, step in enumerate(told.lesson.steps, 1):
        parts += [*_step(number, step), *_worked(*told.worked(step)), Text()]
    if view.rows != "0":
        parts += [table_of(calculation, shown, layout, result, INDENT), Text()]
    parts += _step(len(told.lesson.steps) + 1, reduction_step(told))
    worked = reduction_by_class(told) if told.lesson.by_class else reduction_worked(told.result)
    parts += _worked("", (worked,) if worked else ())
    if shown.number < prepared.samples.count:
        parts += [Text(), *spread_lines(result, view.precision)]
    parts += [Text(), *notes(result)]
    return Group(*parts, loss_line(result, view.precision), *verdict_lines(result))


def _step(number: int, step: Step) -> Iterator[Apart]:
    head = f"{number}  {step.name}"
    column = next((each for each in FORMULA_COLUMNS if len(head) + 3 <= each <= WIDTH - len(step.formula)), WIDTH)
    yield Apart(Text(head, "bold"), Text(step.formula, "cyan"), second=column, indent=INDENT, widest=WIDTH)
    if step.hint:
        yield Apart(Text(step.hint), before=INDENT)


def _worked(sample: str, lines: tuple[Worked, ...]) -> Iterator[Apart]:
    for worked in lines:
        label = worked.label or sample
        yield Apart(
            Text(f"{label}:" if label else "", "dim"), Text(line(worked)), before=INDENT, indent=2 * INDENT, gap=2
        )
