"""The slice behind a word, `logits.npy[:, :-1]`: NumPy's basic ones, of integers, `start:stop:step` and `...`."""

import re
from types import EllipsisType
from typing import NamedTuple

from lossctl.errors import InputError

_WHOLE = r"[-+]?(?:0|[1-9][0-9]{0,18})"  # as Python reads it: 01 is no number, so that `x-[01]` stays a pattern
# Possessive, so that a word of many blanks takes no time.
_BOUND = rf"\s*+(?:{_WHOLE})?+\s*+"
_ITEM = rf"(?:{_BOUND}:{_BOUND}(?::{_BOUND})?+|\s*+(?:{_WHOLE}|\.\.\.)\s*+)"
_SLICE = rf"(?P<text>\[{_ITEM}(?:,{_ITEM})*+,?\s*+\])"
_FINAL = re.compile(rf"(?P<before>.*[^\s]){_SLICE}", re.DOTALL)
_MISPLACED = re.compile(rf"\s*+(?P<before>[^\[]*[^\s\[])\s*+{_SLICE}\s*+(?P<part>:[^\[]*[^\s\[])?\s*+", re.DOTALL)
_ROWS_ONLY = "a slice of a table picks rows, as [:1000] does"
WHOLE = slice(None)

Item = int | slice | EllipsisType


class Axis(NamedTuple):
    """What a slice leaves of an axis of `size` entries: `kept` from `start` on; a `single` one is no axis any more."""

    size: int
    start: int
    kept: int
    step: int
    single: bool

    @property
    def whole(self) -> bool:
        return (self.start, self.kept, self.step, self.single) == (0, self.size, 1, False)

    @property
    def key(self) -> slice:
        """The same as a slice of NumPy."""
        stop = self.start + self.kept * self.step
        return slice(self.start, stop if stop >= 0 else None, self.step)


class Cut(NamedTuple):
    """A slice: its text as typed, with the brackets, and what it says of each axis.

    `of_shards` are joined along the first axis, so it must leave that whole.
    """

    text: str
    items: tuple[Item, ...]
    of_shards: bool = False

    @property
    def rows(self) -> "Cut | None":
        """The same for an array of any number of axes, if it says something of the first one alone."""
        items = list(self.items)
        while items and items[-1] in (WHOLE, ...):
            items.pop()
        if len(items) > 1 or ... in items:
            return None
        return self._replace(items=tuple(items or [WHOLE]))

    def axes(self, shape: tuple[int, ...]) -> tuple[Axis, ...]:
        """What it leaves of each axis; InputError where it does not fit, or leaves nothing of an array."""
        named = [item for item in self.items if item is not ...]
        if len(named) > len(shape):
            count = "one number" if not shape else f"of {len(shape)} {'axis' if len(shape) == 1 else 'axes'}, {shape}"
            raise InputError(f"is {count}, and the slice names {len(named)}")
        place = self.items.index(...) if ... in self.items else len(named)
        items = (*named[:place], *[WHOLE] * (len(shape) - len(named)), *named[place:])
        axes = tuple(_axis(item, size, i) for i, (item, size) in enumerate(zip(items, shape, strict=True)))
        if self.of_shards and shape and not _leaves_all(items[0]):
            raise InputError("shards are joined along the first axis: a slice must leave that whole, as [:, 1:] does")
        return axes

    def left_of(self, rows: int) -> int:
        """How many of so many rows it leaves."""
        cut = self.rows
        return rows if cut is None else _axis(cut.items[0], rows, 0, may_be_empty=True).kept


def split(word: str) -> tuple[str, Cut] | None:
    """What stands before the final bracket, and the slice in it; None if there is none, or it reads as no slice."""
    found = _FINAL.fullmatch(word)
    if not found:
        return None
    inside = found["text"][1:-1].strip().removesuffix(",")
    return found["before"], Cut(found["text"], tuple(map(_item, inside.split(","))))


def tidied(word: str) -> str:
    """The word as it may have been meant: with its slice behind the part, and without blanks around that."""
    found = _MISPLACED.fullmatch(word)
    return f"{found['before']}{found['part'] or ''}{found['text']}" if found else word


def checked(cut: Cut, word: str) -> Cut:
    """The slice of a word that has been found; InputError where NumPy takes it for none either."""
    if cut.items.count(...) > 1:
        raise InputError("a slice has ... once at most", word)
    if any(isinstance(item, slice) and item.step == 0 for item in cut.items):
        raise InputError("a step of 0 leads nowhere", word)
    return cut


def rows_of_table(cut: Cut) -> Cut:
    """The slice of a table's rows; InputError where it picks columns, or some rows of each shard."""
    rows = cut.rows
    if rows is None:
        raise InputError(_ROWS_ONLY, remedy="columns are named: FILE:a,b")
    if cut.of_shards and not _leaves_all(rows.items[0]):
        problem = "shards of tables are joined along their rows, which a slice must leave whole"
        raise InputError(problem, remedy="slice a file instead of a pattern")
    return rows


def rows_of_all(cut: Cut, name: str) -> Cut:
    """The slice that goes for both arrays of a container."""
    rows = cut.rows
    if rows is None:
        remedy = f"name each array with its slice: {'FILE' if cut.of_shards else name}:NAME{cut.text}"
        raise InputError("a slice of all that a file holds picks along the first axis, as [:1000] does", remedy=remedy)
    return rows


def _item(text: str) -> Item:
    text = text.strip()
    if text == "...":
        return ...
    numbers = [int(each) if each.strip() else None for each in text.split(":")]
    if len(numbers) > 1:
        return slice(*numbers)
    assert numbers[0] is not None
    return numbers[0]


def _axis(item: Item, size: int, number: int, *, may_be_empty: bool = False) -> Axis:
    assert not isinstance(item, EllipsisType)
    if isinstance(item, slice):
        start, stop, step = item.indices(size)
        count = len(range(start, stop, step))
        if not count and size and not may_be_empty:
            raise InputError(f"the slice leaves nothing: axis {number} has {_entries(size)}")
        return Axis(size, start, count, step, single=False)
    if not -size <= item < size and not may_be_empty:
        raise InputError(f"index {item} is out of range: axis {number} has {_entries(size)}")
    return Axis(size, item % max(size, 1), 1, 1, single=True)


def _leaves_all(item: Item) -> bool:
    """Whether it leaves an axis of any length whole: `[:1]` of shards that have one entry each does not."""
    return isinstance(item, slice) and (item.start or 0, item.stop, item.step or 1) == (0, None, 1)


def _entries(size: int) -> str:
    return "1 entry" if size == 1 else f"{size} entries"
