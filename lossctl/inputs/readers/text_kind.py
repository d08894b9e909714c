"""What a column of words is: its words may read as numbers, as truth values or as lists."""

from collections.abc import Sequence

from lossctl.inputs.readers.containers import npy_text
from lossctl.inputs.tables.columns import Kind, kind_of_numbers, kind_of_words

_PROSE = 200  # letters of what is no word that names a class: a text, a picture


def kind_of_text(words: Sequence[str]) -> Kind:
    """The kind of a column of these words; missing ones, which are empty, do not count."""
    words = [word for word in words if word]
    if not words or (max(map(len, words)) > _PROSE and not all(map(_is_short_list, words))):
        return Kind.EMPTY
    return kind_of_cells(words)


def kind_of_cells(words: list[str]) -> Kind:
    """The kind of a column of these words, all of which count."""
    numbers = npy_text.numbers_of(words)
    if numbers is not None:
        return kind_of_numbers(numbers)
    some = any(npy_text.numbers_of([word]) is not None for word in words)
    return Kind.MIXED if some else kind_of_words(words)


def _is_short_list(word: str) -> bool:
    return word[:1] in "[(" and word[-1:] in ")]"
