"""The columns of a table in groups: what each could be by its name, as far as its values fit that name."""

from typing import NamedTuple

from lossctl.inputs.hints import Hints, TargetFacts
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.columns import NO_NUMBERS, Columns, Kind, counts_rows, first_numbers, first_words

_FEW_ROWS = 3  # of fewer rows all numbers may differ by chance
_ENOUGH_ROWS = 5  # a class has whole numbers alone in so many rows or more only if all classes have


class SortedColumns(NamedTuple):
    """The columns that could be the input, and those that are left out.

    `plain` have names that say nothing else. `doubtful` have the name of a result or of a second target, but could be
    classes by their values. `ids` and `left_out` are no classes. `spare` has the name of a target, but another word of
    the call gives the target.
    """

    plain: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()
    ids: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()
    spare: tuple[int, ...] = ()


def sort_columns(table: Columns, hints: Hints, target: tuple[int, ...] = ()) -> SortedColumns:
    """Group the columns that no other word of the call names; `target` are those that are this table's target."""
    if not table.names:
        return _without_names(table)
    taken = {*target}
    rest = [i for i, name in enumerate(table.names) if i not in taken and name not in hints.elsewhere]
    if all(map(str.isdecimal, table.names)):
        return SortedColumns(tuple(rest))  # thousands of columns 0, 1, 2 … need no look at each
    if all(table.kind(i) is Kind.EMPTY for i in rest):
        return _without_values(table, rest)
    groups: dict[str, list[int]] = {name: [] for name in SortedColumns._fields}
    fractions = sum(table.kind(i) is Kind.NUMBERS for i in rest)
    for i in rest:
        groups[_group(table, i, hints, fractions)].append(i)
    return SortedColumns(*map(tuple, groups.values()))


def index_columns(table: Columns, hints: Hints) -> tuple[int, ...]:
    """The columns that only number or name the rows."""
    return tuple(i for i in range(len(table.names)) if _is_index(table, i, hints))


def may_be_ids(table: Columns, i: int) -> bool:
    """Whether a column that was left out could name the rows: nothing repeats, and its name says nothing else."""
    name = table.names[i]
    if column_names.is_result(name) or column_names.is_option(name) or column_names.target_rank(name) is not None:
        return False
    return are_distinct(table, i)


def are_distinct(table: Columns, i: int) -> bool:
    """Whether a column has whole numbers, or words, in three rows or more, each once."""
    if table.kind(i) is Kind.WORDS:
        words = first_words(table, i)
        return len(words) >= _FEW_ROWS and len(set(words)) == len(words)
    if table.kind(i) is not Kind.WHOLE:
        return False
    numbers = first_numbers(table, i)
    return len(numbers) >= _FEW_ROWS and len(set(numbers.tolist())) == len(numbers)


def _without_names(table: Columns) -> SortedColumns:
    """Without a header, a first column that counts the rows beside fractions is no class."""
    every = tuple(range(table.width))
    if table.width > 2 and counts_rows(table, 0) and table.kind(1) is Kind.NUMBERS:
        return SortedColumns(every[1:], left_out=every[:1])
    return SortedColumns(every)


def _without_values(table: Columns, columns: list[int]) -> SortedColumns:
    """Where there are no rows, the names alone propose."""
    ids = tuple(i for i in columns if column_names.is_index(table.names[i]))
    spare = tuple(i for i in columns if column_names.target_rank(table.names[i]) is not None)
    return SortedColumns(tuple(sorted({*columns} - {*ids, *spare})), ids=ids, spare=spare)


def _group(table: Columns, i: int, hints: Hints, fractions: int) -> str:
    """The name of the group of a column; `fractions` is how many columns hold fractions."""
    name, kind = table.names[i], table.kind(i)
    facts = hints.target or TargetFacts()
    if _is_index(table, i, hints):
        return "ids"
    if kind in NO_NUMBERS:
        return "left_out"
    if facts.names(name):
        return "plain"
    if column_names.is_option(name):
        return "left_out"
    if kind is Kind.NUMBERS and name.casefold() == "fold":
        return "plain"  # fold, call, raise: a number of a fold has no fraction
    second = column_names.target_rank(name) is not None
    if second and not hints.inside and (hints.elements or kind is Kind.WHOLE):
        return "spare"
    if column_names.is_result(name) or (second and (hints.elements or kind is Kind.WHOLE)):
        return "left_out" if fractions and kind is Kind.WHOLE else "doubtful"
    enough = fractions > (0 if hints.elements else 1)
    return "left_out" if enough and _is_no_class(table, i, facts) else "plain"


def _is_no_class(table: Columns, i: int, facts: TargetFacts) -> bool:
    """Whether a column beside fractions counts the rows, or holds whole numbers alone in some rows or more."""
    if table.kind(i) is not Kind.WHOLE or any(table.names[i].endswith(word) for word in facts.words):
        return False
    return counts_rows(table, i) or len(first_numbers(table, i)) >= _ENOUGH_ROWS


def _is_index(table: Columns, i: int, hints: Hints) -> bool:
    """Whether the name is that of an index, and the cells are words or whole numbers, as those of an index are."""
    name = table.names[i]
    if not column_names.is_index(name) or column_names.target_rank(name) is not None:
        return False
    named_by_target = hints.target is not None and hints.target.names(name)
    beside_yes = name.casefold() == "no" and "yes" in map(str.casefold, table.names)
    once = table.names.count(name) == 1  # else it may be an id and a language, Indonesian
    if beside_yes or (once and (named_by_target or name in hints.classes.headings)):
        return False
    if _is_numbered(table, i):
        return False
    return table.kind(i) in (Kind.WORDS, Kind.WHOLE, Kind.MIXED, Kind.EMPTY) and not _holds_truth_values(table, i)


def _is_numbered(table: Columns, i: int) -> bool:
    """Whether a column is one of several that are numbered, as `index_0, index_1` are: no index is."""
    beginning = table.names[i].rstrip("0123456789")
    if beginning in ("", table.names[i]) or column_names.is_unnamed_index(table.names[i]):
        return False
    return sum(name.rstrip("0123456789") == beginning != name for name in table.names) > 1


def _holds_truth_values(table: Columns, i: int) -> bool:
    """Whether all of three whole numbers or more are 0 or 1: a column of one-hot targets, whatever it is called."""
    if table.kind(i) is not Kind.WHOLE:
        return False
    numbers = first_numbers(table, i)
    return len(numbers) > 2 and bool(((numbers == 0) | (numbers == 1)).all())
