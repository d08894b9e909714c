"""Which columns of a table are the target."""

from collections.abc import Sequence

from lossctl.inputs.array_names import normalised, words_of
from lossctl.inputs.hints import Hints
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.chosen import Chosen, no_column_left, several
from lossctl.inputs.tables.columns import Columns, Kind, increases
from lossctl.inputs.tables.families import Family, ends_alike, families
from lossctl.inputs.tables.row_sums import NUMERIC, in_rows_of_one, shares, sum_to_one
from lossctl.inputs.tables.sorted_columns import are_distinct, index_columns
from lossctl.inputs.tables.target_facts import facts_of


def find_target(table: Columns, hints: Hints) -> Chosen | None:
    """The target beside the input of the same table.

    That is a column of a target's name, or the family of columns that begin with one, or the one column of words that
    all name classes.
    """
    named = _named(table, hints)
    column = _correct(table, hints) if named is None else named
    if column is not None:
        return Chosen((column,), rival=_rival(table, hints, column))
    numbers = {i: name for i, name in enumerate(table.names) if table.kind(i) in (Kind.TRUTH, *NUMERIC)}
    found = families(numbers)
    for family in found:
        if family.is_target and len(family.columns) < len(numbers):
            return _of_family(family)
    headings = {*numbers.values(), *(end for family in found for end in family.ends)}
    words = [i for i in _words_of_classes(table, headings) if not column_names.is_result(table.names[i])]
    if len(words) != 1:
        return None
    return Chosen((words[0],), note=f"column {table.names[words[0]]} is read as the target: its words name the classes")


def take_target(table: Columns, hints: Hints) -> Chosen:
    """The target of a table that holds nothing else: also a lone column, or one for each class."""
    ids = index_columns(table, hints) if table.width > 1 else ()
    rest = tuple(i for i in range(table.width) if i not in ids)
    named = _named(table, hints) if len(rest) > 1 else None
    same = _columns_of_classes(table, rest, hints)
    if same and (named is None or hints.elements or hints.compares == "distributions" or sum_to_one(table, same)):
        return Chosen(same, ids=ids, left_out=tuple(i for i in rest if i not in same))
    if named is not None:
        return _alone(named, rest, ids)
    if len(rest) == 1 or not table.names:
        return Chosen(rest or tuple(range(table.width)), ids=ids)
    called = _called_as_the_classes(table, hints)
    if called is not None:
        return _alone(called, rest, ids)
    numbers = tuple(i for i in rest if table.kind(i) in (Kind.TRUTH, *NUMERIC))
    words = tuple(i for i in rest if i not in numbers)
    only_results = bool(words) and all(column_names.is_result(table.names[i]) for i in numbers)
    if not numbers or only_results or len(words) == 1 == len(_words_of_classes(table, _names_of(hints))):
        return _alone(_column_of_words(table, words, hints), rest, ids)
    return _rows(table, hints, numbers, ids, words)


def _rows(table: Columns, hints: Hints, numbers: Sequence[int], ids: tuple[int, ...], words: Sequence[int]) -> Chosen:
    """A number for each class: one family, or all columns of numbers without those of results."""
    found = [each for each in families({i: table.names[i] for i in numbers}) if each.is_plain]
    family = found[0] if len(found) == 1 else None
    whole = family is not None and len(family.columns) == len(numbers)
    if family is not None and (
        whole or (family.is_target and table.names[family.columns[0]].startswith(family.shared))
    ):
        others = tuple(sorted({*words, *numbers} - {*family.columns}))
        return _of_family(family)._replace(ids=ids, left_out=others)
    if len(numbers) == 2:
        counting = [i for i in numbers if increases(table, i)] if len(hints.classes.headings) > 2 else []
        counting = counting if len(counting) == 1 else [i for i in numbers if are_distinct(table, i)]
        if len(counting) == 1 and all(table.kind(i) is Kind.WHOLE for i in numbers):  # it numbers the rows
            rest = tuple(i for i in numbers if i not in counting)
            return Chosen(rest, ids=ids, left_out=tuple(counting), whole=tuple(counting))
    if within := shares(table, numbers):
        return Chosen(within, ids=ids, left_out=tuple(sorted({*words, *numbers} - {*within})), whole=ids)
    results = tuple(i for i in numbers if column_names.is_result(table.names[i]))
    if sum_to_one(table, numbers):
        results = ()
    chosen = tuple(i for i in numbers if i not in results) or tuple(numbers)
    return Chosen(chosen, ids=ids, left_out=tuple(sorted((*words, *results))), whole=ids)


