"""A column that may be no part of the input: it stays there, and a note gives the loss without it."""

from collections.abc import Sequence

import numpy as np

from lossctl.inputs.hints import Hints, TargetFacts
from lossctl.inputs.lazy_array import Array
from lossctl.inputs.reading import Doubt
from lossctl.inputs.tables.columns import Columns, Kind, first_numbers

_MUCH_LARGER = 100
_FEW_ROWS = 3  # with fewer rows, no note says that a column holds whole numbers alone
_SOME_ROWS = 5  # of fewer rows signs and sums may be what they are by chance, unless words name other columns
_MOST = 64  # columns that are looked at


def doubted(table: Columns, columns: Sequence[int], hints: Hints) -> Doubt | None:
    """The first column that no target names and that is unlike the rest: by name, larger, whole, of one sign."""
    if not 3 <= len(columns) <= _MOST or not table.names or any(table.kind(i) is Kind.MIXED for i in columns):
        return None
    values = [first_numbers(table, i).astype(np.float64) for i in columns]
    if len({len(each) for each in values}) > 1 or not all(np.isfinite(each).all() for each in values):
        return None
    facts = hints.target or TargetFacts()
    with np.errstate(over="ignore"):  # sums past float64 are no probabilities
        for place, i in enumerate(columns):
            if facts.names(table.names[i]):
                continue
            reason = _odd_name(table, columns, place, facts, len(values[0]))
            reason = reason or _reason(table, columns, place, values, enough=_FEW_ROWS if facts.words else _SOME_ROWS)
            if reason:
                return Doubt(place, reason.format(f"column {table.names[i]}"))
    return None


def _odd_name(table: Columns, columns: Sequence[int], place: int, facts: TargetFacts, rows: int) -> str:
    """What is odd about a column's name, with {} for the column; '' where nothing is.

    In few rows a class may well have no sample, so that no target names it.
    """
    others = [table.names[i] for i in columns if i != columns[place]]
    if all(each.isdecimal() for each in others) and not table.names[columns[place]].isdecimal():
        return "the columns beside {} are called by numbers"
    if rows >= _SOME_ROWS and set(others) <= facts.words:
        return "the targets name all columns but {}"
    return ""


def _reason(table: Columns, columns: Sequence[int], place: int, values: Sequence[Array], enough: int) -> str:
    """What is odd about a column, with {} for it; '' where nothing is. `enough` rows show signs and sums."""
    own, others = values[place], np.array([each for i, each in enumerate(values) if i != place])
    rest = [i for i in columns if i != columns[place]]
    fractions = all(table.kind(i) is Kind.NUMBERS for i in rest)
    if own.size and own.min() > 0 and own.min() / _MUCH_LARGER >= np.abs(others).max() > 0:
        return f"the numbers of {{}} are {_MUCH_LARGER} times larger than all others"
    if table.kind(columns[place]) is Kind.WHOLE and len(own) >= _FEW_ROWS and fractions:
        return "{} holds whole numbers alone, unlike the others"
    if len(own) >= enough and np.allclose(others.sum(axis=0), 1, atol=1e-3) and (others >= 0).all():
        return "the columns beside {} sum to 1 in each row"
    at_end = place in (0, len(columns) - 1)
    if at_end and len(own) >= enough and own.min() > 0 and (others.min(axis=1) < 0).all():
        return "all numbers of {} are above 0, unlike those of the others"
    return ""
