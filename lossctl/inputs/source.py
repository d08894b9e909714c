"""A source that has been opened: its document, and the part of it that the word picks."""

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lossctl.errors import InputError, located
from lossctl.inputs.contents import rows_of
from lossctl.inputs.document import Array, Content, Document, Taken, Text, Words
from lossctl.inputs.files import locate_source
from lossctl.inputs.files.source_bytes import Watch, unwatched
from lossctl.inputs.hints import NO_HINTS, Classes, Hints
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.missing_names import part_alone
from lossctl.inputs.printed_loss import PrintedLoss
from lossctl.inputs.readers import read_document
from lossctl.inputs.reading import Doubt, Reading

if TYPE_CHECKING:
    from lossctl.inputs.slices import Cut


class TakenArray(NamedTuple):
    """One array of numbers: its name in its document ('' if it has none), and what else the document says of it.

    `classes` is what the columns of a table call the classes, `form` what a name says of the numbers, and `ids` are
    the columns that name the rows, `keys` those that may do so together. `ids_in_file` are the ids of an array that the
    user named: its rows stay in the order of the file. `other` is another reading of it, and `doubt` is on a column.
    `by_name` says that it is labels that were looked up in names. `cut` is the text of the slice that it is.
    """

    name: str
    array: Array | LazyArray
    classes: Classes = Classes()
    notes: tuple[str, ...] = ()
    form: str | None = None
    ids: Mapping[str, Callable[[], Content]] = MappingProxyType({})
    other: Reading | None = None
    doubt: Doubt | None = None
    by_name: bool = False
    keys: Mapping[str, Callable[[], Content]] = MappingProxyType({})
    ids_in_file: Mapping[str, Callable[[], Content]] = MappingProxyType({})
    cut: str = ""


