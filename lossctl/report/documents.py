"""The table or the explanation for a document: Markdown, or a picture of the terminal as SVG or HTML."""

from collections.abc import Iterator

from rich.console import Console

from lossctl.report.console import page_of, printed, text_of
from lossctl.report.result_table import WIDTH
from lossctl.report.streams import Paper
from lossctl.settings import View
from lossctl.solve import Calculation


def markdown(calculation: Calculation, view: View, paper: Paper) -> Iterator[str]:  # noqa: ARG001 - all are called alike
    """The page as a block of code, which keeps its columns."""
    yield f"```text\n{text_of(page_of(calculation, view), Paper(width=WIDTH))}```\n"


def svg(calculation: Calculation, view: View, paper: Paper) -> Iterator[str]:  # noqa: ARG001
    """A picture of the page in a terminal's colours."""
    console = _pictured(calculation, view)
    yield console.export_svg(title=f"lossctl {calculation.prepared.problem.loss.name}")


def html(calculation: Calculation, view: View, paper: Paper) -> Iterator[str]:  # noqa: ARG001
    """The page for a browser, with its styles."""
    yield _pictured(calculation, view).export_html(inline_styles=True)


def _pictured(calculation: Calculation, view: View) -> Console:
    console = printed(page_of(calculation, view), Paper(width=WIDTH, colour=True), record=True)
    console.width = max(WIDTH, *(len(line) for line in console.export_text(clear=False).split("\n")))
    return console
