"""What holds a table in JSON beside other things, or may be read in two ways: its parts can be named."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from lossctl.errors import InputError
from lossctl.inputs.document import PAIR, Document, Members, Taken
from lossctl.inputs.hints import NO_HINTS, Hints
from lossctl.inputs.tables.table import Table


@dataclass(frozen=True)
class TableBeside(Table):
    """A table in an object that has other entries: `results.json:metrics.loss` is still one of them."""

    beside: Members = field(default_factory=partial(Members, {}))

    def part(self, name: str, hints: Hints = NO_HINTS) -> Taken:
        if name in self.beside.names and name not in self.columns.names:
            return self.beside.part(name, hints)
        return super().part(name, hints)


def with_beside(found: Document, beside: Members) -> Document:
    """A table or arrays by name that stand in an object with other entries."""
    if isinstance(found, Table):
        return TableBeside(found.columns, found.notes, beside=beside)
    if isinstance(found, Members):
        return replace(found, members={**beside.members, **found.members}, scalars=beside.scalars | found.scalars)
    return found


@dataclass(frozen=True)
class UndecidedTable:
    """Only what is named can be taken: columns of the table, if it is one, and entries; all else is the `problem`."""

    problem: str
    remedy: str
    table: Table | None
    beside: Members
    roles: frozenset[str] = PAIR
    losses: None = None

    @property
    def names(self) -> tuple[str, ...]:
        return self.beside.names

    @property
    def depends_on_target(self) -> bool:
        return False

    def find(self, role: str, hints: Hints = NO_HINTS) -> Taken | None:
        return self.take(role, hints)

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:  # noqa: ARG002 - nothing decides it
        raise self.missing(role)

    def part(self, name: str, hints: Hints = NO_HINTS) -> Taken:
        if name in self.beside.names or self.table is None:
            return self.beside.part(name, hints)
        return self.table.part(name, hints)

    def missing(self, role: str) -> InputError:
        return InputError(f"{self.problem}, so the {role} is not known", remedy=self.remedy)

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        return self.beside.asides(used)
