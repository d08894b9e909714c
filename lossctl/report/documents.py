"""A page for a document: Markdown, or a picture of the terminal as SVG or HTML."""

from collections.abc import Iterator

from rich.console import Console

from lossctl.report.console import Page, printed, text_of
from lossctl.report.result_table import WIDTH
from lossctl.report.streams import Paper


def markdown(page: Page, paper: Paper) -> Iterator[str]:  # noqa: ARG001 - all forms of a page are called alike
    """The page as a block of code, which keeps its columns."""
    yield f"```text\n{text_of(page.body, Paper(width=WIDTH))}```\n"


def svg(page: Page, paper: Paper) -> Iterator[str]:  # noqa: ARG001
    """A picture of the page in a terminal's colours."""
    yield _picture(page).export_svg(title=page.title)


def html(page: Page, paper: Paper) -> Iterator[str]:  # noqa: ARG001
    """The page for a browser, with its styles."""
    yield _picture(page).export_html(inline_styles=True)


def _picture(page: Page) -> Console:
    console = printed(page.body, Paper(width=WIDTH, colour=True), record=True)
    console.width = max(WIDTH, *(len(line) for line in console.export_text(clear=False).split("\n")))
    return console
