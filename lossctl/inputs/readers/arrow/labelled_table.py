"""Documents in which Hugging Face's ClassLabel says what whole numbers stand for."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from lossctl.inputs.array_names import listed
from lossctl.inputs.document import Members, Taken
from lossctl.inputs.hints import NO_HINTS, Classes, Hints
from lossctl.inputs.readers.arrow.arrow_columns import ArrowColumns
from lossctl.inputs.readers.arrow.packed_table import unpack
from lossctl.inputs.tables.families import families
from lossctl.inputs.tables.table import Table


@dataclass(frozen=True)
class LabelledTable(Table):
    """Labels are names where the input's columns have such names, and positions where these say nothing."""

    def find(self, role: str, hints: Hints = NO_HINTS) -> Taken | None:
        found = super(LabelledTable, self._named(hints.classes)).find(role, hints)
        return found and _unpacked(found)

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        return _unpacked(super(LabelledTable, self._named(hints.classes)).take(role, hints))

    def part(self, name: str, hints: Hints = NO_HINTS) -> Taken:
        table = self._named(hints.classes)
        taken = _unpacked(super(LabelledTable, table).part(name))
        classes = next((each.classes for each in self._columns.fields if each.name == name), ())
        if not classes or table is not self:
            return taken
        return taken._replace(notes=(*taken.notes, f"column {name} counts the classes {listed(classes, 6)}"))

    @property
    def _columns(self) -> ArrowColumns:
        assert isinstance(self.columns, ArrowColumns)
        return self.columns

    def _named(self, classes: Classes) -> "LabelledTable":
        """The table with labels as names, if one of these is among the classes or this table's own columns."""
        labels = labels_of(self._columns)
        if not labels or self._columns.named:
            return self
        own = dict(enumerate(self.columns.names))
        ends = (end for family in families(own) for end in family.ends)
        known = {*own.values(), *ends, *classes.headings, *classes.ends}
        return replace(self, columns=self._columns.with_names()) if labels & known else self


@dataclass(frozen=True)
class LabelledMembers(Members):
    """Arrays of which `labels` are in another file the names of its columns: the targets are then words, as `named`."""

    labels: frozenset[str] = frozenset()
    named: Callable[[], Members] | None = None

    def find(self, role: str, hints: Hints = NO_HINTS) -> Taken | None:
        named = self._named(hints)
        return named.find(role, hints) if named else super().find(role, hints)

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        named = self._named(hints)
        return named.take(role, hints) if named else super().take(role, hints)

    def part(self, name: str, hints: Hints = NO_HINTS) -> Taken:
        named = self._named(hints)
        return named.part(name, hints) if named else super().part(name, hints)

    def _named(self, hints: Hints) -> Members | None:
        known = {*hints.classes.headings, *hints.classes.ends}
        return self.named() if self.named and self.labels & known else None


def _unpacked(taken: Taken) -> Taken:
    unpack(taken.content)
    return taken


def labels_of(columns: ArrowColumns) -> frozenset[str]:
    """The names of all classes that whole numbers of some column stand for."""
    return frozenset(name for each in columns.fields for name in each.classes)
