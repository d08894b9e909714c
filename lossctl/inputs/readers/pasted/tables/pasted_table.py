"""A table in a paste: its columns as arrays for the code, and as a table whose names and values tell the roles."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.contents import Text
from lossctl.inputs.document import Taken
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.hints import Hints
from lossctl.inputs.readers.delimited import delimited_text
from lossctl.inputs.readers.delimited.tidy_table import as_csv
from lossctl.inputs.readers.pasted.code.evaluated import Computed, of_words
from lossctl.inputs.readers.pasted.tables.tables_in_text import FoundTable
from lossctl.inputs.tables.columns import TRUE, Kind
from lossctl.inputs.tables.table import Table
from lossctl.inputs.tables.target_facts import facts_of


class PastedTable(NamedTuple):
    """A table with its columns by name; `frame` is what the code calls it, '' where nothing tells."""

    table: Table
    columns: Mapping[str, Computed]
    first: int = 0
    frame: str = ""

    @property
    def where(self) -> str:
        return f"the table of line {self.first}" if self.first else f"the frame {self.frame}"

    def pair(self, hints: Hints) -> dict[str, Taken]:
        """The input and the target by the rules for tables; fewer, where it does not hold both."""
        try:
            target = self.table.find("target", hints)
        except InputError:
            return {}
        if target is None:
            return {}
        inside = hints._replace(target=facts_of(target.content, target.classes.headings))
        found = self.table.find("input", inside)
        return {"target": target} if found is None else {"input": found, "target": target}


def read_table(found: FoundTable) -> PastedTable:
    """Raises InputError where the print is abbreviated or cannot be read."""
    found.rows.check()
    text = as_csv(found.rows.rows, found.last)
    return _of_table(delimited_text.read(SourceBytes(text.encode(), ".csv", found.rows.header)), found.first)


def table_of_columns(columns: Mapping[str, Computed], frame: str) -> PastedTable | None:
    """The frame that code makes of these columns; None where they are of different lengths."""
    cells = [_cells(each) for each in columns.values()]
    if len({len(each) for each in cells}) != 1 or not cells[0]:
        return None
    rows = [[*columns], *map(list, zip(*cells, strict=True))]
    text = as_csv([(i, row) for i, row in enumerate(rows, 1)], len(rows))
    table = delimited_text.read(SourceBytes(text.encode(), ".csv", True))
    return PastedTable(table, columns, frame=frame)


def _cells(computed: Computed) -> list[str]:
    if computed.words:
        return [computed.words[int(i)] for i in computed.array]
    return [repr(each) for each in computed.array.tolist()] if computed.array.ndim == 1 else []


def _of_table(table: Table, first: int) -> PastedTable:
    columns: dict[str, Computed] = {}
    for i in range(table.columns.width):
        name = table.columns.names[i] if table.columns.names else ""
        if (found := _column(table, i, name)) is not None and name not in columns:
            columns[name] = found
    return PastedTable(table, columns, first)


def _column(table: Table, i: int, name: str) -> Computed | None:
    """The numbers or words of a column; None for one that holds neither alone, and for an index."""
    kind = table.columns.kind(i)
    if table.columns.width > 1 and not name:
        return None
    if kind in (Kind.NUMBERS, Kind.WHOLE):
        return Computed(np.asarray(table.columns.column(i)), name)
    if kind not in (Kind.WORDS, Kind.TRUTH):
        return None
    words = table.columns.words(i)
    if not isinstance(words, Text):
        return Computed(np.asarray(words), name)
    entries = [each.strip() for each in words.entries]
    if kind is Kind.TRUTH:
        return Computed(np.array([each.casefold() in TRUE for each in entries]), name)
    return of_words(entries, name)
