"""A page for a document: HTML, or a picture of the terminal as SVG. Neither needs anything from a network."""

from collections.abc import Iterator

from lossctl.report.console import Page, lines_of, parts_of
from lossctl.report.picture import cell_of, html_of, svg_of
from lossctl.report.result_table import WIDTH
from lossctl.report.spread_lines import SpreadLines
from lossctl.report.streams import Paper
from lossctl.sums.distribution import Distribution


def svg(page: Page, _: Paper) -> Iterator[str]:
    """A picture of the page in a terminal's colours."""
    return svg_of(page.title, lines_of(page.body, WIDTH), _spread(page))


def html(page: Page, _: Paper) -> Iterator[str]:
    """The page for a browser, on dark or light as the reader likes it."""
    return html_of(page.title, lines_of(page.body, WIDTH), _spread(page))


def cell(page: Page, _: Paper) -> Iterator[str]:
    """The page as the output of a notebook's cell."""
    return cell_of(lines_of(page.body, WIDTH), _spread(page))


def _spread(page: Page) -> Distribution | None:
    """The distribution that the page tells of, of which a picture has a drawing, too."""
    return next((part.found for part in parts_of(page.body) if isinstance(part, SpreadLines)), None)
