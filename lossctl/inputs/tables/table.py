"""A table as a document: which of its columns are what, by their names and values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lossctl.errors import InputError
from lossctl.inputs.array_names import is_index, listed, role_of
from lossctl.inputs.document import OPTIONS, PAIR, Content, Taken, fitting
from lossctl.inputs.tables.columns import Columns


@dataclass(frozen=True)
class Table:
    """A table's columns: the whole is all but its index columns, and its target column where it has one."""

    columns: Columns
    notes: tuple[str, ...] = ()
    roles: frozenset[str] = PAIR
    loss: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return self.columns.names or ("",)

    def find(self, role: str) -> Taken | None:
        if role == "input":
            alone = self.columns.width == 1 and fitting("target", self.columns.names)
            return None if alone else self.take(role)
        name = fitting(role, self.columns.names)
        return None if name is None else Taken(name, self.columns.words(self._column(name)))

    def take(self, role: str) -> Taken:
        if role != "input" and (found := self.find(role)):
            return found
        index = self._index()
        apart = (*index, self._target()) if role == "input" else index
        chosen = [i for i in range(self.columns.width) if i not in apart]
        if not chosen:
            raise InputError(f"no column is left for the {role}; the columns are {listed(self.names)}")
        notes = (f"column {self.columns.names[i] or 'without a heading'} left out (an index)" for i in index)
        return Taken("", self._content(chosen, role), self._classes(chosen), (*self.notes, *notes))

    def part(self, name: str) -> Taken:
        whole = name in self.columns.names
        columns = [self._column(each.strip()) for each in ([name] if whole else name.split(","))]
        return Taken(name, self._content(columns, "target"), self._classes(columns))

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        target = self._target()
        if target is not None and "target" not in used:
            yield f"column {self.names[target]} left out (TARGET is given)"
        for name in self.columns.names:
            if role_of(name) in OPTIONS:
                yield f"column {name} is read as one of the input's; pick columns to leave it out"

    def _content(self, columns: Sequence[int], role: str) -> Content:
        """A lone column has one axis, and may hold words where it is no input."""
        if len(columns) > 1:
            return self.columns.numbers(columns)
        return self.columns.column(columns[0]) if role == "input" else self.columns.words(columns[0])

    def _classes(self, columns: Sequence[int]) -> tuple[str, ...]:
        names = tuple(self.columns.names[i] for i in columns) if self.columns.names else ()
        counted = names == tuple(map(str, range(len(names))))
        return () if counted or len(names) == 1 else names

    def _index(self) -> tuple[int, ...]:
        index = tuple(i for i, name in enumerate(self.columns.names) if is_index(name))
        return index if len(index) < self.columns.width else ()

    def _target(self) -> int | None:
        name = fitting("target", self.columns.names)
        return None if name is None or self.columns.width == 1 else self.columns.names.index(name)

    def _column(self, name: str) -> int:
        names = self.columns.names or tuple(map(str, range(self.columns.width)))
        if names.count(name) == 1:
            return names.index(name)
        if name in names:
            raise InputError(f"{names.count(name)} columns are called {name}")
        known = (
            f"the columns are {listed(names)}" if self.columns.names else f"without a header they are 0 to {names[-1]}"
        )
        raise InputError(f"no column {name!r}; {known}")
