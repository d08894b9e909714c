"""What the cells of a column of pyarrow are."""

from typing import Any

from lossctl.inputs.readers.arrow import cells
from lossctl.inputs.readers.arrow.fields import Field
from lossctl.inputs.readers.containers import npy_text
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.columns import Kind, kind_of_numbers, kind_of_words

_PROSE = 200  # letters of what is no word that names a class: a text, a picture


def kind_of(array: Any, field: Field, *, named: bool) -> Kind:
    """The kind of these cells of a column; missing ones are as good as any."""
    array = cells.plain(array).drop_null()
    if not len(array):
        return Kind.EMPTY
    if cells.is_list(array.type):
        return Kind.LISTS if cells.is_number(cells.innermost(array.type)) else Kind.EMPTY
    if cells.is_text(array.type):
        return _kind_of_text(cells.words_of(array))
    if not cells.is_number(array.type):
        return Kind.EMPTY
    if (named and field.classes) or _names_rows(field):
        return Kind.WORDS
    return kind_of_numbers(cells.numbers_of(array, int, field.name))


def _names_rows(field: Field) -> bool:
    """Whether a column is left out because pandas wrote it as the index, though its name does not say so."""
    return field.is_index and not column_names.is_index(field.name) and column_names.target_rank(field.name) is None


def _kind_of_text(words: list[str]) -> Kind:
    words = [word for word in words if word]
    if not words or (max(map(len, words)) > _PROSE and not all(map(_is_short_list, words))):
        return Kind.EMPTY
    numbers = npy_text.numbers_of(words)
    if numbers is not None:
        return kind_of_numbers(numbers)
    some = any(npy_text.numbers_of([word]) is not None for word in words)
    return Kind.MIXED if some else kind_of_words(words)


def _is_short_list(word: str) -> bool:
    return word[:1] in "[(" and word[-1:] in ")]"
