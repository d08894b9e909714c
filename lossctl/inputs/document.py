"""What a reader returns: a document, which holds arrays by name or one without a name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from lossctl.errors import InputError
from lossctl.inputs.array_names import ARGUMENTS, listed, role_of

# Readers import these from here, beside what a document is.
from lossctl.inputs.contents import Content as Content
from lossctl.inputs.contents import NoNumbersError as NoNumbersError
from lossctl.inputs.contents import Place as Place
from lossctl.inputs.contents import Taken as Taken
from lossctl.inputs.contents import Text as Text
from lossctl.inputs.contents import Words as Words
from lossctl.inputs.hints import NO_HINTS, Hints
from lossctl.inputs.lazy_array import Array as Array
from lossctl.inputs.missing_names import no_fitting_name, no_such_name, other_argument
from lossctl.inputs.printed_loss import PrintedLoss

if TYPE_CHECKING:
    from lossctl.inputs.members.named_arrays import NamedArrays


class Document(Protocol):
    """What can be asked of a source that a reader has read."""

    @property
    def names(self) -> tuple[str, ...]:
        """What its arrays are called; ('',) for one without a name."""

    @property
    def roles(self) -> frozenset[str]:
        """The roles to look for where it is the only source; a pasted block has the options' arrays, too."""

    @property
    def losses(self) -> tuple[PrintedLoss, ...] | None:
        """The losses printed in it; None for what is no paste."""

    @property
    def depends_on_target(self) -> bool:
        """Whether what is the input depends on the target."""

    def find(self, role: str, hints: Hints = NO_HINTS) -> Taken | None:
        """The array that fits the role beside others of the same source, or None; raises where several fit."""

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        """The array that fits the role, or else the only one."""

    def part(self, name: str, hints: Hints = NO_HINTS) -> Taken:
        """The array of the name that the user gave, `batch.npz:logits`, or columns of a table: `preds.csv:cat,dog`."""

    def missing(self, role: str) -> InputError:
        """The error where nothing in it fits the role."""

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        """Notes on what it holds beside the roles that are used."""


PAIR = frozenset({"input", "target"})
OPTIONS = ("weight", "sample_weight", "pos_weight")


@dataclass(frozen=True)
class Members:
    """A document of arrays by name, each read when it is asked for; one without a name is called ''.

    `scalars` are members that hold one number: they do not count where the only array is looked for. `notes` are on
    the reading of all.
    """

    members: Mapping[str, Callable[[], Content]]
    scalars: frozenset[str] = frozenset()
    roles: frozenset[str] = PAIR
    losses: None = None
    notes: tuple[str, ...] = ()
    _contents: dict[str, Content] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.members)

    @property
    def depends_on_target(self) -> bool:
        return False

    def find(self, role: str, hints: Hints = NO_HINTS) -> Taken | None:
        if self.names in ((), ("",)):
            return None
        if role in PAIR:
            found = self._arrays(hints).find(role)
            if found is None:
                raise self._no_pair(role, hints)
            return found
        name = fitting(role, self.names)
        return None if name is None else self._get(name)

    def take(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        if self.names == ("",):
            return self._get("")
        if role in PAIR and (found := self._arrays(hints).take(role)):
            return found
        if role not in PAIR and (taken := self.find(role)):
            return taken
        if (only := self._arrays(hints).only_array) is None:
            raise self.missing(role)
        return self._get(only)

    def part(self, name: str, hints: Hints = NO_HINTS) -> Taken:  # noqa: ARG002 - the name says all
        if name not in self.members:
            raise no_such_name(name, self.names)
        return self._get(name)

    def missing(self, role: str) -> InputError:
        """The error where no array has a name that fits the role: it lists the names and shapes that are there."""
        if self.names in ((), ("",)):
            return no_fitting_name(role, self.names)
        arrays = self._arrays()
        likely = arrays.likely(role)
        return no_fitting_name(role, self.names, arrays.shown(), f"pick one: FILE:{likely[0]}" if likely else "")

    def _no_pair(self, role: str, hints: Hints) -> InputError:
        """The error where the members make no pair, which says how to name both."""
        arrays, other = self._arrays(hints), "input" if role == "target" else "target"
        named = [known.name for known in arrays.known if known.role == other][:1]
        likely = {each: [name for name in arrays.likely(each) if name not in named] for each in ("input", "target")}
        if named:
            likely[other] = named
        else:
            role = "target"
        pair = arrays.likely_pair(likely["input"], likely["target"])
        way = f"pick both: FILE:{pair[0]} FILE:{pair[1]}" if pair else ""
        if not way and role == "target":
            from lossctl.inputs.members import written_tokens

            way = written_tokens.of_members(arrays)
        return no_fitting_name(role, self.names, arrays.shown(), way or other_argument(role))

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        yield from self.notes
        for name in self.members:
            role = role_of(name)
            if role in OPTIONS and role not in used:
                yield f"{name} is not used; {ARGUMENTS[role]} takes it"

    def _arrays(self, hints: Hints = NO_HINTS) -> "NamedArrays":
        from lossctl.inputs.members.named_arrays import NamedArrays

        return NamedArrays(self.members, self.scalars, hints, self._contents)

    def _get(self, name: str) -> Taken:
        return self._arrays().get(name) if name else Taken(name, self.members[name]())


def fitting(role: str, names: tuple[str, ...]) -> str | None:
    """The name that fits the role, or None; raises where several fit."""
    fit = [name for name in names if role_of(name) == role]
    if len(fit) > 1:
        raise InputError(f"{listed(fit)} could each be the {role}", remedy=f"say which: FILE:{fit[0]}")
    return fit[0] if fit else None
