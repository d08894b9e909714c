"""The errors where a table has no column for a role, or none of the name that the user gave: what to type instead."""

from collections.abc import Sequence

from lossctl.errors import InputError
from lossctl.inputs.array_names import ARGUMENTS, ROLES, listed
from lossctl.inputs.hints import NO_HINTS
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.columns import NO_NUMBERS, Columns, Kind
from lossctl.inputs.tables.sorted_columns import index_columns

_TARGETS = (Kind.WORDS, Kind.TRUTH, Kind.WHOLE)


def no_column_for(table: Columns, role: str) -> InputError:
    """The error where no column has the name of a target, or of an input; the remedy names what could be it."""
    if not table.names:
        return InputError("is a table without a header, so the target is missing", remedy=_by_places(table))
    known = listed([name for name in ROLES.get(role, ()) if name.isascii()], most=8)
    fit = [table.names[i] for i in _could_be(table, role)][:3]
    pick = f"pick one: {' or '.join(f'FILE:{name}' for name in fit)}" if fit else f"give {ARGUMENTS[role]} too"
    article = "an input" if role == "input" else f"a {role}"
    problem = f"no column has the name of {article}; the columns are {listed(table.names)}"
    return InputError(problem, remedy=f"{pick}; found by name: {known}")


def no_such_column(name: str, names: Sequence[str], *, named: bool) -> InputError:
    """The error where no column is called so, or more than one is."""
    if name in names:
        count = list(names).count(name)
        return InputError(f"{count} columns are called {name}", remedy="give them different names in the header")
    if not named:
        return InputError(f"no column {name!r}; without a header they are 0 to {names[-1]}")
    from difflib import get_close_matches

    near = get_close_matches(name.casefold(), [each.casefold() for each in names], 1)
    alike = [each for each in names if near and each.casefold() == near[0]]
    remedy = f"did you mean FILE:{alike[0]}?" if alike else ""
    return InputError(f"no column {name!r}; the columns are {listed(names)}", remedy=remedy)


def _could_be(table: Columns, role: str) -> list[int]:
    """The columns whose cells can be targets, or the input, and whose names do not say that they are something else."""
    ids = index_columns(table, NO_HINTS)
    kinds = _TARGETS if role == "target" else tuple(kind for kind in Kind if kind not in NO_NUMBERS)
    columns = [i for i, name in enumerate(table.names) if i not in ids and not column_names.is_result(name)]
    if role == "input":
        columns = [i for i in columns if column_names.target_rank(table.names[i]) is None]
    return [i for i in columns if table.kind(i) in kinds]


def _by_places(table: Columns) -> str:
    """The words for a table without a header: the last column that can hold targets, and the numbers beside it."""
    targets = [i for i in range(table.width) if table.kind(i) in _TARGETS]
    last = targets[-1] if targets else table.width - 1
    numbers = [i for i in range(table.width) if i != last and table.kind(i) not in NO_NUMBERS]
    if not numbers:
        return "give TARGET too"
    shown = [*map(str, numbers[:12])] + ["…"] * (len(numbers) > 12)
    return f"give TARGET too, or pick columns by their places: FILE:{','.join(shown)} FILE:{last}"
