"""The table of a page or a piece of HTML, as pandas' `to_html` writes it, or as it stands in a page's source."""

from html.parser import HTMLParser

from lossctl.inputs.readers.delimited.printed_rows import Lines, PrintedRows
from lossctl.inputs.readers.delimited.separators import Row

_CELLS = ("td", "th")
_WHOLE = "write all of it, or save the table as CSV"


def printed(lines: Lines) -> PrintedRows | None:
    """The rows of the only table of a text that begins with a tag; the header is a first row with a `<th>`.

    Rows that stand on one line are counted in place of the lines.
    """
    if not lines or not lines[0][1].lstrip().startswith("<"):
        return None
    parser = _Rows([number for number, _ in lines])
    parser.feed("\n".join(line for _, line in lines))
    parser.close()
    rows = [(number, [" ".join(cell.split()) for cell in cells]) for number, cells in parser.rows if cells]
    if parser.tables != 1 or len(rows) < 2:
        return None
    if len({number for number, _ in rows}) < len(rows):  # several on one line
        rows = [(number, cells) for number, (_, cells) in enumerate(rows, 1)]
    return PrintedRows(rows, parser.header, _WHOLE)


class _Rows(HTMLParser):
    """Collects the cells of each row, with the number of the line that the row begins on; end tags may be missing."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__()
        self.numbers = numbers
        self.tables = 0
        self.rows: list[Row] = []
        self.header: bool | None = None  # no `<th>` yet
        self._cells: list[str] | None = None  # those of the row whose last cell is open

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - what a cell looks like says nothing
        if tag in ("table", "tr"):
            self._cells = None
            self.tables += tag == "table"
            self.rows += [(self.numbers[self.getpos()[0] - 1], [])] if tag == "tr" else []
        elif tag in _CELLS and self.rows:
            self._cells = self.rows[-1][1]
            self._cells.append("")
            if tag == "th":
                self.header = self.header or len(self.rows) == 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("table", "tr", *_CELLS):
            self._cells = None

    def handle_data(self, data: str) -> None:
        if self._cells is not None:
            self._cells[-1] += data
