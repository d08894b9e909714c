"""Columns that were chosen for a role, and the errors where that cannot be decided."""

from collections.abc import Sequence
from typing import NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.array_names import listed
from lossctl.inputs.tables.columns import Columns


class Chosen(NamedTuple):
    """The columns of a role, and those that were left out.

    `shared` is what their names share (the `ends` name the classes), `form` what that says of the numbers. `ids` are
    columns that only name the rows. `note` says how the columns were found, if not by their names, and `rival` is a
    column that could be meant instead. `whole` are the columns that would be in this role if they held fractions.
    """

    columns: tuple[int, ...]
    shared: str = ""
    ends: tuple[str, ...] = ()
    form: str | None = None
    ids: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()
    note: str = ""
    rival: int | None = None
    whole: tuple[int, ...] = ()


def no_column_left(role: str, table: Columns) -> InputError:
    """The error for a table of which nothing can be the array of this role."""
    return InputError(f"no column is left for the {role}; the columns are {listed(table.names)}")


def several(role: str, table: Columns, choices: Sequence[Sequence[int]]) -> InputError:
    """The error where several groups of columns could each be the array: the words to type."""
    words = [",".join(table.names[i] for i in sorted(columns)) for columns in choices]
    shown = [word if len(word) < 200 else f"{word[:200]}…" for word in words[:6]]
    return InputError(
        f"{' and '.join(f'({each})' for each in shown)} could each be the {role}",
        remedy="say which: " + " or ".join(f"FILE:{each}" for each in shown),
    )
