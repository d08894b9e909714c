"""Frames and series of pandas, polars and pyarrow: tables, which the rules for files go for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.array_names import listed, repeated
from lossctl.inputs.document import Content, Document, Members, Words
from lossctl.inputs.objects.frame_columns import FrameColumn, FrameColumns
from lossctl.inputs.objects.kinds import library_of
from lossctl.inputs.readers import list_columns
from lossctl.inputs.tables.columns import Kind
from lossctl.inputs.tables.table import Table


def document_of(value: Any) -> Document:
    """The table that it is; arrays by name where a column of lists has the name of an input."""
    library = library_of(value)
    if library == "pyarrow":
        from lossctl.inputs.objects import arrow_tables

        return arrow_tables.document_of(value)
    if library == "pandas":
        from lossctl.inputs.objects import pandas_frames

        return table_of(pandas_frames.columns_of(value))
    from lossctl.inputs.objects import polars_frames

    return table_of(polars_frames.columns_of(value))


def table_of(columns: Sequence[FrameColumn]) -> Document:
    """The document that these columns make, by the rules that a Parquet file goes by."""
    names = [each.name for each in columns]
    twice = repeated(names)
    if not columns or twice:
        problem = f"several columns are called {listed(twice, 4)}" if twice else "has no columns"
        raise InputError(problem, remedy="give each a name of its own" if twice else "")
    table = FrameColumns(tuple(columns))
    lists = [each.name for each in columns if each.may_hold_lists and each.kind is Kind.LISTS]
    if list_columns.are_members(names, lists):
        members = {name: partial(table.words, i) for i, name in enumerate(names)}
        return Members(members, frozenset(names) - {*lists})
    numbers = [each.name for each in columns if each.holds_numbers]
    aside = [i for i, name in enumerate(names) if name in lists and list_columns.is_aside(name, numbers)]
    table.kinds.update(dict.fromkeys(aside, Kind.EMPTY))
    return FrameTable(table)


@dataclass(frozen=True)
class FrameTable(Table):
    """A table whose words are read once, where they are used: they are in memory anyway, unlike those of a file."""

    def _content(self, columns: Sequence[int], role: str) -> Content:
        content = super()._content(columns, role)
        return content.range_(0, content.size) if isinstance(content, Words) else content
