"""What the names in a paste stand for while it is read: arrays, loss objects, and the calls whose values are losses."""

import ast
from copy import copy

import numpy as np

from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.code.code_lines import constant, dotted, names_imported
from lossctl.inputs.readers.pasted.code.evaluated import Computed, evaluated, of_words
from lossctl.inputs.readers.pasted.code.labels_given import labels_given
from lossctl.inputs.readers.pasted.code.named import Named, Printed
from lossctl.inputs.readers.pasted.code.names import Names
from lossctl.inputs.readers.pasted.code.unshown_names import name_what_calls_take
from lossctl.inputs.readers.pasted.languages import r
from lossctl.inputs.readers.pasted.losses import metrics
from lossctl.inputs.readers.pasted.losses.called_by_label import called_by_label
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall
from lossctl.inputs.readers.pasted.losses.loss_calls import LossReader
from lossctl.inputs.readers.pasted.losses.own_losses import with_code
from lossctl.inputs.readers.pasted.prints.pairing import NEAR, is_plain
from lossctl.inputs.readers.pasted.prints.prints import Shown
from lossctl.inputs.readers.pasted.prints.values import Value
from lossctl.inputs.readers.pasted.tables.named_tables import NamedTables, target_name


class Bindings(Names):
    """Updated by each statement and each output."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[LossCall] = []
        self.objects: list[LossCall] = []
        self.named: list[Named] = []
        self.tables = NamedTables(self.arrays)
        self.losses: list[Printed] = []
        self.unpaired: list[Value] = []  # numbers that no print and no label explains
        self._built_up: set[str] = set()
        self._mixtures: set[str] = set()
        self._in_session: set[str] = set()
        self._named_at_call = 0

    @property
    def reader(self) -> LossReader:
        return LossReader(self)

    @property
    def code(self) -> list[LossCall]:
        """All loss objects and all calls of losses."""
        return [*self.objects, *self.calls]

    @property
    def names(self) -> set[str]:
        """The names that stand for something."""
        return {*self.arrays, *self.criteria, *self.results, *self.own}

    def is_loss(self, node: ast.expr) -> bool:
        """Whether it is the value of a loss, by its call or its name."""
        return self.reader.loss(node) is not None or pasted_labels.role(dotted(node), 0) == "loss"

    def run(self, statement: ast.stmt) -> None:
        """What the statement does to the names."""
        self._note_calls(statement)
        metrics.updated(statement, self.reader)
        match statement:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(names) == len(values):
                for name, value in zip(names, values, strict=True):
                    self._assign(dotted(name), value)
            case ast.Assign(targets=[ast.Tuple(elts=names)]):
                for name in names:
                    self.forget(dotted(name))
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target_name(target), value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(dotted(target), value)
            case ast.ImportFrom():
                self.imported |= names_imported(statement)
            case ast.AugAssign(target=target):
                self._built_up.add(dotted(target))
                self.forget(target_name(target))

    def assign_value(self, name: str, value: Value, in_session: bool = False) -> None:
        """`name = value`, in the code or as it is printed; behind a prompt no call above it takes it."""
        if in_session:
            self._in_session.add(name)
        if value.array.ndim == 0 and pasted_labels.role(name, 0) == "loss":
            self._add_loss(Printed(name, value, self.results.get(name), assigned=True))
            return
        self.forget(name)
        if not value.array.ndim:
            self.constants[name] = value.array.item()
        self._bind(name, value, certain=True)

    def resolved(self, shown: Shown) -> Shown:
        """What the expression stands for now."""
        name = dotted(shown.node)
        fault = "it is calculated from several losses" if name in self._mixtures else ""
        fault = fault or ("it is built up step by step" if name in self._built_up else "")
        call = None if fault else self.reader.loss(shown.node)
        if not (call or fault) and pasted_labels.sounds_like_loss(shown.words):
            call = called_by_label(shown.node, self.reader)
        is_other = call is None and self.reader.is_other(shown.node)
        return shown._replace(call=call, array=self.arrays.get(name), fault=fault, is_other=is_other)

    def show(self, shown: Shown | None, value: Value) -> None:
        """A value that has been printed, by this expression if one is known."""
        if value.table:
            self.tables.show(shown, value, value.table)
            return
        name = dotted(shown.node) if shown else ""
        label = value.label or (shown.words.rstrip(" :=") if shown else "") or name or (shown.source if shown else "")
        call = shown.call if shown else self.results.get(value.label)
        is_other = shown is not None and shown.is_other
        if call or (not value.words and self._sounds_like_loss(shown, name, value) and not is_other):
            self._add_loss(Printed(label, value, call, shown.fault if shown else ""))
        elif is_other:
            self._add_loss(Printed(label, value, None, "lossctl has no such loss"))
        else:
            if shown is None and not value.array.ndim and not value.label and value.array.dtype.kind == "f":
                self.unpaired.append(value)
            self._bind(name or value.label or label, value, certain=not name)

    def finished(self) -> None:
        """Numbers that a loop adds to are no losses; calls get the arrays and the code that only later lines showed."""
        self.losses = [each for each in self.losses if not self._is_only_begun(each)]
        name_what_calls_take(self.calls, self.tables, self.arrays)
        later = copy(self)
        later.arrays = {name: each for name, each in self.arrays.items() if name not in self._in_session}
        reader = LossReader(later)
        self.calls = [with_code(reader.refreshed(call), self.own_losses) for call in self.calls]
        self.objects = [with_code(call, self.own_losses) for call in self.objects]
        self.losses = [
            each._replace(call=each.call and with_code(reader.refreshed(each.call), self.own_losses))
            for each in self.losses
        ]

    def _is_only_begun(self, loss: Printed) -> bool:
        return loss.assigned and loss.call is None and (loss.label in self._built_up or not loss.value.array)

    def _add_loss(self, loss: Printed) -> None:
        self.losses.append(loss._replace(above=tuple(self.named[self._named_at_call :]), calls_above=len(self.calls)))

    def _sounds_like_loss(self, shown: Shown | None, name: str, value: Value) -> bool:
        says_nothing = is_plain(value)  # `Output: 0.36` is of whatever the code prints there
        said = [value.label] if shown is None or not says_nothing else [name or shown.words]
        if shown and shown.fault:
            said.append(name)
        return any(pasted_labels.role(each, value.array.ndim) == "loss" for each in said if each)

    def _assign(self, name: str, value: ast.expr) -> None:
        if not name:
            return
        reader = self.reader
        criterion, call = reader.criterion(value), reader.loss(value)
        array = None if criterion or call else evaluated(value, self.arrays)
        self.forget(name)
        if (plain := constant(value)) is not None:
            self.constants[name] = plain
        if criterion:
            self.criteria[name] = criterion
        elif call:
            self.results[name] = call
        elif array:
            self.arrays[name] = array if array.name else array._replace(name=name)
            if not array.changes and array.array.ndim and "[" not in name:
                self.named.append(Named(name, self.arrays[name]))
        elif columns := r.columns_of(value):
            for column, each in columns.items():
                self._assign(f"{name}.{column}", each)
        elif not self.tables.assign(name, value) and reader.is_mixture(value):
            self._mixtures.add(name)

    def forget(self, name: str) -> None:
        for names in (self.arrays, self.criteria, self.results, self.constants):
            names.pop(name, None)
        self.tables.forget(name)
        self._mixtures.discard(name)

    def _bind(self, name: str, value: Value, certain: bool) -> None:
        computed = of_words(value.words, name) if value.words else Computed(value.array, name)
        self.named.append(Named(name, computed, value))
        known = self.arrays.get(name)
        same = known and not certain and known.array.shape == value.array.shape
        if name and not (known and same and np.allclose(known.array, value.array, atol=NEAR, equal_nan=True)):
            self.arrays[name] = computed

    def _note_calls(self, statement: ast.stmt) -> None:
        reader = self.reader
        for node in (each for each in ast.walk(statement) if isinstance(each, ast.Call)):
            if built := reader.criterion(node):
                self.objects.append(built)
            elif (call := reader.loss(node)) and call.is_called:
                self._named_at_call = len(self.named)
                if call not in self.calls:
                    self.calls.append(call)
            elif call is None:
                for name, value in labels_given(node):
                    self._assign(name, value)
