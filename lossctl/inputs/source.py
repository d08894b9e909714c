"""A word that has been opened: one document, and the part of it that the word picks."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from lossctl.errors import located
from lossctl.inputs.class_names import numbers as numbers_of
from lossctl.inputs.document import Array, Document, Taken, nameless
from lossctl.inputs.files import locate_source
from lossctl.inputs.files.source_bytes import Watch, unwatched
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers import read_document


class Numbers(NamedTuple):
    """One array of numbers: its name in its document ('' for the whole), and what was seen on the way."""

    name: str
    array: Array | LazyArray
    class_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Source(NamedTuple):
    """A word that has been opened: how errors name it, what it holds, and the part that the word picks."""

    name: str
    document: Document
    part: str | None = None

    def take(self, role: str, class_names: tuple[str, ...] = ()) -> Numbers:
        """The one array that the word stands for in this role; its words, if it holds words, are of these classes."""
        with located(self.name):
            taken = self.document.take(role) if self.part is None else self.document.part(self.part)
        return self._numbers(taken, class_names)

    def whole(self, stated: Collection[str] = ()) -> dict[str, Numbers]:
        """All that a source holds which stands for itself, at least an input and a target; but for what is stated."""
        if self.part is not None:
            with located(f"{self.name}:{self.part}"):
                raise nameless("target", ("",))
        with located(self.name):
            found = {role: self.document.find(role) for role in sorted(self.document.whole)}
            for role in ("target", "input"):
                if found[role] is None:
                    raise nameless(role, self.document.names)
        names = found["input"].class_names if found["input"] else ()
        taken = {role: each for role, each in found.items() if each is not None and role not in stated}
        return {role: self._numbers(each, names if role == "target" else ()) for role, each in taken.items()}

    def origin(self, taken: Numbers) -> str:
        """How an error names this array."""
        return f"{self.name}:{taken.name}" if taken.name else self.name

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        """Notes on what it holds beside the roles that are used."""
        return (f"{self.name}: {note}" for note in ([] if self.part else self.document.asides(used)))

    @property
    def loss(self) -> str | None:
        """The loss printed in it, as written."""
        return self.document.loss

    def _numbers(self, taken: Taken, class_names: tuple[str, ...]) -> Numbers:
        array = numbers_of(taken.content, class_names, self.name)
        return Numbers(taken.name, array, taken.class_names, tuple(f"{self.name}: {note}" for note in taken.notes))


def opened(name: str, part: str | None, header: bool, watch: Watch = unwatched) -> Source:
    """A file, opened; InputError where it cannot be read, or is no format that lossctl reads."""
    with located(name):
        return Source(name, read_document(locate_source.opened(name, header, watch)), part)
