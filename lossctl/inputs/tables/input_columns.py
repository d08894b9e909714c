"""Which columns of a table are the input: names propose, values decide."""

from collections.abc import Sequence
from typing import NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.array_names import form_of, listed, role_of
from lossctl.inputs.hints import Hints, TargetFacts
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.columns import Columns, Kind
from lossctl.inputs.tables.families import Family, families
from lossctl.inputs.tables.sorted_columns import SortedColumns, sort_columns


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


def choose_input(table: Columns, hints: Hints, target: tuple[int, ...] = ()) -> Chosen:
    """InputError where several columns could each be meant, or none is left. `target` are this table's target."""
    groups = sort_columns(table, hints, target)
    facts = hints.target or TargetFacts()
    candidates = tuple(sorted(groups.plain + groups.doubtful))
    lists = _lists(table, hints, target, alone=len(groups.plain) < 2)
    if lists is not None:
        left_out = tuple(i for i in (*candidates, *groups.left_out) if i != lists)
        form = form_of(table.names[lists])
        return Chosen((lists,), form=form, ids=groups.ids, left_out=tuple(sorted(left_out)))
    if not candidates:
        if not groups.spare:
            raise no_column_left("input", table)
        return _chosen(table, groups, groups.spare[:1])
    if family := _family(table, groups, hints, facts):
        return _chosen(table, groups, family.columns, family)
    if hints.elements and len(facts.shape) == 1:
        return _chosen(table, groups, (_only_column(table, groups, candidates, hints),))
    plain = _without_features(table, groups, facts)
    return _chosen(table, groups, tuple(sorted(plain + _classes(table, groups._replace(plain=plain), facts))))


def check_several_classes(chosen: Chosen, table: Columns, hints: Hints) -> None:
    """InputError where one column of numbers stands beside a class index for each of its rows: that is one class."""
    shape = hints.target.shape if hints.target else ()
    if hints.compares != "classes" or len(chosen.columns) != 1 or len(shape) != 1 or shape[0] < 2:
        return
    if table.kind(chosen.columns[0]) is not Kind.LISTS:
        name = table.names[chosen.columns[0]] if table.names else ""
        raise InputError(
            f"{f'column {name}' if name else 'one column'} is one class, and each class needs a column",
            remedy="a probability for each sample is for lossctl bce, a logit for lossctl bce-logits",
        )


def no_column_left(role: str, table: Columns) -> InputError:
    """The error for a table of which nothing can be the array of this role."""
    return InputError(f"no column is left for the {role}; the columns are {listed(table.names)}")


def _chosen(table: Columns, groups: SortedColumns, columns: tuple[int, ...], family: Family | None = None) -> Chosen:
    others = (*groups.plain, *groups.doubtful, *groups.left_out, *groups.spare)
    left_out = tuple(sorted({*others} - {*columns}))
    options = [i for i, name in enumerate(table.names) if column_names.is_option(name)]
    whole = tuple(i for i in (*groups.ids, *groups.left_out) if i not in options)
    if family is not None:
        whole = () if family.is_plain else whole  # such a family is the input, whatever else there is
        return Chosen(columns, family.shared, family.ends, family.form, groups.ids, left_out, whole=whole)
    form = form_of(table.names[columns[0]]) if table.names and len(columns) == 1 else None
    return Chosen(columns, form=form, ids=groups.ids, left_out=left_out, whole=whole)


def _without_features(table: Columns, groups: SortedColumns, facts: TargetFacts) -> tuple[int, ...]:
    """The plain columns without families of which the target names no column, if it names two others or more."""
    named = [i for i in groups.plain if table.names and table.names[i] in facts.words]
    if len(named) < 2:
        return groups.plain
    found = families({i: table.names[i] for i in groups.plain})
    features = {i for family in found if not {*named} & {*family.columns} for i in family.columns}
    return tuple(i for i in groups.plain if i not in features)


