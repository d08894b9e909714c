"""The kind of a column, found cell by cell, without keeping its cells."""

import math

from lossctl.inputs.readers.delimited.number_notation import NUMBER
from lossctl.inputs.tables.columns import FALSE, TRUE, Kind, kind_of_words

_ENOUGH = len(TRUE | FALSE) + 2  # different words, of which one is no truth value and not empty


class ColumnKind:
    """What the cells that have been added are."""

    def __init__(self) -> None:
        self._numbers = self._others = 0
        self._all_whole, self._mixed = True, False
        self._words: set[str] = set()

    def add(self, cell: str, is_odd_number: bool) -> None:
        """A cell; `is_odd_number` says of one that Python cannot read as a number that it looks like one."""
        if NUMBER.fullmatch(cell):
            self._numbers += 1
            if self._all_whole:
                number = float(cell)
                self._all_whole = math.isnan(number) or (math.isfinite(number) and number == math.floor(number))
            return
        self._others += 1
        self._mixed = self._mixed or is_odd_number
        if len(self._words) < _ENOUGH:
            self._words.add(cell.strip().casefold())

    def kind(self) -> Kind:
        """The kind of all cells so far."""
        if not self._numbers and not self._mixed:
            return kind_of_words(self._words)
        if self._others:
            return Kind.MIXED
        return Kind.WHOLE if self._all_whole else Kind.NUMBERS
