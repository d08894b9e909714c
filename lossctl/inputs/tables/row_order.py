"""The order in which the rows of a table have the ids of another, or the error that names the ids that do not fit."""

from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.array_names import repeated
from lossctl.inputs.document import Array


def order_of(mine: Array, wanted: Array, where: tuple[str, ...], other: str) -> list[int]:
    """The rows in the wanted order; InputError names the first id that is missing or stands twice, and how many do."""
    rows = {each: i for i, each in enumerate(mine.tolist())}
    known = dict.fromkeys(wanted.tolist())
    if len(rows) < len(mine):
        raise _odd(repeated(mine.tolist()), f"stands twice, and the order is not that of {other}", where)
    if missing := [each for each in wanted.tolist() if each not in rows]:
        raise _odd(missing, f"of {other} is missing here", where)
    if extra := [each for each in mine.tolist() if each not in known]:
        raise _odd(extra, f"is missing in {other}", where)
    if len(known) < len(wanted):
        raise _odd(repeated(wanted.tolist()), f"stands twice in {other}", where)
    return [rows[each] for each in wanted.tolist()]


def _odd(ids: list[Any], problem: str, where: tuple[str, ...]) -> InputError:
    """The error that names the first of these ids, and how many there are."""
    return not_joined(f"{shown(ids[0])} {problem}" + (f" ({len(ids)} such ids)" if len(ids) > 1 else ""), where)


def shown(each: Any) -> str:
    """An id as it is written: 7, where numbers are read as 7.0."""
    return f"{each:.17g}" if isinstance(each, float) else str(each)


def not_joined(problem: str, where: tuple[str, ...]) -> InputError:
    remedy = "rows with an id are put in the same order; FILE:COLUMN names the columns and leaves the order as it is"
    return InputError(problem, *where, remedy=remedy)
