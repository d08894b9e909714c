"""Which columns of a table are the target."""

from lossctl.errors import InputError
from lossctl.inputs.array_names import listed
from lossctl.inputs.hints import Hints
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.columns import Columns, Kind
from lossctl.inputs.tables.families import families
from lossctl.inputs.tables.input_columns import Chosen, no_column_left
from lossctl.inputs.tables.sorted_columns import index_columns

_NO_NUMBERS = (Kind.WORDS, Kind.TRUTH, Kind.EMPTY)


def find_target(table: Columns, hints: Hints) -> Chosen | None:
    """The target beside the input of the same table: a column of its name, or a family of columns."""
    column = _named(table, hints)
    if column is None:
        column = _correct(table, hints)
    if column is not None:
        return Chosen((column,))
    numbers = {i: name for i, name in enumerate(table.names) if table.kind(i) not in _NO_NUMBERS}
    for family in families(numbers):
        if family.is_target and len(family.columns) < len(numbers):
            return Chosen(family.columns, family.shared, family.ends, family.form)
    return None


def take_target(table: Columns, hints: Hints) -> Chosen:
    """The target of a table that holds nothing else: also a lone column, or one for each class."""
    ids = index_columns(table, hints)
    rest = tuple(i for i in range(table.width) if i not in ids)
    named = _named(table, hints) if len(rest) > 1 else None
    if named is not None:
        return Chosen((named,), ids=ids)
    if len(rest) == 1 or not table.names:
        return Chosen(rest or tuple(range(table.width)), ids=ids)
    numbers = tuple(i for i in rest if table.kind(i) not in _NO_NUMBERS)
    words = tuple(i for i in rest if i not in numbers)
    if not numbers:
        return Chosen((_words_of_classes(table, words, hints),), ids=ids)
    return _rows(table, numbers, ids, words)


def _rows(table: Columns, numbers: tuple[int, ...], ids: tuple[int, ...], words: tuple[int, ...]) -> Chosen:
    """A number for each class: one family, or all columns of numbers."""
    found = [each for each in families({i: table.names[i] for i in numbers}) if each.is_plain]
    family = found[0] if len(found) == 1 else None
    if family is not None and (family.is_target or len(family.columns) == len(numbers)):
        left_out = tuple(sorted({*numbers, *words} - set(family.columns)))
        return Chosen(family.columns, family.shared, family.ends, family.form, ids, left_out)
    return Chosen(numbers, ids=ids, left_out=words)


def _named(table: Columns, hints: Hints) -> int | None:
    """The column whose name comes first in the list of a target's names, and whose cells can be targets."""
    ranks = {i: column_names.target_rank(name) for i, name in enumerate(table.names) if name not in hints.elsewhere}
    named = sorted((rank, i) for i, rank in ranks.items() if rank is not None)
    if not named:
        return None
    fit = [i for _, i in named if hints.elements or table.kind(i) is not Kind.NUMBERS]
    return fit[0] if fit else named[0][1]


def _correct(table: Columns, hints: Hints) -> int | None:
    """`correct` beside a confidence: the only other column, and 0 or 1, true or false."""
    ids = index_columns(table, hints)
    rest = [i for i in range(len(table.names)) if i not in ids]
    known = [i for i in rest if table.names[i].strip().casefold() in ("correct", "is_correct", "hit")]
    fits = len(rest) == 2 and len(known) == 1 and table.kind(known[0]) in (Kind.WHOLE, Kind.TRUTH)
    return known[0] if fits else None


def _words_of_classes(table: Columns, words: tuple[int, ...], hints: Hints) -> int:
    """The column of words that name the input's classes."""
    from lossctl.inputs.tables.target_facts import facts_of

    if not words:
        raise no_column_left("target", table)
    fit = [i for i in words if facts_of(table.words(i)).words <= {*hints.classes.headings, *hints.classes.ends}]
    if len(fit) != 1:
        names = [table.names[i] for i in words]
        raise InputError(f"{listed(names)} could each be the target", remedy=f"say which: FILE:{names[0]}")
    return fit[0]
