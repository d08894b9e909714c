"""The document that a paste is: its arrays by role, its losses, and the notes on what was taken for what."""

from collections.abc import Iterable
from functools import cached_property

from lossctl.errors import InputError
from lossctl.inputs.array_names import listed
from lossctl.inputs.document import OPTIONS, PAIR, Array, Taken
from lossctl.inputs.hints import NO_HINTS, Classes, Hints
from lossctl.inputs.missing_names import no_fitting_name, no_such_name
from lossctl.inputs.printed_loss import PrintedLoss
from lossctl.inputs.readers.pasted import block_notes, pasted_labels, roles
from lossctl.inputs.readers.pasted.block_reader import BlockReader
from lossctl.inputs.readers.pasted.code.evaluated import Computed
from lossctl.inputs.readers.pasted.code.named import Named
from lossctl.inputs.readers.pasted.losses.call_order import (
    Pair,
    command_of,
    form_by_call,
    form_by_changes,
    has_classes_first,
    pair_of,
    suits,
    why_classes_first,
)
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall
from lossctl.inputs.readers.pasted.losses.losses_in_order import losses_in_order
from lossctl.inputs.readers.pasted.losses.one_hot_targets import with_indices
from lossctl.inputs.readers.pasted.losses.printed_losses import from_zero
from lossctl.inputs.readers.pasted.no_numbers import no_array
from lossctl.inputs.readers.pasted.tables.block_tables import column_of_tables, only_table, role_in_tables
from lossctl.inputs.readers.pasted.tables.table_losses import losses_in_tables


