"""The members of a container, each read once: which of them is the input, and which the target."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import LOSS_IF_A_NUMBER, form_of, listed, normalised
from lossctl.inputs.contents import Content, NoNumbersError, Taken, Text, Words
from lossctl.inputs.hints import Classes, Hints
from lossctl.inputs.members import choose_array
from lossctl.inputs.members.candidate import Candidate
from lossctl.inputs.members.choose_array import Choice
from lossctl.inputs.members.class_names_beside import has_names, names_beside
from lossctl.inputs.members.ids_beside import ids_beside
from lossctl.inputs.members.likely import likely_names, likely_pair
from lossctl.inputs.members.member_names import CLASS_NAMES, MemberName, no_role, parse_name

# The names that two arrays without one have: of np.savez, and in a list or tuple that torch.save wrote.
_POSITIONS = (("arr_0", "arr_1"), ("0", "1"))


class NamedArrays:
    """Members by name. `scalars` are those that hold one number; one of them that is none is no fault.

    `contents` keeps those that have been read.
    """

    def __init__(
        self,
        members: Mapping[str, Callable[[], Content]],
        scalars: frozenset[str],
        hints: Hints,
        contents: dict[str, Content],
    ) -> None:
        self.members, self.scalars, self.hints, self._contents = members, scalars, hints, contents

    @cached_property
    def known(self) -> list[MemberName]:
        """The members whose names say that they are an input or a target."""
        return [known for known in map(parse_name, self.members) if known]

    def content(self, name: str) -> Content:
        if name not in self._contents:
            self._contents[name] = self.members[name]()
        return self._contents[name]

    def get(self, name: str) -> Taken:
        """The array of this name."""
        content = self.content(name)
        axes = 0 if isinstance(content, Text | Words) else len(content.shape)
        taken = self._described(name, content, self.class_names(content) if axes > 1 else ())
        return (
            taken._replace(beside=partial(names_beside, name, self)) if axes == 1 and has_names(name, self) else taken
        )

    def find(self, role: str) -> Taken | None:
        """The array of the role in the pair that the members make, or None where no name fits it."""
        if not self.known and (names := tuple(sorted(self.members))) in _POSITIONS:
            return self._by_position(role, names)
        found = self._pair.input if role == "input" else self._pair.target
        if found is None and (named := [each.name for each in self.known if each.role == role]):
            raise InputError(f"{listed(named)}: no array of numbers, so the {role} is missing")
        return self._taken(role, found, self._pair)

    def take(self, role: str) -> Taken | None:
        """The array of the role, where the other one is in another source; None where no name fits."""
        if not any(each.role == role for each in self.known):
            return None
        own = self._candidates(role)
        other = self._candidates("target" if role == "input" else "input") if len(own) > 1 else []
        pair = choose_array.choose_one(role, *((own, other) if role == "input" else (other, own)), self.hints)
        return self._taken(role, pair.input if role == "input" else pair.target, pair)

    @property
    def only_array(self) -> str | None:
        """The name of the only member that is an array of numbers."""
        names = [name for name in self.members if name not in self.scalars]
        if len(names) > 1:
            names = [name for name in names if self._is_array(name)]
        return names[0] if len(names) == 1 else None

    def likely(self, role: str) -> list[str]:
        """The names of the members that could have the role; those whose names tell another one come last."""
        others = {each.name for each in self.known if each.role != role}
        return sorted(likely_names(role, self._readable), key=others.__contains__)

    def likely_pair(self, inputs: Sequence[str], targets: Sequence[str]) -> tuple[str, str] | None:
        """The first two of these members that fit each other."""
        return likely_pair(self._readable, inputs, targets, self.hints.compares)

    def shown(self) -> list[str]:
        """The name and the shape of each member."""
        return [self._shown(name) for name in self.members]

    def class_names(self, array: Content, target: str | None = None) -> tuple[str, ...]:
        """The names of the classes, where a member has as many as the input has classes.

        It may be called `labels`, too, where another member is the target.
        """
        if isinstance(array, Text | Words) or not array.shape:
            return ()
        sizes = {array.shape[-1], array.shape[1 if len(array.shape) > 1 else 0]}
        called = CLASS_NAMES if target in (None, "labels") else (*CLASS_NAMES, "labels")
        for name in self.members:
            if normalised(name) in called and (names := self._names_in(name)) and len(names) in sizes:
                return () if names == tuple(map(str, range(len(names)))) else names
        return ()

    @cached_property
    def _readable(self) -> dict[str, Candidate]:
        """The members that can be read, whatever their names say."""
        contents = {name: self._content_or_none(name) for name in self.members}
        return {name: Candidate.of(no_role(name), each) for name, each in contents.items() if each is not None}

    @cached_property
    def _pair(self) -> Choice:
        return choose_array.choose(self._candidates("input"), self._candidates("target"), self.hints)

    def _candidates(self, role: str) -> list[Candidate]:
        """What the names propose for the role; text is no input, and one number called `output` is a loss."""
        found, faults = [], []
        for known in self.known:
            if known.role != role:
                continue
            try:
                each = Candidate.of(known, self.content(known.name))
            except NoNumbersError as fault:
                faults.append(fault)
                continue
            except InputError:
                if known.name not in self.scalars:
                    raise
                continue
            if not (each.words and role == "input") and not _is_loss(each):
                found.append(each)
        if faults and not found:
            raise faults[0]
        return found

    def _taken(self, role: str, found: Candidate | None, pair: Choice) -> Taken | None:
        if found is None:
            return None
        others = pair.others if role == "input" else ()
        notes = tuple(f"{found.name} is the input; {name} could be, too: FILE:{name} takes it" for name in others)
        content = self.content(found.name)
        names = self.class_names(content, pair.target and pair.target.name) if role == "input" else ()
        return self._described(found.name, content, names, notes)

    def _by_position(self, role: str, names: tuple[str, ...]) -> Taken | None:
        """`np.savez(file, logits, labels)`: the first is the input, unless only the other order fits."""
        first, second = (Candidate.of(no_role(n), self.content(n)) for n in names)
        if not choose_array.fits_in_order(first, second, self.hints):
            first, second = second, first
        name = first.name if role == "input" else second.name
        note = f"arrays without names: {first.name} is read as the input, {second.name} as the target"
        return self._described(name, self.content(name), notes=(note,))

    def _described(
        self, name: str, content: Content, class_names: tuple[str, ...] = (), notes: tuple[str, ...] = ()
    ) -> Taken:
        ids = ids_beside(name, content, self)
        return Taken(name, content, Classes(class_names, class_names), notes, form_of(name), ids)

    def _names_in(self, name: str) -> tuple[str, ...]:
        try:
            content = self.content(name)
        except InputError:
            return ()
        if isinstance(content, Text):
            return tuple(content.entries) if len(set(content.entries)) == len(content.entries) else ()
        if isinstance(content, np.ndarray) and content.ndim == 1 and content.dtype.kind in "iu":
            return tuple(map(str, content.tolist())) if (np.diff(content) > 0).all() else ()
        return ()

    def _is_array(self, name: str) -> bool:
        try:
            content = self.content(name)
        except NoNumbersError:
            return False
        return not isinstance(content, Text | Words) and content.shape != ()

    def _content_or_none(self, name: str) -> Content | None:
        try:
            return self.content(name)
        except InputError:
            return None

    def _shown(self, name: str) -> str:
        content = self._content_or_none(name)
        if content is None:
            return name
        if isinstance(content, Text | Words):
            return f"{name} (words)"
        return f"{name} {tuple(content.shape)}" if content.shape else f"{name} (one number)"


def _is_loss(each: Candidate) -> bool:
    return each.shape == () and not each.words and normalised(each.name) in LOSS_IF_A_NUMBER
