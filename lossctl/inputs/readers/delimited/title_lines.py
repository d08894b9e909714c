"""Lines that people write above a table: its title, the date, the name of the model. They are left out, with a note."""

from collections.abc import Sequence
from itertools import islice

from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.delimited.number_notation import is_like_number
from lossctl.inputs.readers.delimited.separators import JUDGED, Row, cut, separator

_MOST = 10  # of them are looked for


def without_title(source: SourceBytes) -> tuple[SourceBytes, tuple[str, ...]]:
    """The source with blank lines in place of those above the header, and a note; every line keeps its number."""
    if source.header is not None:
        return source, ()
    text = source.text
    rows = list(islice(cut(text, separator(text)), JUDGED + 1))
    header = _header(rows)
    if not header:
        return source, ()
    line, (last, _) = rows[header][0], rows[header - 1]
    below = text.split("\n")[line - 1 :]
    note = (
        f"line {last} above the table left out" if last == 1 else f"lines above the table left out, up to line {last}"
    )
    return source.but(("\n" * (line - 1) + "\n".join(below)).encode(), source.origin), (note,)


def _header(rows: Sequence[Row]) -> int:
    """The place of the header below other lines: words in all cells, then rows of as many cells with numbers in each.

    The lines above have fewer cells that are not blank; 0 where there are none.
    """
    for place in range(1, min(len(rows) - 1, _MOST + 1)):
        names, below = rows[place][1], [cells for _, cells in rows[place + 1 :]]
        is_header = len(names) > 1 and not any(not name.strip() or is_like_number(name) for name in names)
        if is_header and all(len(cells) == len(names) and any(map(is_like_number, cells)) for cells in below):
            filled = [sum(bool(cell.strip()) for cell in cells) for _, cells in rows[:place]]
            return place if max(filled) < len(names) else 0
    return 0
