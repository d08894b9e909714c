"""The ARRAY argument: a literal, a file, a part of a file, or `-`; one array, or a pair in one source."""

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lossctl.errors import InputError, located
from lossctl.inputs import classes, opening
from lossctl.inputs.blob import Watch, unwatched
from lossctl.inputs.document import Array, Document, Members, Taken, nameless
from lossctl.inputs.names import ARGUMENTS, HOLDS, plain
from lossctl.inputs.readers import document
from lossctl.inputs.stored import Stored

STDIN = "-"
BRACKETS = frozenset("[(［（")
NO_NUMBER = frozenset("/\\_:bcdghjklmopqrsuvwxz")  # no number without brackets has one of these


class Given(NamedTuple):
    """The arrays of one calculation, large ones still in their files, and what is known of where they come from.

    `origins` says how an error names each: `batch.npz:logits`, `standard input`, a literal's argument. `class_names`
    are a table's headings where its columns are the classes. `holds` is what the name of the input says it holds,
    `loss` the number printed in a pasted block, as written.
    """

    arrays: dict[str, Array | Stored]
    origins: dict[str, str]
    class_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    holds: str | None = None
    loss: str | None = None


class Source(NamedTuple):
    """A word that has been opened: how errors name it, what it holds, and the part that the word picks."""

    name: str
    document: Document
    part: str | None = None

    def take(self, role: str) -> Taken:
        """The one array that the word stands for in this role."""
        with located(self.name):
            return self.document.take(role) if self.part is None else self.document.part(self.part)

    def whole(self) -> dict[str, Taken]:
        """All that a source holds which stands for itself: at least an input and a target."""
        if self.part is not None:
            with located(f"{self.name}:{self.part}"):
                raise nameless("target", ("",))
        with located(self.name):
            found = {role: self.document.find(role) for role in sorted(self.document.whole)}
            for role in ("target", "input"):
                if found[role] is None:
                    raise nameless(role, self.document.names)
            return {role: taken for role, taken in found.items() if taken is not None}

    def origin(self, taken: Taken) -> str:
        """How an error names this array."""
        return f"{self.name}:{taken.name}" if taken.name else self.name


def read(
    input: str, target: str | None, options: Mapping[str, str], *, header: bool = True, watch: Watch = unwatched
) -> Given:
    """All arrays that the words name; without a target, INPUT holds both (and a pasted block more).

    `header=False` says that no table has a header; `watch` is told how far a long file has been looked through. Raises
    InputError for whatever is wrong with a word or its bytes.
    """
    words = {"input": input, **({} if target is None else {"target": target}), **options}
    _check_standard_input(words.values())
    sources = {role: _source(word, ARGUMENTS[role], header, watch) for role, word in words.items()}
    first = sources["input"]
    taken = first.whole() if target is None else {}
    sources = dict.fromkeys(taken, first) | sources
    stated = {role: source.take(role) for role, source in sources.items() if role not in taken or role in options}
    return _given(sources, taken | stated, alone=target is None)


def read_array(word: str, name: str) -> Array | Stored:
    """The one array that a word stands for; `name` is its role, such as `input` or `pos_weight`."""
    source = _source(os.fspath(word), ARGUMENTS.get(name, name), header=True)
    taken = source.take(name)
    return classes.numbers(taken.content, (), source.name)


def _given(sources: dict[str, Source], taken: dict[str, Taken], alone: bool) -> Given:
    names = taken["input"].class_names
    origins = {role: sources[role].origin(found) for role, found in taken.items()}
    arrays = {
        role: classes.numbers(found.content, names if role == "target" else (), sources[role].name)
        for role, found in taken.items()
    }
    first = sources["input"]
    asides = () if first.part else first.document.asides(frozenset(taken if alone else taken.keys() - {"target"}))
    notes = [f"{sources[role].name}: {note}" for role, found in taken.items() for note in found.notes]
    notes += [f"{first.name}: {note}" for note in asides]
    loss = first.document.loss if alone else None
    return Given(arrays, origins, names, tuple(dict.fromkeys(notes)), HOLDS.get(plain(taken["input"].name)), loss)


def _check_standard_input(words: Iterable[str]) -> None:
    if list(words).count(STDIN) > 1:
        raise InputError("standard input, '-', can be read only once", remedy="put the other array into a file")


def _source(word: str, argument: str, header: bool, watch: Watch = unwatched) -> Source:
    if not word.strip():
        raise InputError("is empty: neither numbers nor the name of a file", argument)
    literal = _literal(word, argument)
    if literal is not None:
        return Source(argument, Members({"": lambda: literal}))
    if word == STDIN:
        with located("standard input"):
            return Source("standard input", document(opening.standard_input(header)))
    name, part = opening.split(word)
    with located(name):
        return Source(name, document(opening.opened(name, header, watch)), part)


def _literal(word: str, argument: str) -> Array | None:
    """The numbers that all of the word reads as; one that only begins so may still be the name of a file."""
    if NO_NUMBER.intersection(word.lower()) and not BRACKETS.intersection(word):
        return None  # the rule: a name, seen at once
    from lossctl.inputs.readers import printed

    try:
        with located(argument):
            return printed.whole(word)
    except InputError:
        if opening.exists(word):
            return None
        raise
