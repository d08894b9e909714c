"""What the cells of a column of pyarrow are."""

from typing import Any

from lossctl.inputs.readers.arrow import cells
from lossctl.inputs.readers.arrow.fields import Field
from lossctl.inputs.readers.text_kind import kind_of_text
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.columns import Kind, kind_of_numbers


def kind_of(array: Any, field: Field, *, named: bool) -> Kind:
    """The kind of these cells of a column; missing ones do not count."""
    array = cells.plain(array).drop_null()
    if not len(array):
        return Kind.EMPTY
    if cells.is_list(array.type):
        return Kind.LISTS if cells.is_number(cells.innermost(array.type)) else Kind.EMPTY
    if cells.is_text(array.type):
        return kind_of_text(cells.words_of(array))
    if not cells.is_number(array.type):
        return Kind.EMPTY
    if (named and field.classes) or (field.is_index and column_names.names_rows(field.name)):
        return Kind.WORDS
    return kind_of_numbers(cells.numbers_of(array, int, field.name))