class PastedBlock:
    """A document of the statements, prints and outputs of a paste."""

    depends_on_target = False
    roles = PAIR | set(OPTIONS)

    def __init__(self, text: str) -> None:
        self._read = BlockReader(text)
        self._text = text

    @property
    def names(self) -> tuple[str, ...]:
        in_tables = [name for each in self._read.bindings.tables.all for name in each.table.names]
        return tuple(dict.fromkeys(name for name in (*(each.label for each in self._named), *in_tables) if name))

    @cached_property
    def losses(self) -> tuple[PrintedLoss, ...]:
        """The printed losses in order, each with what is known of its call or of its arrays."""
        bindings = self._read.bindings
        found = losses_in_order(bindings.losses, bindings.calls, self._named)
        in_tables = () if roles.has_pair(bindings.calls, self._named) else losses_in_tables(bindings.tables.all)
        return (*in_tables, *found)

    def find(self, role: str, hints: Hints = NO_HINTS) -> Taken | None:
        if role in PAIR:
            return self._of_pair(role, hints)
        return self._weight(role, hints)

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        arrays = [each for each in self._named if each.array.ndim] or self._named
        if len({each.label for each in arrays}) == 1:
            return self._taken(roles.only_one(arrays, role, ()).computed)
        if found := self.find(role, hints):
            return found
        if alone := only_table(self._read.bindings):
            return alone.take(role, hints)
        raise self.missing(role)

    def part(self, name: str, hints: Hints = NO_HINTS) -> Taken:
        fit = [each for each in self._named if each.label == name]
        if fit:
            return self._taken(roles.only_one(fit, name, ()).computed)
        if column := column_of_tables(self._read.bindings.tables.all, name, hints):
            return column
        raise no_such_name(name, self.names)

    def missing(self, role: str) -> InputError:
        faults = self._read.faults
        if self._read.bindings.tables.parts and not faults:
            return self._read.bindings.tables.parts[0]
        if faults:
            own = (each for each in faults if pasted_labels.role(each.label, 1) == role or not self._named)
            return next(own, faults[0]).error
        nameless = [each.where for each in self._named if each.array.ndim and not each.label]
        if len(nameless) > 1:
            remedy = "label them: 'input: [[…]]', 'target: […]'"
            raise InputError(f"{len(nameless)} arrays have no name", *nameless[0], remedy=remedy)
        if alone := only_table(self._read.bindings):
            return alone.missing(role)
        arrays = {each.label: each.array for each in self._named if each.label and each.array.ndim}
        shown = [f"{label} {array.shape}" for label, array in arrays.items()]
        error = no_fitting_name(role, self.names, shown) if self.names else no_array(self._text)
        if len(arrays) > 1:
            error.remedy = f"say which is the input, then which the target: {roles.how_to_pick([*arrays][:2])}"
        return error

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        return block_notes.notes_on(self._read, self._text, used)

    @property
    def _named(self) -> list[Named]:
        return self._read.bindings.named

    def _call(self, hints: Hints) -> tuple[LossCall, Pair] | None:
        """The last call of a loss that the command can calculate; one whose printed value is judged comes first."""
        bindings, command = self._read.bindings, command_of(hints)
        losses = zip(reversed(bindings.losses), reversed(self.losses), strict=False)  # behind those of tables
        printed = [(each.call, loss.fault) for each, loss in losses if each.call and not each.is_sample][::-1]
        judged = [call for call, fault in printed if not fault]
        for calls in (judged, [call for call, _ in printed], bindings.calls):
            for known in (True, False):
                for call in reversed(calls):
                    pair = pair_of(call)
                    if pair and suits(call, command) and bool(call.function.criteria) is known:
                        return call, pair
        return None

    def _of_pair(self, role: str, hints: Hints) -> Taken | None:
        if called := self._call(hints):
            form = hints.form or form_by_call(called[0], called[1].input, hints)
            return with_indices(role, called[1], hints._replace(form=form), self._of_call(role, *called, hints))
        inputs, targets = roles.choose_by_names(self._named, hints)
        tables = self._read.bindings.tables.all
        if not (inputs and targets) and (found := role_in_tables(tables, role, hints)):
            return found
        fit, others = (inputs, targets) if role == "input" else (targets, inputs)
        if not fit:
            return None
        chosen = roles.only_one(fit, role, others).computed
        is_turned = bool(inputs and targets) and has_classes_first(inputs[0].array, targets[0].array)
        if is_turned and hints.compares in (None, "classes"):
            note = f"the columns of {targets[0].label} sum to 1, its rows do not: {chosen.name} is turned"
            return self._taken(chosen._replace(array=chosen.array.T))._replace(notes=(note,))
        return self._taken(chosen)

    def _of_call(self, role: str, call: LossCall, pair: Pair, hints: Hints) -> Taken:
        computed = pair.input if role == "input" else pair.target
        chosen = computed if self._is_wanted(role, computed, hints) else computed.unchanged
        notes, array = [], chosen.array
        if array.ndim == 2 and (why := why_classes_first(call, pair, hints.compares)):
            array = array.T
            notes.append(f"{why}: {chosen.name or role} is turned")
        if role == "target" and (counted := from_zero(array, pair.input.array, call)) is not array:
            array = counted
            notes.append(f"{call.name} counts the classes from 1: {chosen.name or role} is taken from 0")
        taken = self._taken(chosen._replace(array=array))
        form = form_by_changes(chosen)
        if role == "input" and not computed.changes and (form := form_by_call(call, chosen, hints)):
            notes.append(f"{call.name} takes {form}, and so {chosen.name or 'its input'} is read as {form}")
        return taken._replace(notes=(*taken.notes, *notes), form=form or taken.form)

    def _is_wanted(self, role: str, computed: Computed, hints: Hints) -> bool:
        """Whether the command takes what the call took, not what it was made of: a sigmoid for bce, for example."""
        form = form_by_changes(computed)
        if computed is computed.unchanged:
            return True
        if hints.compares == "elements":
            return hints.form == "probs"
        if role == "target":
            return hints.target_form is None or hints.target_form == form
        return hints.form == form and form is not None

    def _taken(self, computed: Computed) -> Taken:
        notes: tuple[str, ...] = ()
        if computed.words:
            shown = listed([f"{word} {i}" for i, word in enumerate(computed.words)])
            is_sorted = [*computed.words] == sorted(computed.words)
            order = "in alphabetical order" if is_sorted else "in the order of labels= (scikit-learn sorts them)"
            notes = (f"{computed.name or 'the labels'} in words, {order}: {shown}",)
        return Taken(computed.name, computed.array, Classes(), notes)

    def _weight(self, role: str, hints: Hints) -> Taken | None:
        called = self._call(hints)
        if called and (given := called[0].arrays.get(role)):
            return self._taken(given)
        is_known = called and called[0].function.criteria
        if is_known and not any(role in call.arrays for call in self._read.bindings.objects):
            return None
        by_code = [found for call in self._read.bindings.code if (found := call.arrays.get(role))]
        if by_code:
            return self._taken(by_code[-1])
        fit = [each for each in self._named if pasted_labels.role(each.label, each.array.ndim) == role]
        return self._taken(roles.only_one(fit, role, ()).computed) if fit else None

    @property
    def only_unnamed(self) -> Array | None:
        """The array of a paste that holds nothing else, without a name."""
        named = self._named
        return named[0].array if len(named) == 1 and not named[0].label and not self._read.bindings.losses else None

    def check(self) -> None:
        """InputError where the only array is broken, or one of several without names."""
        if self._read.faults and not any(each.label for each in self._named):
            raise self._read.faults[0].error
