"""The document that a pasted block is: which array has which role, by its code and its labels, and the notes on it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import ARGUMENTS, listed
from lossctl.inputs.document import OPTIONS, PAIR, Taken, no_fitting_name, no_such_name
from lossctl.inputs.hints import NO_HINTS, Hints
from lossctl.inputs.readers.pasted import pasted_labels, printed_arrays
from lossctl.inputs.readers.pasted.pasted_code import ALSO_SET_BY, SETTINGS, CodeFacts
from lossctl.inputs.readers.pasted.statements import Statement

_REMEDY = "label them: 'input: [[…]]', 'target: […]'"


class PastedBlock(NamedTuple):
    """A document of statements; the code between them tells the roles that their labels do not."""

    statements: tuple[Statement, ...]
    code: CodeFacts

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s.label for s in self.statements if self.role(s) != "loss"))

    @property
    def roles(self) -> frozenset[str]:
        return PAIR | set(OPTIONS)

    @property
    def loss(self) -> str | None:
        return self._losses[-1][1] if self._losses else None

    def role(self, statement: Statement) -> str | None:
        """The role that the code gives the array, or else its label, or else a call of one of PyTorch's own losses.

        A role that one of these has given to an array is not given to another one by the next.
        """
        label = statement.label
        if role := self.code.weight_roles.get(label):
            return role
        role = pasted_labels.role(label, statement.array.ndim)
        if self.code.is_loss(label) and role != "target" and role not in OPTIONS:
            return "loss"
        if role:
            return None if role in self.code.weight_roles.values() else role
        called = self.code.call_roles.get(label)
        return None if called in {pasted_labels.role(s.label, s.array.ndim) for s in self.statements} else called

    @property
    def weighs_target(self) -> bool:
        return False

    def find(self, role: str, hints: Hints = NO_HINTS) -> Taken | None:  # noqa: ARG002 - its names say enough
        fit = [s for s in self.statements if self.role(s) == role]
        return _only_array(fit, f"the {role}") if fit else None

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        if found := self.find(role, hints):
            return found
        if not (only := self._only_statement):
            raise self.missing(role)
        return _only_array([only], role)

    def part(self, name: str, hints: Hints = NO_HINTS) -> Taken:  # noqa: ARG002 - the name says all
        if name not in self.names:
            raise no_such_name(name, self.names)
        return _only_array([s for s in self.statements if s.label == name], name)

    def missing(self, role: str) -> InputError:
        return no_fitting_name(role, self.names)

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        roles = {s.label: self.role(s) for s in self.statements}
        for label, role in roles.items():
            if role in OPTIONS and role not in used:
                yield f"{label} is not used; {ARGUMENTS[role]} takes it"
            elif label in self.code.weight_roles and pasted_labels.role(label, 1) != role:
                yield f"{label} is the {role}, by the code in the block"
        only = None if "input" in roles.values() else self._only_statement
        known = {*SETTINGS, *([only.label] if only else ())}
        if unused := [label for label, role in roles.items() if role is None and label not in known]:
            yield f"not used: {listed(unused)}"
        for role, argument in self.code.unread_weights.items():
            if role not in used:
                yield f"{role}={argument} in the block, without its numbers; {ARGUMENTS[role]} takes them"
        for name, value in self.code.settings.items():
            if not used & {name, ALSO_SET_BY.get(name)}:
                yield f"the block says {name}={value}; --{name.replace('_', '-')} takes it"
        yield from self._notes_on_losses("expect" in used)

    def _notes_on_losses(self, expected: bool) -> Iterator[str]:
        if len({number for _, number in self._losses}) > 1 and not expected:
            shown = [f"{label} {number}" for label, number in self._losses]
            yield f"several losses: {listed(shown)}; the last is checked, --expect takes another"
        for label in dict.fromkeys(s.label for s in self.statements if self.role(s) == "loss" and s.array.size != 1):
            yield f"{label} is an array, and not checked; --reduction none --expect takes it"

    @property
    def _losses(self) -> list[tuple[str, str]]:
        """The label of each printed loss, and the number as written."""
        losses = [s for s in self.statements if self.role(s) == "loss" and s.array.size == 1]
        return [(s.label, printed_arrays.number_of(s.written)) for s in losses]

    @property
    def _only_statement(self) -> Statement | None:
        """The only array, whatever its name, or the only number if there is no array; a loss does not count."""
        others = [s for s in self.statements if self.role(s) != "loss"]
        arrays = [s for s in others if s.array.ndim] or others
        return arrays[0] if len({s.label for s in arrays}) == 1 else None


def _only_array(fit: list[Statement], what: str) -> Taken:
    """The array of statements that must all show the same numbers; InputError where they differ."""
    first = fit[0]
    for other in fit[1:]:
        if np.array_equal(first.array, other.array, equal_nan=True):
            continue
        if other.label == first.label:
            raise InputError(f"a second {other.label}, and not the same numbers", other.where)
        names = listed(list(dict.fromkeys(s.label for s in fit)))
        raise InputError(f"{names} could each be {what}", other.where, remedy=f"keep one; or {_REMEDY}")
    return Taken(first.label, first.array)
