"""Which columns of a table are the input: names propose, values decide."""

from lossctl.errors import InputError
from lossctl.inputs.array_names import form_of, role_of
from lossctl.inputs.hints import Hints, TargetFacts
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.chosen import Chosen, no_column_left, several
from lossctl.inputs.tables.columns import Columns, Kind
from lossctl.inputs.tables.families import Family, families
from lossctl.inputs.tables.input_family import input_family
from lossctl.inputs.tables.row_sums import shares, sum_to_one
from lossctl.inputs.tables.sorted_columns import SortedColumns, sort_columns


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
    same = tuple(i for i in candidates if table.names and table.names[i] in facts.headings)
    if 1 < len(same) == len(facts.headings):
        if set(groups.plain) - set(same):  # classes that the target leaves out, or no classes
            raise several("input", table, [same, tuple(sorted({*groups.plain, *same}))])
        return _chosen(table, groups, same)
    single = hints.elements and len(facts.shape) == 1
    family = input_family(table, groups, hints, facts)
    if family and not (single and not family.is_plain):
        return _chosen(table, groups, family.columns, family)
    if single:
        return _chosen(table, groups, (_only_column(table, groups, candidates, hints),))
    if hints.form == "probs" and (within := shares(table, groups.plain)) and facts.most < len(within):
        return _chosen(table, groups, within)  # no probability is outside [0, 1]
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
    unnamed = [family for family in found if not set(named) & set(family.columns)]
    features = {i for family in unnamed for i in family.columns}
    if not all(family.is_plain and not family.is_target for family in unnamed):
        raise several("input", table, [groups.plain, tuple(i for i in groups.plain if i not in features)])
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


def _only_column(table: Columns, groups: SortedColumns, candidates: tuple[int, ...], hints: Hints) -> int:
    """The one column that goes with one column of targets of a loss that compares single numbers."""
    if len(candidates) == 1:
        return candidates[0]
    names = {i: table.names[i] if table.names else "" for i in candidates}
    of_no_other = [i for i in candidates if form_of(names[i]) in (None, hints.form)]
    of_form = [i for i in candidates if form_of(names[i]) == hints.form and i not in groups.doubtful]
    named = [i for i in candidates if role_of(names[i]) == "input" or column_names.is_score(names[i])]
    for fit in (of_form, of_no_other, named, groups.plain):
        if len(fit) == 1:
            if any(sum_to_one(table, (fit[0], i)) for i in candidates if i != fit[0]):
                break  # the probabilities of both classes: which is that of class 1, no form tells
            return fit[0]
    raise several("input", table, [(i,) for i in candidates])


def _classes(table: Columns, groups: SortedColumns, facts: TargetFacts) -> tuple[int, ...]:
    """The doubtful columns that are classes after all, because the target would not fit without them."""
    plain, doubtful = groups.plain, groups.doubtful
    if not doubtful or (not plain and len(doubtful) == 1):
        return doubtful
    results = [i for i in doubtful if column_names.is_result(table.names[i])]
    if plain and facts.words and {table.names[i] for i in plain} <= facts.words:
        return ()
    named = f"{facts.most:g}" in {table.names[i] for i in plain}
    if len(plain) <= facts.most < len(plain) + len(doubtful) and not named:
        if facts.most < len(plain) + len(doubtful) - 1:
            raise several("input", table, [(*plain, i) for i in doubtful] + [(*plain, *doubtful)])
        return doubtful
    if plain and not results:
        return ()
    raise several("input", table, [plain, (*plain, *doubtful)] if plain else [(i,) for i in doubtful])
