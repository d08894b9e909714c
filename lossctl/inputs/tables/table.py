"""A table as a document: which of its columns are what, by their names and values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from lossctl.errors import InputError
from lossctl.inputs.array_names import ARGUMENTS, listed, role_of
from lossctl.inputs.document import OPTIONS, PAIR, Content, Taken, no_fitting_name
from lossctl.inputs.hints import NO_HINTS, Classes, Hints
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.columns import Columns, Kind
from lossctl.inputs.tables.doubted_column import doubted
from lossctl.inputs.tables.families import common_beginning
from lossctl.inputs.tables.input_columns import Chosen, choose_input
from lossctl.inputs.tables.list_cells import as_rows
from lossctl.inputs.tables.named_weights import named_weights
from lossctl.inputs.tables.sorted_columns import id_columns, index_columns
from lossctl.inputs.tables.target_columns import find_target, take_target
from lossctl.inputs.tables.truth_columns import stacked
from lossctl.inputs.tables.whole_index import beside_whole_index


@dataclass(frozen=True)
class Table:
    """A table's columns. `notes` are on how it was read."""

    columns: Columns
    notes: tuple[str, ...] = ()
    roles: frozenset[str] = PAIR
    loss: str | None = None
    unordered: bool = False  # whether the classes come in an order of no meaning
    weighs_target: bool = field(default=True, init=False)

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
            alike = tuple(i for i, name in enumerate(self.columns.names) if name in hints.like)
            found = found._replace(columns=alike) if alike else found
        elif role in OPTIONS:
            return self._option(role, hints)
        else:
            found = take_target(self.columns, hints)
        name = self._called(found.columns) if found.columns and role_of(self._called(found.columns)) == role else ""
        return self._taken(found, role, hints, name)

    def part(self, name: str) -> Taken:
        whole = name in self.columns.names
        columns = [self._column(each.strip()) for each in ([name] if whole else name.split(","))]
        headings = self._headings(columns)
        shared = _known_beginning(headings)
        form = column_names.form_of(shared or headings[0]) if headings else None
        classes = Classes(headings, tuple(each[len(shared) :] for each in headings))
        return Taken(name, self._content(columns, "target"), classes, form=form)

    def missing(self, role: str) -> InputError:
        if not self.columns.names:
            last = self.columns.width - 1
            remedy = f"give TARGET too, or pick columns by their places: FILE:0,1 FILE:{last}" if last else ""
            return InputError(
                "is a table without a header, so the target is missing", remedy=remedy or "give TARGET too"
            )
        error, likely = no_fitting_name(role, self.columns.names), self._likely_target()
        if role == "target":
            remedy = f"name both (FILE FILE:{likely})" if likely else "give TARGET too"
            error.remedy = error.remedy.replace(f"pick one (FILE:{self.columns.names[0]})", remedy)
        return error

    def _likely_target(self) -> str:
        """The last column that is unlike the others: of words, or of whole numbers beside fractions."""
        kinds = [self.columns.kind(i) for i in range(self.columns.width)]
        odd = (Kind.WORDS, Kind.TRUTH, *([Kind.WHOLE] if Kind.NUMBERS in kinds else []))
        named = zip(self.columns.names, kinds, strict=True)
        return next((name for name, kind in [*named][::-1] if name and kind in odd), "")

    def asides(self, used: frozenset[str]) -> Iterable[str]:  # noqa: ARG002 - the notes on the input tell them
        return ()

    def _taken(self, found: Chosen, role: str, hints: Hints, name: str = "") -> Taken:
        headings = self._headings(found.columns)
        shared = found.shared if found.ends else _known_beginning(headings)
        ends = found.ends or tuple(each[len(shared) :] for each in headings)
        form = found.form or (column_names.form_of(shared) if shared else None)
        content = self._content(found.columns, role)
        if role == "input":
            content = beside_whole_index(self.columns, content, found.ids, headings)
        notes = (*self.notes, *([found.note] if found.note else []), *self._left_out(found, role, hints.inside))
        doubt = doubted(self.columns, found.columns, hints) if role == "input" and not hints.elements else None
        rival = None if found.rival is None else self.part(self.columns.names[found.rival])
        return Taken(
            name, content, Classes(headings, ends, self.unordered), notes, form, self._ids(found), doubt, rival
        )

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
        named = named_weights(self.columns) if role != "sample_weight" else None
        if named is not None:
            return Taken("", named.weights, Classes(named.classes, named.classes), self.notes)
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
        ids = (i for i in id_columns(self.columns, NO_HINTS) if i not in found.columns)
        return {self.columns.names[i]: partial(self.columns.words, i) for i in ids}

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

    def _column(self, name: str) -> int:
        names = self.columns.names or tuple(map(str, range(self.columns.width)))
        if names.count(name) == 1:
            return names.index(name)
        if name in names:
            raise InputError(f"{names.count(name)} columns are called {name}", remedy="give each a name of its own")
        named = f"the columns are {listed(names)}"
        known = named if self.columns.names else f"without a header they are 0 to {names[-1]}"
        raise InputError(f"no column {name!r}; {known}")


def _known_beginning(headings: Sequence[str]) -> str:
    """What the headings of a family begin with; '' where they only happen to begin alike."""
    shared = common_beginning(headings)
    plain = column_names.begins_family(shared) or all(each[len(shared) :].isdecimal() for each in headings)
    return shared if shared and plain else ""
