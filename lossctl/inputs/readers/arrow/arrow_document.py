"""Which document a columnar file is: a table, or arrays by name where a column of lists has the name of an input."""

from collections.abc import Callable
from functools import partial

from lossctl.errors import InputError
from lossctl.inputs.array_names import listed, normalised, repeated
from lossctl.inputs.document import Content, Document, Members, Text
from lossctl.inputs.members.member_names import CLASS_NAMES, parse_name
from lossctl.inputs.readers import list_columns
from lossctl.inputs.readers.arrow import cells
from lossctl.inputs.readers.arrow.arrow_columns import ArrowColumns
from lossctl.inputs.readers.arrow.fields import Field, fields_of
from lossctl.inputs.readers.arrow.labelled_table import LabelledMembers, LabelledTable, labels_of
from lossctl.inputs.readers.arrow.library import damage_told
from lossctl.inputs.readers.arrow.list_batches import joined
from lossctl.inputs.readers.arrow.packed_table import unpack
from lossctl.inputs.readers.arrow.stored_table import StoredTable
from lossctl.inputs.tables.columns import Kind

_FIRST_ROWS = 1000  # in which a list of the classes' names must be the same


def document(rows: StoredTable) -> Document:
    """InputError where there are no columns, or several of one name."""
    with damage_told():
        fields = fields_of(rows.schema)
    names = [each.name for each in fields]
    twice = repeated(names)
    if not fields or twice:
        raise InputError(f"several columns are called {listed(twice, 4)}" if twice else "holds no columns")
    lists = [each for each in fields if _holds_lists(each)]
    list_names = [each.name for each in lists]
    if list_columns.are_members(names, list_names):
        columns, batched = ArrowColumns(rows, fields), [i for i, each in enumerate(fields) if _in_batches(each, lists)]
        scalars = frozenset(names) - {each.name for each in lists}
        named = partial(Members, _members(columns.with_names()), scalars)
        plain = LabelledMembers(_members(columns), scalars, labels=labels_of(columns), named=named)
        return joined(columns, batched, plain)
    numbers = [each.name for each in fields if cells.is_number(cells.plain_type(each.type))]
    aside = [i for i, name in enumerate(names) if name in list_names and list_columns.is_aside(name, numbers)]
    return LabelledTable(ArrowColumns(rows, fields, kinds=dict.fromkeys(aside, Kind.EMPTY)))


def _holds_lists(field: Field) -> bool:
    return cells.is_list(cells.plain_type(field.type)) and cells.is_number(cells.innermost(field.type))


def _in_batches(field: Field, lists: list[Field]) -> bool:
    """Whether a column could hold batches: lists of numbers under the name of an input or a target."""
    return field in lists and parse_name(field.name) is not None


def _members(columns: ArrowColumns) -> dict[str, Callable[[], Content]]:
    return {name: partial(_member, columns, i) for i, name in enumerate(columns.names)}


def _member(columns: ArrowColumns, column: int) -> Content:
    """A column as an array; the names of the classes, where each row has the same list of them."""
    field = columns.fields[column]
    if normalised(field.name) in CLASS_NAMES and cells.is_list(cells.plain_type(field.type)) and columns.rows.size:
        found = columns.lists(column, 0, min(columns.rows.size, _FIRST_ROWS))
        if all(each == found[0] and all(isinstance(word, str) for word in each or ()) for each in found):
            return Text(found[0] or [], lambda i: (f"column {field.name}", f"[{i}]"))
    content = columns.words(column)
    unpack(content)
    return content
