"""What a reader returns: a document, which holds arrays by name or one without a name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from lossctl.errors import InputError
from lossctl.inputs.array_names import ARGUMENTS, ROLES, listed, role_of
from lossctl.inputs.hints import NO_HINTS, Classes, Hints
from lossctl.inputs.lazy_array import Array as Array  # readers import it from here, beside the types below
from lossctl.inputs.lazy_array import LazyArray

Place = Callable[[int], tuple[str, ...]]  # where entry `i` stands, as an error names it: `line 3`, `column b`


class Text(NamedTuple):
    """Words where numbers could be: class names, whose indices have not been looked up yet.

    `title` is the heading above them; if it is a class name itself, it is no heading but the first of the words.
    """

    entries: Sequence[str]
    place: Place
    title: str = ""


class Words(NamedTuple):
    """A column of class names in a large file: `range_(start, stop)` reads some of them."""

    size: int
    range_: Callable[[int, int], Text]


Content = Array | LazyArray | Text | Words


class Taken(NamedTuple):
    """One array of a document: its name there ('' if it has none), and notes on its reading.

    `classes` is what the columns of a table call the classes, `form` what their names say of the numbers, and `ids`
    are the columns that name the rows.
    """

    name: str
    content: Content
    classes: Classes = Classes()
    notes: tuple[str, ...] = ()
    form: str | None = None
    ids: Mapping[str, Callable[[], Content]] = MappingProxyType({})


class Document(Protocol):
    """What can be asked of a source that a reader has read."""

    @property
    def names(self) -> tuple[str, ...]:
        """What its arrays are called; ('',) for one without a name."""

    @property
    def roles(self) -> frozenset[str]:
        """The roles to look for where it is the only source; a pasted block has the options' arrays, too."""

    @property
    def loss(self) -> str | None:
        """The loss printed in it, as written."""

    @property
    def weighs_target(self) -> bool:
        """Whether what is the input depends on the target."""

    def find(self, role: str, hints: Hints = NO_HINTS) -> Taken | None:
        """The array that fits the role beside others of the same source, or None; raises where several fit."""

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        """The array that fits the role, or else the only one."""

    def part(self, name: str) -> Taken:
        """The array of the name that the user gave, `batch.npz:logits`, or columns of a table: `preds.csv:cat,dog`."""

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        """Notes on what it holds beside the roles that are used."""


PAIR = frozenset({"input", "target"})
OPTIONS = ("weight", "sample_weight", "pos_weight")
_WITH_ARTICLE = {"input": "an input", "target": "a target", "loss": "a loss"} | {role: f"a {role}" for role in OPTIONS}


class Members(NamedTuple):
    """A document of arrays by name, each read when it is asked for; one without a name is called ''.

    `scalars` are members that hold one number: they do not count where the only array is looked for. `notes` are on
    the reading of all.
    """

    members: Mapping[str, Callable[[], Content]]
    scalars: frozenset[str] = frozenset()
    roles: frozenset[str] = PAIR
    loss: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.members)

    @property
    def weighs_target(self) -> bool:
        return False

    def find(self, role: str, hints: Hints = NO_HINTS) -> Taken | None:  # noqa: ARG002 - its names say enough
        name = fitting(role, self.names)
        return None if name is None else self._get(name)

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        if found := self.find(role, hints):
            return found
        arrays = [name for name in self.members if name not in self.scalars]
        if len(arrays) != 1:
            raise no_fitting_name(role, self.names)
        return self._get(arrays[0])

    def part(self, name: str) -> Taken:
        if name not in self.members:
            raise no_such_name(name, self.names)
        return self._get(name)

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        yield from self.notes
        for name in self.members:
            role = role_of(name)
            if role in OPTIONS and role not in used:
                yield f"{name} is not used; {ARGUMENTS[role]} takes it"

    def _get(self, name: str) -> Taken:
        return Taken(name, self.members[name]())


def fitting(role: str, names: tuple[str, ...]) -> str | None:
    """The name that fits the role, or None; raises where several fit."""
    fit = [name for name in names if role_of(name) == role]
    if len(fit) > 1:
        raise InputError(f"{listed(fit)} could each be the {role}", remedy=f"say which: FILE:{fit[0]}")
    return fit[0] if fit else None


def no_fitting_name(role: str, names: tuple[str, ...]) -> InputError:
    """The error where no array has a name that fits the role."""
    if not names:
        return InputError("holds no array of numbers")
    if names == ("",):
        return InputError(f"holds one array, so the {role} is missing", remedy=f"give {ARGUMENTS.get(role, role)} too")
    known = listed([name for name in ROLES.get(role, ()) if name.isascii()])
    remedy = f"pick one (FILE:{names[0]}); found by name: {known}"
    return InputError(
        f"no array has the name of {_WITH_ARTICLE.get(role, role)}; the names are {listed(names)}", remedy=remedy
    )


def no_such_name(name: str, names: tuple[str, ...]) -> InputError:
    """The error where the user gave a name that no array has."""
    if names == ("",):
        return InputError(f"holds one array without a name, so there is no {name!r} to pick")
    return InputError(f"no {name!r}; the names are {listed(names)}")
