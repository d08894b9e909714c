"""A table in which Hugging Face's ClassLabel says what its whole numbers stand for."""

from dataclasses import dataclass, replace

from lossctl.inputs.array_names import listed
from lossctl.inputs.document import Taken
from lossctl.inputs.hints import NO_HINTS, Classes, Hints
from lossctl.inputs.readers.arrow.arrow_columns import ArrowColumns
from lossctl.inputs.tables.families import families
from lossctl.inputs.tables.table import Table


@dataclass(frozen=True)
class LabelledTable(Table):
    """Labels are names where the input's columns have such names, and positions where these say nothing."""

    def find(self, role: str, hints: Hints = NO_HINTS) -> Taken | None:
        return super(LabelledTable, self._named(hints.classes)).find(role, hints)

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        return super(LabelledTable, self._named(hints.classes)).take(role, hints)

    def part(self, name: str) -> Taken:
        table = self._named(Classes())
        taken = super(LabelledTable, table).part(name)
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
        labels = {name for each in self._columns.fields for name in each.classes}
        if not labels or self._columns.named:
            return self
        own = dict(enumerate(self.columns.names))
        ends = (end for family in families(own) for end in family.ends)
        known = {*own.values(), *ends, *classes.headings, *classes.ends}
        return replace(self, columns=self._columns.with_names(True)) if labels & known else self