def _alone(column: int, columns: Sequence[int], ids: tuple[int, ...]) -> Chosen:
    return Chosen((column,), ids=ids, left_out=tuple(i for i in columns if i != column))


def _columns_of_classes(table: Columns, columns: Sequence[int], hints: Hints) -> tuple[int, ...] | None:
    """The columns of numbers that are called as the input's classes are, one for each."""
    for names in (hints.classes.headings, hints.classes.ends, ends_alike(hints.classes.headings)):
        same = tuple(i for i in columns if table.names and table.names[i] in names)
        if 1 < len(same) == len(names) and all(table.kind(i) in (Kind.TRUTH, *NUMERIC) for i in same):
            return same
    return None


def _of_family(family: Family) -> Chosen:
    return Chosen(family.columns, family.shared, family.ends, family.form)


def _named(table: Columns, hints: Hints) -> int | None:
    """The column whose name comes first in the list of a target's names, and whose cells can be targets."""
    ranks = {i: column_names.target_rank(name) for i, name in enumerate(table.names) if name not in hints.elsewhere}
    if hints.compares == "distributions":  # a column of labels is no target of kl, a column of lists may be
        ranks = {i: rank for i, rank in ranks.items() if table.kind(i) is Kind.LISTS}
    named = sorted((rank, i) for i, rank in ranks.items() if rank is not None)
    if "false" in map(str.casefold, table.names):
        named = [(rank, i) for rank, i in named if table.names[i].casefold() != "true"]
    one_hot = in_rows_of_one(table, [i for _, i in named])
    named = [(rank, i) for rank, i in named if i not in one_hot]
    if not named:
        return None
    fit = [i for _, i in named if hints.elements or table.kind(i) is not Kind.NUMBERS]
    return fit[0] if fit else named[0][1]


def _rival(table: Columns, hints: Hints, column: int) -> int | None:
    """Another column of a target's name that holds what a target can hold."""
    others = [i for i, name in enumerate(table.names) if i != column and column_names.target_rank(name) is not None]
    fit = [i for i in others if table.names[i] not in hints.elsewhere and table.kind(i) in (Kind.WHOLE, Kind.WORDS)]
    return fit[0] if fit else None


def _correct(table: Columns, hints: Hints) -> int | None:
    """`correct` beside a confidence: the only other column, and 0 or 1, true or false."""
    ids = index_columns(table, hints)
    rest = [i for i in range(len(table.names)) if i not in ids]
    known = [i for i in rest if normalised(table.names[i]) in ("correct", "is_correct", "hit")]
    fits = len(rest) == 2 and len(known) == 1 and table.kind(known[0]) in (Kind.WHOLE, Kind.TRUTH)
    return known[0] if fits else None


def _called_as_the_classes(table: Columns, hints: Hints) -> int | None:
    """The column with the name that the input's classes begin with: `TripType` beside `TripType_3, TripType_5 …`."""
    headings, ends = hints.classes.headings, hints.classes.ends
    if len(headings) < 2 or headings == ends or not headings[0].endswith(ends[0]):
        return None
    shared = words_of(headings[0].removesuffix(ends[0]))
    found = [i for i, name in enumerate(table.names) if shared and words_of(name) == shared]
    return found[0] if len(found) == 1 else None


def _names_of(hints: Hints) -> set[str]:
    return {*hints.classes.headings, *hints.classes.ends, *ends_alike(hints.classes.headings)}


def _words_of_classes(table: Columns, names: set[str]) -> list[int]:
    """The columns of words that are all among these names."""
    some = [i for i in range(len(table.names)) if table.kind(i) is Kind.WORDS]
    return [i for i in some if facts_of(table.words(i)).words <= names]


def _column_of_words(table: Columns, words: tuple[int, ...], hints: Hints) -> int:
    if not words:
        raise no_column_left("target", table)
    if len(words) == 1:
        return words[0]
    fit = [i for i in _words_of_classes(table, _names_of(hints)) if i in words]
    if len(fit) != 1:
        raise several("target", table, [(i,) for i in words])
    return fit[0]
