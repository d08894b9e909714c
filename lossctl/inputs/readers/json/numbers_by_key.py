"""Objects of single values, which are rows by id or settings by name; as a weight, one for each class."""

from dataclasses import dataclass

import numpy as np

from lossctl.inputs.document import Members, Taken
from lossctl.inputs.hints import NO_HINTS, Hints
from lossctl.inputs.readers.json.json_columns import JsonColumns
from lossctl.inputs.tables.table import Table

_WEIGHTS = ("weight", "pos_weight")


@dataclass(frozen=True)
class RowsByNumber(Table):
    """`{"2": 0.5, "0": 1.5, "1": 3}`: the keys are ids, but of weights they are classes, put in order."""

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        columns = self.columns
        assert isinstance(columns, JsonColumns)
        keys, cells = columns.cells
        order = sorted(range(len(keys)), key=lambda i: int(keys[i]))
        if role in _WEIGHTS and [int(keys[i]) for i in order] == list(range(len(keys))):
            in_order = JsonColumns((), [[cells[i] for i in order]], lambda i: columns.place(order[i]))
            return Table(in_order).take(role, hints)
        return super().take(role, hints)


@dataclass(frozen=True)
class NumbersByWord(Members):
    """`{"fox": 3, "cat": 1}`: numbers by name, which are weights of the classes so called where weights are wanted."""

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        if role not in _WEIGHTS:
            return super().take(role, hints)
        numbers = [np.asarray(self.members[name]()).item() for name in self.names]
        return Table(JsonColumns(("class", "weight"), [list(self.names), numbers], self._place)).take(role, hints)

    def _place(self, i: int) -> tuple[str, ...]:
        return (self.names[i],)