class Source(NamedTuple):
    """What a word stands for: how errors name it, what it holds, and the part and the slice that the word picks."""

    name: str
    document: Document
    part: str | None = None
    cut: "Cut | None" = None

    def take(self, role: str, hints: Hints = NO_HINTS) -> TakenArray:
        """The one array for this role. If it holds words instead of numbers, they must be names of classes."""
        found = self._fitted(self.taken(role, hints), role, hints)
        if self.cut is None:
            return found
        from lossctl.inputs.taken_slice import sliced_array

        return sliced_array(self, role, found)

    def taken(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        """The one array for this role as it stands: words are left as they are, and nothing is cut off."""
        with located(self.name):
            return self.document.take(role, hints) if self.part is None else self.document.part(self.part, hints)

    def take_all(self, stated: Collection[str] = (), hints: Hints = NO_HINTS) -> dict[str, TakenArray]:
        """All arrays of a source that holds at least an input and a target, without the roles that are `stated`."""
        if self.part is not None:
            self.taken("input", hints)  # a part that is not there is the first fault
            raise part_alone(self.document, self.name, self.part, hints)
        with located(self.name):
            found = {role: self.document.find(role, hints) for role in sorted(self.document.roles - {"input"})}
            if found["target"] is None:
                raise self.document.missing("target")
            if self.document.depends_on_target:
                hints = _with_facts(hints, found["target"])
            found["input"] = self.document.find("input", hints)
            if found["input"] is None:
                raise self.document.missing("input")
        hints = hints._replace(classes=found["input"].classes, input=self.name)
        taken = {role: each for role, each in sorted(found.items()) if each is not None and role not in stated}
        arrays = {role: self._fitted(each, role, hints) for role, each in taken.items()}
        if self.cut is None:
            return arrays
        from lossctl.inputs.taken_slice import sliced_arrays

        return sliced_arrays(self, arrays)

    def origin(self, taken: TakenArray) -> str:
        """How an error names this array."""
        return (f"{self.name}:{taken.name}" if taken.name else self.name) + taken.cut

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        """Notes on what it holds beside the roles that are used."""
        return (f"{self.name}: {note}" for note in ([] if self.part else self.document.asides(used)))

    @property
    def losses(self) -> tuple[PrintedLoss, ...] | None:
        """The losses printed in it; None for what is no paste. They are not those of a slice."""
        return self.document.losses if self.cut is None else None

    @property
    def is_doubtful(self) -> bool:
        """Whether the first line of a table may be a header or a row."""
        if not self.document.depends_on_target:
            return False
        from lossctl.inputs.tables.first_line import is_doubtful

        return is_doubtful(self.document)

    def rows(self, role: str) -> int | None:
        """How many rows its array has; None where it is not certain which array it is."""
        try:
            content = self.taken(role).content
        except InputError:
            return None
        rows = rows_of(content)
        return None if rows is None else self.left_of(rows)

    def left_of(self, rows: int) -> int:
        """How many of so many rows the slice leaves."""
        return rows if self.cut is None else self.cut.left_of(rows)

    @property
    def depends_on_target(self) -> bool:
        """Whether what it gives as the input depends on the target."""
        return self.part is None and self.document.depends_on_target

    def _fitted(self, taken: Taken, role: str, hints: Hints) -> TakenArray:
        """The array with its labels and columns as those of the input."""
        content, notes = taken.content, taken.notes
        other: Reading | None = None
        if isinstance(content, (Text, Words)):
            from lossctl.inputs.tables.class_labels import text_as_numbers

            content, note = text_as_numbers(
                content,
                hints.classes if role == "target" else Classes(),
                self.name,
                elements=hints.elements and role == "target",
            )
            notes = (*notes, note) if note else notes
        elif isinstance(content, LazyArray):
            content = content.inside(self.name)
        named = hints.classes.headings or (taken.beside and hints is not NO_HINTS)
        if named and role != "input" and not isinstance(taken.content, (Text, Words)):
            from lossctl.inputs.tables.fit import fit_to_classes

            with located(self.name):
                content, more, other = fit_to_classes(content, taken, role, hints)
            notes = (*notes, *more)
            other = other and other._replace(note=f"{self.name}: {other.note}")
        told = tuple(f"{self.name}: {note}" for note in notes)
        ids = taken.ids if self.part is None else {}
        ids_in_file = {} if self.part is None else taken.ids
        keys = taken.keys if self.part is None else {}
        other = other or self._rival(taken, content, hints)
        by_name = content is not taken.content and role == "target"
        fitted = TakenArray(taken.name, content, taken.classes, told, taken.form, ids, other, taken.doubt, by_name)
        return fitted._replace(keys=keys, ids_in_file=ids_in_file)

    def _rival(self, taken: Taken, content: Array | LazyArray, hints: Hints) -> Reading | None:
        """The other array that could be the target, if it holds something else."""
        if taken.rival is None or not isinstance(content, np.ndarray):
            return None
        try:
            other = self._fitted(taken.rival, "target", hints).array
        except InputError:
            return None
        if not isinstance(other, np.ndarray) or np.array_equal(other, content):
            return None
        note = f"{self.name}: {taken.name} is the target; {taken.rival.name} could be, too: FILE:{taken.rival.name}"
        return Reading(note, "it gives {}", {"target": other})


def open_source(
    name: str, part: str | None, header: bool | None, watch: Watch = unwatched, cut: "Cut | None" = None
) -> Source:
    """A file, opened; InputError where it cannot be read, or is of no format that lossctl reads."""
    with located(name):
        return source_of(name, read_document(locate_source.read_source(name, header, watch)), part, cut)


def source_of(name: str, document: Document, part: str | None, cut: "Cut | None") -> Source:
    """A part of a document, or a slice of it. A part whose name ends like a slice is meant as it is written."""
    if cut is not None and part is not None:
        whole = part + cut.text
        if {whole} <= {*document.names} or {each.strip() for each in whole.split(",")} <= {*document.names}:
            return Source(name, document, whole)
    return Source(name, document, part, cut)


def _with_facts(hints: Hints, target: Taken) -> Hints:
    from lossctl.inputs.tables.target_facts import facts_of

    return hints._replace(target=facts_of(target.content, target.classes.headings))
