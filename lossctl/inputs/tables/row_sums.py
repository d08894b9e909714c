"""Columns whose numbers sum to 1 in each row: probabilities of the classes, or a one-hot target."""

from collections.abc import Sequence

import numpy as np

from lossctl.inputs.tables.columns import NO_NUMBERS, Columns, Kind, first_numbers
from lossctl.inputs.tables.families import families

NUMERIC = tuple(kind for kind in Kind if kind not in NO_NUMBERS)
_MOST = 256  # columns that are looked at


def shares(table: Columns, numbers: Sequence[int]) -> tuple[int, ...]:
    """The columns that lie in [0, 1], if they sum to 1 in each row and there are others, which number the rows."""
    if not 2 < len(numbers) <= _MOST:
        return ()
    values = {i: first_numbers(table, i) for i in numbers}
    within = tuple(i for i, each in values.items() if ((each >= 0) & (each <= 1)).all())
    if not 1 < len(within) < len(numbers):
        return ()
    return within if sum_to_one(table, within) else ()


def in_rows_of_one(table: Columns, named: Sequence[int]) -> set[int]:
    """The columns of families of a target whose rows sum to 1: `target_true` beside `target_false` is no single column.

    `named` are those that matter.
    """
    if not named or table.width > _MOST:
        return set()
    numbers = {i: name for i, name in enumerate(table.names) if table.kind(i) in NUMERIC}
    found: set[int] = set()
    for family in families(numbers):
        if family.is_target and set(named) & set(family.columns):
            found |= set(family.columns) if sum_to_one(table, family.columns) else set()
    return found


def sum_to_one(table: Columns, columns: Sequence[int]) -> bool:
    """Whether the numbers of each row sum to 1, in two rows or more."""
    if len(columns) > _MOST:
        return False
    values = [first_numbers(table, i) for i in columns]
    if len({len(each) for each in values}) != 1 or len(values[0]) < 2:  # a cell is no number, or there is one row
        return False
    with np.errstate(over="ignore", invalid="ignore"):  # sums past float64 are no probabilities
        return bool(np.allclose(np.sum(values, axis=0), 1, atol=1e-3))
