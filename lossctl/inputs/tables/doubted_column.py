"""A column of the input that may be none: it stays, and the loss without it is told."""

from collections.abc import Sequence

import numpy as np

from lossctl.inputs.hints import Hints, TargetFacts
from lossctl.inputs.lazy_array import Array
from lossctl.inputs.reading import Doubt
from lossctl.inputs.tables.columns import Columns, Kind, first_numbers

_MUCH_LARGER = 100
_FEW_ROWS = 3  # from so many on, a column of whole numbers alone is worth a word
_MOST = 64  # columns that are looked at


def doubted(table: Columns, columns: Sequence[int], hints: Hints) -> Doubt | None:
    """The first column that holds much larger numbers than all others, or other ones, or whose name no target has."""
    if not 3 <= len(columns) <= _MOST or not table.names or any(table.kind(i) is Kind.MIXED for i in columns):
        return None
    values = [first_numbers(table, i) for i in columns]
    facts = hints.target or TargetFacts()
    named = [facts.names(table.names[i]) for i in columns]
    alone = named.count(False) == 1 and len(facts.words) == len(columns) - 1 and len(values[0]) >= 2 * len(columns)
    for place, i in enumerate(columns):
        name = table.names[i]
        if named[place]:
            continue
        if _is_much_larger(place, values):
            return Doubt(place, f"the numbers of column {name} are {_MUCH_LARGER} times larger than all others")
        if (
            table.kind(i) is Kind.WHOLE
            and len(values[place]) >= _FEW_ROWS
            and _others_have_fractions(table, columns, i)
        ):
            return Doubt(place, f"column {name} holds whole numbers alone, unlike the others")
        if alone:
            return Doubt(place, f"column {name} is the only one that no target names")
    return None


def _is_much_larger(place: int, values: Sequence[Array]) -> bool:
    """Whether a column's smallest number is so many times as large as the largest of all others."""
    own, others = values[place], [each for i, each in enumerate(values) if i != place]
    if not own.size or not all(np.isfinite(each).all() for each in values):
        return False
    largest = max(float(np.abs(each).max()) for each in others)
    return float(own.min()) > 0 and float(own.min()) >= _MUCH_LARGER * largest > 0


def _others_have_fractions(table: Columns, columns: Sequence[int], column: int) -> bool:
    return all(table.kind(i) is Kind.NUMBERS for i in columns if i != column)
