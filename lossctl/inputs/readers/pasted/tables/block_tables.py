"""The tables of a paste as values that prints show, and as documents that tell the input from the target."""

from collections.abc import Sequence

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import listed
from lossctl.inputs.document import Taken
from lossctl.inputs.hints import Hints
from lossctl.inputs.readers.pasted.code.bindings import Bindings
from lossctl.inputs.readers.pasted.lines.framed_lines import Line
from lossctl.inputs.readers.pasted.prints.outputs import Output
from lossctl.inputs.readers.pasted.prints.values import Value
from lossctl.inputs.readers.pasted.tables.pasted_table import PastedTable, read_table
from lossctl.inputs.readers.pasted.tables.tables_in_text import FoundTable
from lossctl.inputs.tables.table import Table


def read_at(found: FoundTable, line: Line, label: str) -> Output:
    """The table that begins at this line: an array if it is a series, and nothing if it holds words alone."""
    label = found.label or label
    try:
        table = read_table(found)
    except InputError as fault:
        return Output((), line.end, fault, label)
    numbers = [each for each in table.columns.values() if not each.words]
    if not numbers:
        return Output((), line.end)
    value = Value(label, np.zeros((len(numbers[0].array), len(table.columns))), line.text, line.begin, line.end)
    shown = value._replace(array=numbers[0].array) if found.series else value._replace(table=table)
    return Output((shown,), line.end)


def line_behind(found: FoundTable, lines: Sequence[Line]) -> int:
    """Which of the lines is the first behind the table."""
    return next((i for i, line in enumerate(lines) if line.number > found.last), len(lines))


def role_in_tables(tables: Sequence[PastedTable], role: str, hints: Hints) -> Taken | None:
    """The input or the target of the one table that holds both; InputError where several do."""
    pairs = [(each, pair) for each in tables if len(pair := each.pair(hints)) == 2]
    differing = [each for each in pairs[1:] if not _same(each[1], pairs[0][1])]
    if differing:
        shown = listed([each.where for each, _ in pairs])
        raise InputError(f"{shown} could each be the {role}", remedy="keep one of them")
    taken = pairs[0][1].get(role) if pairs else None
    return taken and taken._replace(name=taken.name or ",".join(taken.classes.headings))


def only_table(bindings: Bindings) -> Table | None:
    """The table that is all that the paste holds."""
    return bindings.tables.all[0].table if len(bindings.tables.all) == 1 and not bindings.named else None


def column_of_tables(tables: Sequence[PastedTable], name: str, hints: Hints) -> Taken | None:
    """The columns that the user named, of the last table that has them."""
    for each in reversed(tables):
        if all(part.strip() in each.table.names for part in name.split(",")):
            return each.table.part(name, hints)
    return None


def _same(one: dict[str, Taken], other: dict[str, Taken]) -> bool:
    """Whether both hold the same numbers, as a frame does that is printed twice."""
    for role, taken in one.items():
        here, there = taken.content, other[role].content
        if not isinstance(here, np.ndarray) or not isinstance(there, np.ndarray) or not np.array_equal(here, there):
            return False
    return True
