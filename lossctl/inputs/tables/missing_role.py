"""The errors where a table has no column for a role, or none of the name that the user gave: what to type instead."""

from collections.abc import Sequence

from lossctl.errors import InputError
from lossctl.inputs.array_names import ROLES, listed
from lossctl.inputs.hints import NO_HINTS
from lossctl.inputs.members.written_tokens import minus_their_mean
from lossctl.inputs.missing_names import nearest_name
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.columns import NO_NUMBERS, Columns, Kind, first_numbers, first_words
from lossctl.inputs.tables.sorted_columns import index_columns

_TARGETS = (Kind.WORDS, Kind.TRUTH, Kind.WHOLE)
_SHOWN = 12  # missing columns that are named


def no_column_for(table: Columns, role: str) -> InputError:
    """The error where no column has the name of a target, or of an input; the remedy names what could be it."""
    if not table.names:
        return InputError("is a table without a header, so the target is missing", remedy=_by_places(table))
    known = listed([name for name in ROLES.get(role, ()) if name.isascii()], most=8)
    way = "give the input before it: INPUT FILE" if role == "input" else "give TARGET too"
    if role == "target" and (fit := _could_be_targets(table)[:3]):
        way = f"say which is the target: {' or '.join(f'FILE FILE:{table.names[i]}' for i in fit)}"
    numbers = [i for i in range(table.width) if table.kind(i) not in NO_NUMBERS] if role == "target" else []
    of_tokens = (minus_their_mean(table.names[i], first_numbers(table, i)) for i in numbers)
    way = next(filter(None, of_tokens), way)
    article = "an input" if role == "input" else f"a {role}"
    problem = f"no column has the name of {article}; the columns are {listed([*filter(None, table.names)])}"
    return InputError(problem, remedy=f"{way}; found by name: {known}")


def no_such_columns(wanted: Sequence[str], names: Sequence[str], *, named: bool) -> InputError:
    """The error where some of the columns that are wanted are not there, or are there several times: all of them."""
    if twice := [name for name in wanted if names.count(name) > 1]:
        count = names.count(twice[0])
        return InputError(f"{count} columns are called {twice[0]}", remedy="give them different names in the header")
    missing = [name for name in dict.fromkeys(wanted) if name not in names]
    problem = f"no column{'s' * (len(missing) > 1)} {', '.join(map(repr, missing[:_SHOWN]))}"
    problem += f", … ({len(missing)} in all)" if len(missing) > _SHOWN else ""
    if not named:
        return InputError(f"{problem}; without a header they are 0 to {names[-1]}")
    return InputError(f"{problem}; the columns are {listed(names)}", remedy=_all_near(wanted, missing, names))


def _all_near(wanted: Sequence[str], missing: Sequence[str], names: Sequence[str]) -> str:
    """The whole word with the columns that were probably meant, if each missing one has such a name; else those."""
    near = {name: found for name in missing if (found := nearest_name(name, names))}
    if not near:
        return ""
    if len(near) == len(missing) and len({near.get(name, name) for name in wanted}) == len(wanted):
        return f"did you mean FILE:{','.join(near.get(name, name) for name in wanted)}?"
    return f"did you mean {', '.join(f'{found} for {name}' for name, found in near.items())}?"


def _could_be_targets(table: Columns) -> list[int]:
    """The columns whose cells can be targets, and whose names do not say that they are something else.

    What has more different values than there are columns for classes is a time, an age or an id.
    """
    ids = index_columns(table, NO_HINTS)
    columns = [i for i, name in enumerate(table.names) if i not in ids and not column_names.is_result(name)]
    columns = [i for i in columns if table.kind(i) in _TARGETS]
    lists = any(table.kind(i) is Kind.LISTS for i in range(table.width))
    return [i for i in columns if lists or _different(table, i) <= table.width] or columns


def _different(table: Columns, i: int) -> int:
    """How many different values the first rows of a column have."""
    return len(set(first_numbers(table, i).tolist() if table.kind(i) is Kind.WHOLE else first_words(table, i)))


def _by_places(table: Columns) -> str:
    """The words for a table without a header: the last column that can hold targets, and the numbers beside it."""
    targets = [i for i in range(table.width) if table.kind(i) in _TARGETS]
    last = targets[-1] if targets else table.width - 1
    numbers = [i for i in range(table.width) if i != last and table.kind(i) not in NO_NUMBERS]
    if not numbers:
        return "give TARGET too"
    shown = [*map(str, numbers[:12])] + ["…"] * (len(numbers) > 12)
    places = f"FILE:{','.join(shown)} FILE:{last}"
    option = " --no-header" if getattr(table, "maybe_header", False) else ""  # else it would be asked for next
    return f"give TARGET too, or pick columns by their places: {places}{option}"
