"""The table: a line per sample, `sum / denominator = loss`, the notes, and the loss alone in the last line."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from lossctl.lesson.arithmetic import fixed, line
from lossctl.lesson.sheet import Lesson
from lossctl.report.apart import Apart
from lossctl.report.class_names import ClassNames
from lossctl.report.sample_table import layout_of
from lossctl.report.shown_samples import shown_samples, table_of
from lossctl.report.spread_lines import shares, spread_lines
from lossctl.report.verdict_lines import lines
from lossctl.report.worked_lesson import reduction_worked
from lossctl.result import Result
from lossctl.settings import View
from lossctl.solve import Calculation

WIDTH = 80
CALL_WIDTH = 52  # the shapes stand behind the call, in one place where it is short


def render(calculation: Calculation, view: View) -> RenderableType:
    """The whole report as a rich renderable; numbers have `view.precision` decimals and an ASCII minus."""
    layout = layout_of(calculation.prepared, view.precision, brief=True)
    shown = shown_samples(calculation, view, layout)
    result = calculation.run()
    table = (Text(), table_of(calculation, shown, layout, result)) if view.rows != "0" else ()
    return Group(
        *header(layout.lesson, result),
        *table,
        *footer(result, view.precision, hidden=shown.number < calculation.prepared.samples.count),
    )


def header(lesson: Lesson, result: Result) -> Iterator[RenderableType]:
    """The PyTorch call and the shapes, and the classes' names, where a table has them."""
    shapes = "   ".join(f"{name} {shape}" for name, shape in lesson.shapes)
    yield Apart(Text(lesson.call, style="bold"), Text(shapes, style="dim"), second=CALL_WIDTH, widest=WIDTH)
    if result.classes:
        yield ClassNames(result.classes)


def notes(result: Result) -> Iterator[Text]:
    """A line each."""
    for note in result.notes:
        yield Text.assemble(("note: ", "yellow"), note)


def loss_line(result: Result, digits: int) -> Text:
    """`loss  1.108111`."""
    if result.reduction == "none":
        count = result.count + result.ignored
        losses = "1 loss" if count == 1 else f"{count} losses"
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


def footer(result: Result, digits: int, *, hidden: bool) -> Iterator[RenderableType]:
    """What stands below a table: the division, the counts, how the losses are spread, the notes and the loss.

    `hidden`: some samples are not in the table.
    """
    yield Text()
    worked = reduction_worked(result, digits)
    if worked:
        division = Text(ascii_minus(line(worked)))
        yield Apart(Text("sum / denominator = loss", style="dim"), division, indent=2)
    figures = (*_figures(result), *(shares(result) if hidden else ()))
    yield Apart(*(Text(figure, style="dim") for figure in figures))
    if hidden:
        yield from spread_lines(result, digits)
    if result.notes:
        yield Text()
    yield from notes(result)
    yield Text()
    yield loss_line(result, digits)
    yield from verdict_lines(result)


def _figures(result: Result) -> Iterator[str]:
    """`count 4`, `perplexity 1.3971` and the like."""
    yield f"count {result.count}"
    if result.ignored:
        yield f"ignored {result.ignored}"
    for name, value in (("perplexity", result.perplexity), ("bits", result.bits), ("stderr", result.stderr)):
        if value is not None:
            yield f"{name} {ascii_minus(fixed(value, 4))}"
