"""A table as its reader gives it: columns, perhaps with names, whose cells are read when they are asked for."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Protocol

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Content, Text, Words
from lossctl.inputs.lazy_array import LazyArray

TRUE, FALSE = frozenset({"true", "yes", "t", "y"}), frozenset({"false", "no", "f", "n"})
MISSING = frozenset({"", "na", "n/a", "null", "none", "-", "?"})
LOOK = 1 << 12  # rows of a large file that are looked at where a rule asks for values


class Kind(Enum):
    """What the cells of a column are: all of a small table, the first rows of one that stays in its file."""

    EMPTY = "nothing"
    WORDS = "words"
    TRUTH = "truth values"  # True and False, yes and no
    WHOLE = "whole numbers"
    NUMBERS = "numbers"
    LISTS = "lists of numbers"  # in words, as pandas writes them: `"[0.1, 0.9]"`
    MIXED = "words and numbers"  # a fault if it is read


NO_NUMBERS = (Kind.WORDS, Kind.TRUTH, Kind.EMPTY, Kind.LISTS)


class Columns(Protocol):
    """A table of one sample a row, from a text, from JSON, from records of an .npy or from a columnar file."""

    @property
    def width(self) -> int:
        """The number of columns."""

    @property
    def names(self) -> tuple[str, ...]:
        """The heading of each column; () where the table has none."""

    def kind(self, column: int) -> Kind:
        """What the cells of a column are; raises nothing."""

    def numbers(self, columns: Sequence[int]) -> Array | LazyArray:
        """These columns, in this order, as (rows, columns); raises at the first cell that is no number."""

    def column(self, column: int) -> Array | LazyArray:
        """The numbers of one column, as (rows,)."""

    def words(self, column: int) -> Content:
        """One column: its numbers, or its words where none of them is a number."""


def kind_of_numbers(numbers: Array) -> Kind:
    """The kind of a column of numbers; NaN does not count."""
    if not numbers.size:
        return Kind.EMPTY
    if numbers.dtype.kind == "b":
        return Kind.TRUTH
    if numbers.dtype.kind in "iu":
        return Kind.WHOLE
    some = numbers[~np.isnan(numbers)]
    return Kind.WHOLE if (some == np.floor(some)).all() and np.isfinite(some).all() else Kind.NUMBERS


def kind_of_words(words: Iterable[str]) -> Kind:
    """The kind of a column of words, none of which is a number."""
    found = {word.strip().casefold() for word in words} - {""}
    if not found:
        return Kind.EMPTY
    if found <= TRUE | FALSE:
        return Kind.TRUTH
    return Kind.LISTS if all(map(is_list, found)) else Kind.WORDS


def is_list(cell: str) -> bool:
    """Whether a cell is in brackets."""
    return cell[:1] in ("[", "(") and cell[-1:] in ("]", ")") and len(cell) > 2


def first_numbers(table: Columns, column: int) -> Array:
    """The numbers of a column; of a large file, those of its first rows."""
    try:
        numbers = table.column(column)
        return numbers.read(0, min(LOOK, numbers.size)) if isinstance(numbers, LazyArray) else numbers
    except InputError:  # a cell is no number: an error when the column is read, if it is
        return np.empty(0)


def first_words(table: Columns, column: int) -> Sequence[str]:
    """The words of a column; of a large file, those of its first rows."""
    content = table.words(column)
    if isinstance(content, Words):
        content = content.range_(0, min(LOOK, content.size))
    return content.entries if isinstance(content, Text) else ()


def increases(table: Columns, column: int) -> bool:
    """Whether the whole numbers of a column become larger from row to row, in three rows or more."""
    numbers = first_numbers(table, column) if table.kind(column) is Kind.WHOLE else np.empty(0)
    return len(numbers) >= 3 and bool((np.diff(numbers) > 0).all())


def counts_rows(table: Columns, column: int) -> bool:
    """Whether a column is 0, 1, 2 … or 1, 2, 3 … down three rows or more."""
    if table.kind(column) is not Kind.WHOLE:
        return False
    numbers = first_numbers(table, column)
    first = numbers[0] if len(numbers) >= 3 else -1
    return first in (0, 1) and bool((numbers == np.arange(first, first + len(numbers))).all())
