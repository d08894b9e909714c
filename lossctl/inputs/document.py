"""What a source holds: arrays by name, or one without a name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import ARGUMENTS, ROLES, listed, role_of
from lossctl.inputs.lazy_array import LazyArray

Array = np.ndarray[Any, np.dtype[Any]]  # what numpy.typing, a millisecond to import, calls NDArray[Any]
Place = Callable[[int], tuple[str, ...]]


class Text(NamedTuple):
    """Words where numbers could be: class names, not looked up yet.

    `place(i)` says where entry `i` stands. `title` is the word above them, a header unless it is a class name itself.
    """

    entries: Sequence[str]
    place: Place
    title: str = ""


class Words(NamedTuple):
    """A column of class names in a file: `range_(start, stop)` gives some of its words."""

    size: int
    range_: Callable[[int, int], Text]


Content = Array | LazyArray | Text | Words


class Taken(NamedTuple):
    """One array out of a document: its name there ('' for the whole), and what was seen on the way."""

    name: str
    content: Content
    class_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Document(Protocol):
    """A source that has been read: everything that can be asked of it."""

    @property
    def names(self) -> tuple[str, ...]:
        """What its arrays are called; ('',) for a lone one."""

    @property
    def whole(self) -> frozenset[str]:
        """The roles that it fills when it stands alone; a pasted block fills all that it names."""

    @property
    def loss(self) -> str | None:
        """The loss printed in it, as written."""

    def find(self, role: str) -> Taken | None:
        """The array whose name fits the role; raises where two do."""

    def take(self, role: str) -> Taken:
        """The array whose name fits the role, or the only one."""

    def part(self, name: str) -> Taken:
        """The array that the user named."""

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        """Notes on what it holds beside the roles that are used."""


PAIR = frozenset({"input", "target"})
OPTIONS = ("weight", "sample_weight", "pos_weight")
_A = {"input": "an input", "target": "a target", "loss": "a loss"} | {role: f"a {role}" for role in OPTIONS}


class Members(NamedTuple):
    """Arrays by name, each read when it is asked for; a lone array is called ''.

    `scalars` are the members that are never taken for being the only one.
    """

    members: Mapping[str, Callable[[], Content]]
    scalars: frozenset[str] = frozenset()
    whole: frozenset[str] = PAIR
    loss: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.members)

    def find(self, role: str) -> Taken | None:
        name = fitting(role, self.names)
        return None if name is None else self._get(name)

    def take(self, role: str) -> Taken:
        if found := self.find(role):
            return found
        arrays = [name for name in self.members if name not in self.scalars]
        if len(arrays) != 1:
            raise nameless(role, self.names)
        return self._get(arrays[0])

    def part(self, name: str) -> Taken:
        if name not in self.members:
            raise unknown(name, self.names)
        return self._get(name)

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        for name in self.members:
            role = role_of(name)
            if role in OPTIONS and role not in used:
                yield f"{name} is not used; {ARGUMENTS[role]} takes it"

    def _get(self, name: str) -> Taken:
        return Taken(name, self.members[name]())


def fitting(role: str, names: tuple[str, ...]) -> str | None:
    """The one name among these that fits the role, or None; raises where several fit."""
    fit = [name for name in names if role_of(name) == role]
    if len(fit) > 1:
        raise InputError(f"{listed(fit)} could each be the {role}", remedy=f"say which: FILE:{fit[0]}")
    return fit[0] if fit else None


def nameless(role: str, names: tuple[str, ...]) -> InputError:
    """The error where an array has to be found by its name, and none fits."""
    if not names:
        return InputError("holds no array of numbers")
    if names == ("",):
        return InputError(f"holds one array, so the {role} is missing", remedy=f"give {ARGUMENTS.get(role, role)} too")
    known = listed([name for name in ROLES.get(role, ()) if name.isascii()])
    remedy = f"pick one (FILE:{names[0]}); found by name: {known}"
    return InputError(f"no array has the name of {_A.get(role, role)}; the names are {listed(names)}", remedy=remedy)


def unknown(name: str, names: tuple[str, ...]) -> InputError:
    """The error where the user picks a name that is not there."""
    if names == ("",):
        return InputError(f"holds one array without a name, so there is no {name!r} to pick")
    return InputError(f"no {name!r}; the names are {listed(names)}")
