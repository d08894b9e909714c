"""The columns of a table that name its rows, alone or together: `subject, trial`."""

from collections.abc import Callable, Sequence
from functools import partial

from lossctl.errors import InputError
from lossctl.inputs.document import Content
from lossctl.inputs.hints import NO_HINTS
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.columns import Columns, Kind
from lossctl.inputs.tables.sorted_columns import index_columns, may_be_ids

_MOST = 32  # of more columns beside the chosen ones none is looked at: they are features

Ids = dict[str, Callable[[], Content]]


def ids_of_part(table: Columns, columns: Sequence[int]) -> Ids:
    """The columns that name the rows beside those that the user named."""
    ids = [i for i in index_columns(table, NO_HINTS) if i not in columns]
    ids += [i for i in _beside(table, columns) if i not in ids and _are_words_of_ids(table, i)]
    return {table.names[i]: partial(table.words, i) for i in ids}


def keys_beside(table: Columns, columns: Sequence[int]) -> Ids:
    """The columns of words or whole numbers beside the chosen ones: not what a model gave, and no other target."""
    found = [i for i in _beside(table, columns) if _may_be_key(table.names[i])]
    return {table.names[i]: partial(table.words, i) for i in found if table.kind(i) in (Kind.WORDS, Kind.WHOLE)}


def _beside(table: Columns, columns: Sequence[int]) -> list[int]:
    if not table.names or len(table.names) - len(columns) > _MOST:
        return []
    return [i for i in range(len(table.names)) if i not in columns]


def _are_words_of_ids(table: Columns, i: int) -> bool:
    try:
        return table.kind(i) is Kind.WORDS and may_be_ids(table, i)
    except InputError:  # an empty cell in a column that nobody asked for is no fault
        return False


def _may_be_key(name: str) -> bool:
    if column_names.is_result(name) or column_names.is_option(name) or column_names.is_unnamed_index(name):
        return False
    return column_names.target_rank(name) is None
