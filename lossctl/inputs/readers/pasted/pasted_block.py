"""What a pasted block holds: the roles of what it names, by its code and its labels, and what is left over."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import ARGUMENTS, listed
from lossctl.inputs.document import OPTIONS, PAIR, Array, Taken, nameless, unknown
from lossctl.inputs.readers.pasted import pasted_labels, printed_arrays
from lossctl.inputs.readers.pasted.pasted_code import SAME, SETTINGS, Said

_REMEDY = "label them: 'input: [[…]]', 'target: […]'"


class Statement(NamedTuple):
    """A labelled array (the label may be ''), the text of it as written, and where it stands."""

    label: str
    array: Array
    written: str
    where: str


class Block(NamedTuple):
    """A document of statements; the code among them says what their labels do not."""

    statements: tuple[Statement, ...]
    said: Said

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s.label for s in self.statements if self.role(s) != "loss"))

    @property
    def whole(self) -> frozenset[str]:
        return PAIR | set(OPTIONS)

    @property
    def loss(self) -> str | None:
        return self._losses[-1][1] if self._losses else None

    def role(self, statement: Statement) -> str | None:
        """What the code says it is, and else its label; a role that one of them has given is not given by the next."""
        label = statement.label
        if role := self.said.roles.get(label):
            return role
        role = pasted_labels.role(label, statement.array.ndim)
        if self.said.is_loss(label) and role != "target" and role not in OPTIONS:
            return "loss"
        if role:
            return None if role in self.said.roles.values() else role
        called = self.said.called.get(label)
        return None if called in {pasted_labels.role(s.label, s.array.ndim) for s in self.statements} else called

    def find(self, role: str) -> Taken | None:
        fit = [s for s in self.statements if self.role(s) == role]
        return _one(fit, f"the {role}") if fit else None

    def take(self, role: str) -> Taken:
        if found := self.find(role):
            return found
        if not (lone := self._lone):
            raise nameless(role, self.names)
        return _one([lone], role)

    def part(self, name: str) -> Taken:
        if name not in self.names:
            raise unknown(name, self.names)
        return _one([s for s in self.statements if s.label == name], name)

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        roles = {s.label: self.role(s) for s in self.statements}
        for label, role in roles.items():
            if role in OPTIONS and role not in used:
                yield f"{label} is not used; {ARGUMENTS[role]} takes it"
            elif label in self.said.roles and pasted_labels.role(label, 1) != role:
                yield f"{label} is the {role}, by the code in the block"
        lone = None if "input" in roles.values() else self._lone
        known = {*SETTINGS, *([lone.label] if lone else ())}
        if over := [label for label, role in roles.items() if role is None and label not in known]:
            yield f"not used: {listed(over)}"
        for role, argument in self.said.absent.items():
            if role not in used:
                yield f"{role}={argument} in the block, without its numbers; {ARGUMENTS[role]} takes them"
        for name, value in self.said.settings.items():
            if not used & {name, SAME.get(name)}:
                yield f"the block says {name}={value}; --{name.replace('_', '-')} takes it"
        yield from self._on_losses("expect" in used)

    def _on_losses(self, expected: bool) -> Iterator[str]:
        if len({number for _, number in self._losses}) > 1 and not expected:
            shown = [f"{label} {number}" for label, number in self._losses]
            yield f"several losses: {listed(shown)}; the last is checked, --expect takes another"
        for label in dict.fromkeys(s.label for s in self.statements if self.role(s) == "loss" and s.array.size != 1):
            yield f"{label} is an array, and not checked; --reduction none --expect takes it"

    @property
    def _losses(self) -> list[tuple[str, str]]:
        losses = [s for s in self.statements if self.role(s) == "loss" and s.array.size == 1]
        return [(s.label, printed_arrays.number_of(s.written)) for s in losses]

    @property
    def _lone(self) -> Statement | None:
        """The only array, by whatever name, or the only number where there is no array."""
        others = [s for s in self.statements if self.role(s) != "loss"]
        arrays = [s for s in others if s.array.ndim] or others
        return arrays[0] if len({s.label for s in arrays}) == 1 else None


def _one(fit: list[Statement], what: str) -> Taken:
    """The array of these statements, which may repeat it; raises where their numbers differ."""
    first = fit[0]
    for other in fit[1:]:
        if np.array_equal(first.array, other.array, equal_nan=True):
            continue
        if other.label == first.label:
            raise InputError(f"a second {other.label}, and not the same numbers", other.where)
        names = listed(list(dict.fromkeys(s.label for s in fit)))
        raise InputError(f"{names} could each be {what}", other.where, remedy=f"keep one; or {_REMEDY}")
    return Taken(first.label, first.array)
