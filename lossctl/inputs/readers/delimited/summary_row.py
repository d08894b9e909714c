"""A last row of totals or means, as spreadsheets and R's `adorn_totals` write below a table: it is no sample."""

from collections.abc import Sequence

from lossctl.errors import InputError
from lossctl.inputs.readers.delimited.number_notation import is_like_number
from lossctl.inputs.readers.delimited.separators import Row, cut
from lossctl.inputs.tables.column_names import is_index

_FEWEST = 3  # rows above it, header included


def check_last_row(text: str, delimiter: str | None, names: Sequence[str], rows: Sequence[Row]) -> None:
    """InputError where a word stands in the last row below an index of whole numbers. `rows` are the table's first."""
    if not any(map(is_index, names)) or len(rows) <= _FEWEST:
        return
    above, _, line = text.rstrip().rpartition("\n")
    (_, last), *_ = [*cut(line, delimiter), (0, [])]
    number = above.count("\n") + 2
    if len(last) != len(names):
        return
    for i, name in enumerate(names):
        body = [cells[i].strip() for row, cells in rows[1:] if row < number and i < len(cells)]
        if is_index(name) and last[i].strip() and not is_like_number(last[i]) and all(map(str.isdecimal, body)):
            called = f"column {name}" if name else f"value {i + 1}"
            problem = f"{last[i].strip()!r} below whole numbers: is this a row of totals?"
            raise InputError(problem, f"line {number}", called, remedy="take that line out: it is no sample")
