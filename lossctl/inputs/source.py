"""A source that has been opened: its document, and the part of it that the word picks."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from lossctl.errors import located
from lossctl.inputs.class_names import as_numbers
from lossctl.inputs.document import Array, Document, Taken, no_fitting_name
from lossctl.inputs.files import locate_source
from lossctl.inputs.files.source_bytes import Watch, unwatched
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers import read_document


class TakenArray(NamedTuple):
    """One array of numbers: its name in its document ('' if it has none), its class names, and notes on its reading."""

    name: str
    array: Array | LazyArray
    class_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Source(NamedTuple):
    """What a word stands for: how errors name it, what it holds, and the part that the word picks, if it picks one."""

    name: str
    document: Document
    part: str | None = None

    def take(self, role: str, class_names: tuple[str, ...] = ()) -> TakenArray:
        """The one array for this role. If it holds words instead of numbers, they must be among `class_names`."""
        with located(self.name):
            taken = self.document.take(role) if self.part is None else self.document.part(self.part)
        return self._as_numbers(taken, class_names)

    def take_all(self, stated: Collection[str] = ()) -> dict[str, TakenArray]:
        """All arrays of a source that holds at least an input and a target, without the roles that are `stated`."""
        if self.part is not None:
            with located(f"{self.name}:{self.part}"):
                raise no_fitting_name("target", ("",))
        with located(self.name):
            found = {role: self.document.find(role) for role in sorted(self.document.roles)}
            for role in ("target", "input"):
                if found[role] is None:
                    raise no_fitting_name(role, self.document.names)
        names = found["input"].class_names if found["input"] else ()
        taken = {role: each for role, each in found.items() if each is not None and role not in stated}
        return {role: self._as_numbers(each, names if role == "target" else ()) for role, each in taken.items()}

    def origin(self, taken: TakenArray) -> str:
        """How an error names this array."""
        return f"{self.name}:{taken.name}" if taken.name else self.name

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        """Notes on what it holds beside the roles that are used."""
        return (f"{self.name}: {note}" for note in ([] if self.part else self.document.asides(used)))

    @property
    def loss(self) -> str | None:
        """The loss printed in it, as written."""
        return self.document.loss

    def _as_numbers(self, taken: Taken, class_names: tuple[str, ...]) -> TakenArray:
        array = as_numbers(taken.content, class_names, self.name)
        return TakenArray(taken.name, array, taken.class_names, tuple(f"{self.name}: {note}" for note in taken.notes))


def open_source(name: str, part: str | None, header: bool | None, watch: Watch = unwatched) -> Source:
    """A file, opened; InputError where it cannot be read, or is of no format that lossctl reads."""
    with located(name):
        return Source(name, read_document(locate_source.read_source(name, header, watch)), part)
