"""A table as a document: which of its columns are what, by their names and values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from lossctl.errors import InputError
from lossctl.inputs.array_names import ARGUMENTS, form_of, listed, role_of
from lossctl.inputs.document import OPTIONS, PAIR, Content, Taken
from lossctl.inputs.hints import NO_HINTS, Classes, Hints
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.chosen import Chosen
from lossctl.inputs.tables.columns import Columns, Kind
from lossctl.inputs.tables.doubted_column import doubted
from lossctl.inputs.tables.families import Family, common_beginning, families
from lossctl.inputs.tables.input_columns import check_several_classes, choose_input
from lossctl.inputs.tables.key_columns import ids_of_part, keys_beside
from lossctl.inputs.tables.list_cells import as_rows
from lossctl.inputs.tables.missing_role import no_column_for, no_such_columns
from lossctl.inputs.tables.named_weights import names_beside, weights_column
from lossctl.inputs.tables.sorted_columns import index_columns, may_be_ids
from lossctl.inputs.tables.target_columns import find_target, take_target
from lossctl.inputs.tables.truth_columns import stacked
from lossctl.inputs.tables.whole_columns import beside_whole_columns


@dataclass(frozen=True)
class Table:
    """A table's columns. `notes` are on how it was read."""

    columns: Columns
    notes: tuple[str, ...] = ()
    roles: frozenset[str] = PAIR
    losses: None = None
    unordered: bool = False  # whether the classes come in an order of no meaning
    depends_on_target: bool = field(default=True, init=False)

    @property
    def names(self) -> tuple[str, ...]:
        return self.columns.names or ("",)

    def find(self, role: str, hints: Hints = NO_HINTS) -> Taken | None:
        if role == "target":
            found = find_target(self.columns, hints)
            return found and self._taken(found, role, hints, self._called(found.columns))
        if role != "input":
            return None
        target = find_target(self.columns, hints)
        if target and len(target.columns) == self.columns.width:
            return None
        return self.take(role, hints._replace(inside=True))

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        if role == "input":
            target = find_target(self.columns, hints) if hints.inside else None
            found = self._input(hints, target)
            check_several_classes(found, self.columns, hints)
            like = {*hints.like}
            alike = tuple(i for i, name in enumerate(self.columns.names) if name in like)
            found = found._replace(columns=alike) if alike else found
        elif role in OPTIONS:
            return self._option(role, hints)
        else:
            beside = find_target(self.columns, hints) if hints.inside else take_target(self.columns, hints)
            if beside is None:
                raise self.missing(role)
            found = beside
        name = self._called(found.columns) if found.columns and role_of(self._called(found.columns)) == role else ""
        return self._taken(found, role, hints, name)

    def part(self, name: str, hints: Hints = NO_HINTS) -> Taken:  # noqa: ARG002 - the name says all
        family = None if name in self.columns.names else self._family_called(name)
        whole = [name] if name in self.columns.names else name.split(",")
        columns = list(family.columns) if family else self._places([each.strip() for each in whole])
        headings = self._headings(columns)
        shared = _known_beginning(headings)
        form = form_of(shared or headings[0]) if headings else None
        classes = Classes(
            headings, tuple(each[len(shared) :] for each in headings), self.unordered and family is not None
        )
        beside = partial(names_beside, self.columns, columns[0]) if len(columns) == 1 else None
        content, ids = self._content(columns, "target"), ids_of_part(self.columns, columns)
        return Taken(name, content, classes, form=form, ids=ids, beside=beside)

    def missing(self, role: str) -> InputError:
        return no_column_for(self.columns, role)

    def asides(self, used: frozenset[str]) -> Iterable[str]:  # noqa: ARG002 - the notes on the input tell them
        return ()

    def _taken(self, found: Chosen, role: str, hints: Hints, name: str = "") -> Taken:
        headings = self._headings(found.columns)
        shared = found.shared if found.ends else _known_beginning(headings)
        ends = found.ends or tuple(each[len(shared) :] for each in headings)
        form = found.form or (form_of(shared) if shared else None)
        content = self._content(found.columns, role)
        whole = [i for i in found.whole if i not in found.columns]
        content = beside_whole_columns(self.columns, content, found.columns, whole)
        notes = (*self.notes, *([found.note] if found.note else []), *self._left_out(found, role, hints.inside))
        doubt = doubted(self.columns, found.columns, hints) if role == "input" and not hints.elements else None
        rival = None if found.rival is None else self.part(self.columns.names[found.rival])
        classes, ids = Classes(headings, ends, self.unordered), self._ids(found)
        keys = keys_beside(self.columns, found.columns)
        return Taken(name, content, classes, notes, form, ids, doubt, rival, keys)

    def _input(self, hints: Hints, target: Chosen | None) -> Chosen:
        """The columns of the input; where several could be, the error names those of the target, too."""
        try:
            return choose_input(self.columns, hints, target.columns if target else ())
        except InputError as error:
            if target and error.remedy.startswith("say which: "):
                error.remedy += f", then the target: FILE:{','.join(self._headings(target.columns))}"
            raise

    def _option(self, role: str, hints: Hints) -> Taken:
        """Weights in rows `class, weight`, in one row below the classes' names, or in one column."""
        ids = index_columns(self.columns, hints)
        weights = weights_column(self.columns, role)
        if weights is not None:
            beside = partial(names_beside, self.columns, weights)
            return Taken("", self.columns.column(weights), notes=self.notes, beside=beside)
        own = [i for i, name in enumerate(self.columns.names) if role_of(name) == role]
        rest = own if len(own) == 1 else [i for i in range(self.columns.width) if i not in ids]
        if not rest:
            rest, ids = list(range(self.columns.width)), ()
        return self._taken(Chosen(tuple(rest), ids=ids), role, hints)

    def _left_out(self, found: Chosen, role: str, inside: bool) -> Iterable[str]:
        for i in found.ids:
            yield f"column {self.columns.names[i] or 'without a heading'} left out (an index)"
        rest = [i for i in found.left_out if self.columns.kind(i) is not Kind.EMPTY or self._called([i])]
        if role != "input" or not rest:
            return
        if not self.columns.names:
            yield f"value {rest[0] + 1} of each line left out: it counts the rows"
            return
        for i in list(rest):
            name = self.columns.names[i]
            if not inside and column_names.target_rank(name) is not None:
                yield f"column {name} left out (TARGET is given)"
            elif column_names.is_option(name):
                argument = ARGUMENTS["pos_weight" if role_of(name) == "pos_weight" else "sample_weight"]
                yield f"column {name} left out; to use it: {argument} FILE:{name}"
            else:
                continue
            rest.remove(i)
        if rest:
            named = listed([self.columns.names[i] for i in rest], 6)
            stay = listed([self.columns.names[i] for i in found.columns], 6)
            yield f"{'columns' if len(rest) > 1 else 'column'} {named} left out; the input is {stay}"

    def _ids(self, found: Chosen) -> dict[str, Callable[[], Content]]:
        """The columns that name the rows, in their order."""
        others = (i for i in found.left_out if self.columns.names and may_be_ids(self.columns, i))
        return {self.columns.names[i]: partial(self.columns.words, i) for i in (*found.ids, *others)}

    def _content(self, columns: Sequence[int], role: str) -> Content:
        """A lone column has one axis, and may hold words where it is no input."""
        kinds = [self.columns.kind(i) for i in columns[: len(columns) if self.columns.width < 1000 else 1]]
        if len(columns) > 1 and Kind.TRUTH in kinds:
            return stacked([self.columns.words(i) for i in columns])
        if len(columns) > 1:
            return self.columns.numbers(columns)
        if kinds == [Kind.LISTS]:
            return as_rows(self.columns.words(columns[0]))
        return self.columns.column(columns[0]) if role == "input" else self.columns.words(columns[0])

    def _headings(self, columns: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.columns.names[i] for i in columns) if self.columns.names else ()

    def _called(self, columns: Sequence[int]) -> str:
        return self.columns.names[columns[0]] if len(columns) == 1 and self.columns.names else ""

    def _family_called(self, name: str) -> Family | None:
        """The columns whose names begin so: `rows.jsonl:probs` of `probs.cat, probs.dog`."""
        found = families(dict(enumerate(self.columns.names)))
        return next((each for each in found if each.shared.strip("_.- :=") == name), None)

    def _places(self, wanted: Sequence[str]) -> list[int]:
        names = self.columns.names or tuple(map(str, range(self.columns.width)))
        if any(names.count(name) != 1 for name in wanted):
            raise no_such_columns(wanted, names, named=bool(self.columns.names))
        return [names.index(name) for name in wanted]


def _known_beginning(headings: Sequence[str]) -> str:
    """What the headings of a family begin with; '' where they only happen to begin alike."""
    shared = common_beginning(headings)
    plain = column_names.begins_family(shared) or all(each[len(shared) :].isdecimal() for each in headings)
    return shared if shared and plain else ""