def _lists(table: Columns, hints: Hints, target: tuple[int, ...], *, alone: bool) -> int | None:
    """The column whose cells are lists of numbers: one of an input's name, or `alone` if there are no other columns."""
    found = [i for i, name in enumerate(table.names) if i not in target and name not in hints.elsewhere]
    found = [i for i in found if table.kind(i) is Kind.LISTS and column_names.target_rank(table.names[i]) is None]
    named = [i for i in found if role_of(table.names[i]) == "input" or form_of(table.names[i])]
    of_form = [i for i in named if form_of(table.names[i]) == (hints.form or "logits")]
    if len(named) > 1 and len(of_form) != 1:
        raise several("input", table, [(i,) for i in named])
    fit = of_form if len(named) > 1 else named or (found if alone else [])
    return fit[0] if len(fit) == 1 else None


def _family(table: Columns, groups: SortedColumns, hints: Hints, facts: TargetFacts) -> Family | None:
    """The family that is the input; None where all columns are."""
    names = {i: table.names[i] for i in (*groups.plain, *groups.doubtful)} if table.names else {}
    bare = {i for i, name in names.items() if name in facts.words}
    every = [each for each in families(names) if not bare or bare <= set(each.columns)]
    found = [each for each in every if each.is_plain or len(each.columns) == len(groups.plain)]
    inputs = [each for each in found if not each.is_target] or found
    if not inputs:
        return next((each for each in every if _is_family(table, each, groups, facts)), None)
    for fit in (
        inputs,
        [each for each in inputs if each.form == (hints.form or "logits")],
        [each for each in inputs if _fits(table, each, facts)],
    ):
        if len(fit) == 1:
            return fit[0]
    raise several("input", table, [each.columns for each in inputs])


def _is_family(table: Columns, family: Family, groups: SortedColumns, facts: TargetFacts) -> bool:
    """Whether columns of an unknown beginning are more than names that begin alike: `new_york, new_jersey, boston`."""
    if facts.words:
        return facts.words <= set(family.ends)
    if facts.most >= len(family.columns) or 2 * len(family.columns) < len(groups.plain):
        return False
    raise several("input", table, [family.columns, groups.plain])


def _fits(table: Columns, family: Family, facts: TargetFacts) -> bool:
    """Whether the target can go with the family: its words, its whole numbers, or its number of columns."""
    if facts.words:
        return facts.words <= {*family.ends, *(table.names[i] for i in family.columns)}
    if len(facts.shape) > 1:
        return facts.shape[1] == len(family.columns)
    return facts.most < len(family.columns)


def _only_column(table: Columns, groups: SortedColumns, candidates: tuple[int, ...], hints: Hints) -> int:
    """The one column that goes with one column of targets of a loss that compares single numbers."""
    if len(candidates) == 1:
        return candidates[0]
    names = {i: table.names[i] if table.names else "" for i in candidates}
    of_form = [i for i in candidates if form_of(names[i]) == hints.form and i not in groups.doubtful]
    named = [i for i in candidates if role_of(names[i]) == "input" or i in of_form]
    for fit in (of_form, named, groups.plain):
        if len(fit) == 1:
            return fit[0]
    raise several("input", table, [(i,) for i in candidates])


def _classes(table: Columns, groups: SortedColumns, facts: TargetFacts) -> tuple[int, ...]:
    """The doubtful columns that are classes after all, because the target would not fit without them."""
    plain, doubtful = groups.plain, groups.doubtful
    if not doubtful or (not plain and len(doubtful) == 1):
        return doubtful
    results = [i for i in doubtful if column_names.is_result(table.names[i])]
    if facts.words and {table.names[i] for i in plain} <= facts.words:
        return ()
    if len(plain) <= facts.most < len(plain) + len(doubtful):
        return doubtful
    if plain and not results:
        return ()
    raise several("input", table, [plain, (*plain, *doubtful)] if plain else [(i,) for i in doubtful])


def several(role: str, table: Columns, choices: Sequence[Sequence[int]]) -> InputError:
    """The error where several groups of columns could each be the array: the words to type."""
    words = [",".join(table.names[i] for i in sorted(columns)) for columns in choices]
    shown = [word if len(word) < 200 else f"{word[:200]}…" for word in words[:6]]
    return InputError(
        f"{' and '.join(f'({each})' for each in shown)} could each be the {role}",
        remedy="say which: " + " or ".join(f"FILE:{each}" for each in shown),
    )
