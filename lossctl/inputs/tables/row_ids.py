"""Rows with an id belong together by it: the rows of one table are put in the order of another's."""

from collections.abc import Callable, Mapping
from functools import partial
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import normalised
from lossctl.inputs.document import Array, Content, Text, Words
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.row_order import order_of, shown

Ids = Mapping[str, Callable[[], Content]]
_PIECE = 1 << 16  # ids that are in memory at once where a digest is made
_LOOK = 1 << 10  # rows of a large file whose ids are looked at before it is read


class Joined(NamedTuple):
    """An array whose rows are in the order of the input's; `moved` says that they were in another. `note` is on ids."""

    array: Array | LazyArray
    moved: bool = False
    note: str = ""


def joined(array: Array | LazyArray, ids: Ids, others: Ids, name: str, other: str, *, lazy: bool) -> Joined:
    """The array with its rows in the order of the input, whose ids are `others`.

    The same ids, each once, may be in another order; equal ids in the same order may repeat. Of a table that stays in
    its file (`lazy`) the ids are compared when the rows are read. Raises InputError at the first id that differs.
    """
    columns = _common_columns(ids, others)
    if columns is None:
        return Joined(array)
    own, theirs = ids[columns[0]](), others[columns[1]]()
    if _says_nothing(columns, own, theirs):
        return Joined(array)
    place = f"column {columns[0]}" if columns[0].strip() else "the column without a heading"
    other_ids = not _same_name(*columns)
    if not column_names.is_index(columns[0]) and isinstance(own, (Text, Words)):
        some, others_ = _some(own, 0, _LOOK), _some(theirs, 0, _LOOK)
        if set(some.tolist()).isdisjoint(others_.tolist()) or (not lazy and not _same_set(all_of(own), all_of(theirs))):
            return Joined(array)  # words of an unknown name are ids only where both have the same
    note = f"{place} holds other ids than column {columns[1]} of {other}: rows are matched by their order"
    if lazy:
        if other_ids and not _equal(_some(own, 0, _LOOK), _some(theirs, 0, _LOOK)):
            return Joined(array, note=note)
        return Joined(_compared_when_read(array, own, theirs, (name, place), other))
    mine, wanted = all_of(own), all_of(theirs)
    one_row = len(mine) == len(wanted) == 1  # a row by its number, `x.csv[3]`, is an array without the axis of rows
    if not (one_row or array.shape[:1] == (len(mine),)) or _equal(mine, wanted):
        return Joined(array)
    if other_ids and not _same_set(mine, wanted):
        return Joined(array, note=note)
    order = order_of(*alike(mine, wanted), (name, place), other)
    return Joined(np.ascontiguousarray(np.asarray(array)[order]), moved=True)


def looks_joinable(ids: Ids, others: Ids) -> bool:
    """Whether the first rows have other ids than those of the input, in columns of the same name."""
    columns = _common_columns(ids, others)
    if columns is None or not _same_name(*columns):
        return False
    own, theirs = ids[columns[0]](), others[columns[1]]()
    first, second = _some(own, 0, _LOOK), _some(theirs, 0, _LOOK)
    return not _says_nothing(columns, own, theirs) and not _equal(first, second)


def digest_of(content: Content) -> str:
    """A digest of ids in their order: numbers and words of the same letters are alike."""
    digest = blake2b(digest_size=16)
    for start in range(0, content.size, _PIECE):
        words = _as_words(_some(content, start, min(start + _PIECE, content.size)))
        digest.update("\n".join(map(str, words)).encode() + b"\n")
    return digest.hexdigest()


def _same_name(one: str, other: str) -> bool:
    """A container calls `ids` what a table calls `id`."""
    return normalised(one).removesuffix("s") == normalised(other).removesuffix("s")


def _common_columns(ids: Ids, others: Ids) -> tuple[str, str] | None:
    """The columns to compare: of the same name, or else the first with a name on each side, or without one on both."""
    for mine in ids:
        for theirs in others:
            if _same_name(mine, theirs) and not column_names.is_unnamed_index(mine):
                return mine, theirs
    for unnamed in (False, True):
        first = [name for name in ids if column_names.is_unnamed_index(name) is unnamed]
        second = [name for name in others if column_names.is_unnamed_index(name) is unnamed]
        if first and second:
            return first[0], second[0]
    return None


def _says_nothing(columns: tuple[str, str], own: Content, theirs: Content) -> bool:
    """Whether an index without a name counts the rows on either side."""
    unnamed = column_names.is_unnamed_index(columns[0]) and column_names.is_unnamed_index(columns[1])
    return unnamed and any(_counts(content, 0) for content in (own, theirs))


def _same_set(mine: Array, wanted: Array) -> bool:
    mine, wanted = alike(mine, wanted)
    return set(mine.tolist()) == set(wanted.tolist())


def _counts(content: Content, first: int) -> bool:
    if isinstance(content, (Text, Words)) or (isinstance(content, LazyArray) and not content.size):
        return False
    some = content.read(0, min(1 << 16, content.size)) if isinstance(content, LazyArray) else np.asarray(content)
    return bool((some == np.arange(first, first + len(some))).all())


def _some(content: Content, start: int, stop: int) -> Array:
    if isinstance(content, Words):
        content = content.range_(start, min(stop, content.size))
        return np.array(content.entries, dtype=object)
    if isinstance(content, Text):
        return np.array(content.entries[start:stop], dtype=object)
    if isinstance(content, LazyArray):
        return content.read(start, min(stop, content.size))
    return np.asarray(content)[start:stop]


def all_of(content: Content) -> Array:
    return _some(content, 0, content.size)


def _as_words(ids: Array) -> Array:
    """Ids to compare, where one side has numbers and the other has words."""
    return ids if ids.dtype == object else np.array([f"{value:.17g}" for value in ids.tolist()], dtype=object)


def alike(mine: Array, wanted: Array) -> tuple[Array, Array]:
    return (_as_words(mine), _as_words(wanted)) if object in (mine.dtype, wanted.dtype) else (mine, wanted)


def _equal(mine: Array, wanted: Array) -> bool:
    mine, wanted = alike(mine, wanted)
    return len(mine) == len(wanted) and bool((mine == wanted).all())


def _compared_when_read(
    array: Array | LazyArray, own: Content, theirs: Content, where: tuple[str, str], other: str
) -> LazyArray:
    per_row = max(1, array.size // max(1, array.shape[0]))
    return LazyArray(tuple(array.shape), array.dtype, partial(_read, array, per_row, own, theirs, where, other))


def _read(
    array: Array | LazyArray,
    per_row: int,
    own: Content,
    theirs: Content,
    where: tuple[str, str],
    other: str,
    start: int,
    stop: int,
) -> Array:
    first, last = start // per_row, -(-stop // per_row)
    mine, wanted = alike(_some(own, first, last), _some(theirs, first, last))
    if len(mine) == len(wanted) and (mine != wanted).any():
        i = int(np.argmax(mine != wanted))
        problem = f"{shown(mine[i])} where {other} has {shown(wanted[i])} in the same row"
        remedy = "sort both files by this column, or name the columns to leave the order as it is: FILE:COLUMN"
        raise InputError(problem, *where, f"row {first + i + 1}", remedy=remedy)
    return array.read(start, stop) if isinstance(array, LazyArray) else array.reshape(-1)[start:stop]
