"""Which family of columns is the input, and which names only happen to begin alike."""

from collections.abc import Sequence

from lossctl.errors import InputError
from lossctl.inputs.hints import Hints, TargetFacts
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.chosen import several
from lossctl.inputs.tables.columns import Columns, Kind
from lossctl.inputs.tables.families import Family, families
from lossctl.inputs.tables.sorted_columns import SortedColumns


def input_family(table: Columns, groups: SortedColumns, hints: Hints, facts: TargetFacts) -> Family | None:
    """The family that is the input; None where all columns are."""
    names = {i: table.names[i] for i in sorted(groups.plain + groups.doubtful)} if table.names else {}
    bare = {i for i, name in names.items() if name in facts.words}
    every = [each for each in families(names) if not bare or bare <= set(each.columns)]
    found = [each for each in every if each.is_plain or len(each.columns) == len(groups.plain)]
    inputs = [each for each in found if not each.is_target] or found
    if not inputs:
        return next((each for each in every if _is_family(table, each, groups, facts)), None)
    _check_others(table, inputs, groups, facts)
    _check_results(table, inputs, groups, facts)
    for fit in (
        inputs,
        [each for each in inputs if each.form == (hints.form or "logits")],
        [each for each in inputs if column_names.begins_family(each.shared)],
        [each for each in inputs if _fits(table, each, facts)],
    ):
        if len(fit) == 1:
            _check_no_ranks(table, fit[0])
            return fit[0]
    raise several("input", table, [each.columns for each in inputs])


def _check_no_ranks(table: Columns, family: Family) -> None:
    """Raise where a family of words or whole numbers with the same ends says which class each score is of."""
    for other in families(dict(enumerate(table.names))):
        same = other.ends == family.ends and other.columns != family.columns and not other.is_target
        if same and all(table.kind(i) in (Kind.WORDS, Kind.WHOLE) for i in other.columns):
            first = table.names[other.columns[0]]
            raise InputError(
                f"{first} and so on say which class each of {table.names[family.columns[0]]} … is of",
                remedy="write one column for each class, called by its name",
            )


def _check_others(table: Columns, inputs: Sequence[Family], groups: SortedColumns, facts: TargetFacts) -> None:
    """Raise where families of a target's name, or of numbers alone, stand beside columns that could be the classes."""
    known = [each for each in inputs if not each.is_target and column_names.begins_family(each.shared)]
    inside = {i for each in inputs for i in each.columns}
    others = tuple(i for i in groups.plain if i not in inside)
    named = any(facts.names(table.names[i]) for i in inside)
    if known or named or len(others) < 2:
        return
    raise several("input", table, [others, *(each.columns for each in inputs), (*others, *inside)])


def _check_results(table: Columns, inputs: Sequence[Family], groups: SortedColumns, facts: TargetFacts) -> None:
    """Raise where a family has a column of a result's name that no target needs: `pred_cat, pred_dog, pred_conf`."""
    for family in inputs:
        ends = dict(zip(family.columns, family.ends, strict=True))
        results = [i for i in family.columns if i in groups.doubtful]
        others = [i for i in family.columns if i not in groups.doubtful]
        needed = facts.most >= len(others) and not any(end.endswith(f"{facts.most:g}") for end in family.ends)
        named = any(facts.names(table.names[i], ends[i]) for i in results)
        if results and len(others) > 1 and not (needed or named):
            raise several("input", table, [others, family.columns])


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
    return facts.most < len(family.columns) or f"{facts.most:g}" in family.ends
