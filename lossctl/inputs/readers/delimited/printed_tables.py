"""Tables as programs print them: HTML, Markdown, polars and other boxes, pandas, tibbles and matrices of R.

Each form has a file that turns the print into rows of cells, each with the number of its line; they are read as CSV. A
text is one of them only if nothing else is in it: a post with a table in it is a pasted block.
"""

import re
from typing import TYPE_CHECKING

from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.delimited import delimited_text
from lossctl.inputs.readers.delimited.tidy_table import as_csv
from lossctl.inputs.tables.table import Table

if TYPE_CHECKING:
    from lossctl.inputs.readers.delimited.printed_rows import PrintedRows

_SHOWN = 4000  # characters at the beginning and at the end that show whether it can be one of them
# One of these signs is in each: a rule, a first line that begins with a blank or holds one above a line of one word,
# what is above or below a frame or a series, R's types, a tag.
_SIGNS = re.compile(
    r"--|-[ :]*\||==|─|━|═|\A\s*[ \t]|\A\s*\S.*[ \t].*\n\S+ *\n|^shape: \(|^\[\d+ rows x|dtype: |^ *<\w+>|^# A tibble"
    r"|</?t[rdh]\b",
    re.MULTILINE,
)


def recognises(source: SourceBytes) -> bool:
    """Whether the text is a printed table and nothing else."""
    text = source.text
    ends = text if len(text) < 2 * _SHOWN else text[:_SHOWN] + text[-_SHOWN:]
    return bool(_SIGNS.search(ends)) and _printed(text) is not None


def read(source: SourceBytes) -> Table:
    """The table as if it were a CSV; raises where the print is abbreviated."""
    found = _printed(source.text)
    assert found is not None
    found.check()
    text = as_csv(found.rows, max(source.text.count("\n") + 1, found.rows[-1][0]))
    header = found.header if source.header is None else source.header
    return delimited_text.read(SourceBytes(text.encode(), ".csv", header))


def _printed(text: str) -> "PrintedRows | None":
    """The rows of the first form that the text has. The forms are imported only where a sign of one was found."""
    from lossctl.inputs.readers.delimited import boxed_tables, html_tables, pandas_prints, r_prints

    forms = (html_tables.printed, boxed_tables.printed, r_prints.printed, pandas_prints.printed)
    lines = [(number, line.rstrip()) for number, line in enumerate(text.split("\n"), 1)]
    lines = [(number, line) for number, line in lines if line and not line.lstrip().startswith("```")]
    return next((found for form in forms if (found := form(lines)) is not None), None)
