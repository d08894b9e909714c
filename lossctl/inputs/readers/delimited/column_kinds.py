"""The kinds of a table's columns, and the numbers of those that hold nothing else."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from lossctl.inputs.document import Array
from lossctl.inputs.readers.delimited.number_notation import NUMBER, is_like_number
from lossctl.inputs.readers.delimited.separators import Row
from lossctl.inputs.tables.columns import FALSE, TRUE, Kind, kind_of_numbers, kind_of_words

_ENOUGH = len(TRUE | FALSE) + 2  # different words, of which one is no truth value and not empty


def kinds_of_table(table: Array) -> list[Kind]:
    """The kinds of the columns of a table of numbers."""
    if not table.size or table.dtype.kind != "f":
        return [kind_of_numbers(table[:, 0])] * table.shape[1]
    are_whole = (np.isnan(table) | ((table == np.floor(table)) & np.isfinite(table))).all(axis=0)
    return [Kind.WHOLE if is_whole else Kind.NUMBERS for is_whole in are_whole.tolist()]


def kinds_of_rows(
    rows: Iterable[Row], width: int, plain: Callable[[str], str], numbers: Mapping[int, Array]
) -> list[Kind]:
    """The kinds of the columns of these rows, which are not kept. `numbers` are columns of which these are known.

    `plain` writes a number as Python reads it.
    """
    others = {i: _ColumnKind() for i in range(width) if i not in numbers}
    for _, cells in rows if others else ():
        for i, kind in others.items():
            kind.add(plain(cells[i]), cells[i])
    return [others[i].kind() if i in others else kind_of_numbers(numbers[i]) for i in range(width)]


def number_columns(rows: Sequence[Row]) -> dict[int, Array]:
    """The columns whose cells are all numbers, as Python and lossctl read them: integers if all are."""
    columns = enumerate(zip(*(cells for _, cells in rows), strict=True))
    return {i: numbers for i, cells in columns if (numbers := _numbers(cells)) is not None}


def _numbers(cells: Sequence[str]) -> Array | None:
    text = "".join(cells)
    if "_" in text or not text.isascii():
        return None
    for read, dtype in ((int, np.int64), (float, np.float64)):
        try:
            return np.array(list(map(read, cells)), dtype)
        except (ValueError, OverflowError):  # no whole number, or too large a one
            continue
    return None


class _ColumnKind:
    """What the cells that have been added are."""

    def __init__(self) -> None:
        self._numbers = self._others = 0
        self._all_whole, self._mixed = True, False
        self._words: set[str] = set()

    def add(self, plain: str, cell: str) -> None:
        """A cell, as Python reads its number, and as it is written: it may look like a number, and be none."""
        if NUMBER.fullmatch(plain):
            self._numbers += 1
            if self._all_whole:
                number = float(plain)
                self._all_whole = math.isnan(number) or (math.isfinite(number) and number == math.floor(number))
            return
        self._others += 1
        self._mixed = self._mixed or is_like_number(cell)
        if len(self._words) < _ENOUGH:
            self._words.add(plain.strip().casefold())

    def kind(self) -> Kind:
        """The kind of all cells so far."""
        if not self._numbers and not self._mixed:
            return kind_of_words(self._words)
        if self._others:
            return Kind.MIXED
        return Kind.WHOLE if self._all_whole else Kind.NUMBERS
