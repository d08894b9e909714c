"""The words of a call: each is a literal, a file, a part of one, shards, or `-`, and is opened as a source."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

from lossctl.errors import InputError, located
from lossctl.inputs.array_names import ARGUMENTS
from lossctl.inputs.document import Array, Document, Members
from lossctl.inputs.files import locate_source
from lossctl.inputs.files.source_bytes import Watch, unwatched
from lossctl.inputs.readers import read_document
from lossctl.inputs.source import Source, open_source, source_of

if TYPE_CHECKING:
    from lossctl.inputs.shards.shards import Shards
    from lossctl.inputs.slices import Cut

Word = str | int | float | list[Any] | Array | Document  # a word of the command line, what JSON has, or what is read
BRACKETS = frozenset("[(［（")
NOT_IN_NUMBERS = frozenset("/\\_:bcdghjklmopqrsuvwxz")  # no number without brackets contains one of these


def open_words(
    words: Mapping[str, Word], header: bool | None = None, watch: Watch = unwatched
) -> "dict[str, Source | Shards]":
    """The source of each role's word; standard input is read once, whatever parts of it are named.

    `header` says whether the first line of a table is its header; None leaves that to the reader, and where the line
    may be either, the other arrays decide.
    """
    _check_standard_input(words.values())
    standard_input = cache(partial(_read_standard_input, header, watch))
    sources = {role: _open(word, role, header, standard_input, watch) for role, word in words.items()}
    return _with_headers_settled(sources)


def is_standard_input(word: str) -> bool:
    """Whether the word names standard input, a part or a slice of it."""
    return locate_source.part_of_standard_input(_without_slice(word)[0]) is not None


def _check_standard_input(words: Iterable[Word]) -> None:
    if [word for word in words if isinstance(word, str)].count(locate_source.STDIN) > 1:
        remedy = "put the other array into a file, or name the parts of what holds both: -:logits -:labels"
        raise InputError("standard input, '-', can be read only once", remedy=remedy)


def _with_headers_settled(sources: "dict[str, Source | Shards]") -> "dict[str, Source | Shards]":
    """The sources; the other arrays decide whether a first line of whole numbers is a header."""
    single = {role: source for role, source in sources.items() if isinstance(source, Source)}
    if len(sources) < 2 or not any(source.is_doubtful for source in single.values()):
        return sources
    from lossctl.inputs.tables.first_line import settled

    found = settled(single)
    return sources | {role: source._replace(document=found[role]) for role, source in single.items()}


def _read_standard_input(header: bool | None, watch: Watch) -> Document:
    with located("standard input"):
        return read_document(locate_source.read_standard_input(header, watch))


def _open(
    word: Word, role: str, header: bool | None, standard_input: Callable[[], Document], watch: Watch
) -> "Source | Shards":
    argument = ARGUMENTS.get(role, role)
    if isinstance(word, np.ndarray):
        return Source(role, Members({"": lambda: word}))
    if _is_document(word):
        return Source(role, word)
    if not isinstance(word, str):  # the numbers of a batch job, in its JSON
        return _source_of_lists(word, argument)
    if not word.strip():
        raise InputError("is empty: neither numbers nor the name of a file", argument)
    name, cut = _without_slice(word)
    literal = None if cut else _literal(word, argument)
    if literal is not None:
        return Source(argument, Members({"": lambda: literal}))
    part = locate_source.part_of_standard_input(name)
    if part is not None:
        return source_of("standard input", standard_input(), part or None, cut)
    found = locate_source.locate(name)
    if found is None:
        raise _not_found(name)
    if len(found.files) == 1:
        return open_source(found.files[0], found.part, header, watch, cut)
    from lossctl.inputs.shards.shards import Shards

    return Shards(found.name, found.files, found.part, header, watch, cut)


def _is_document(word: Word) -> TypeGuard[Document]:
    """Whether it is what an object of Python holds, which lossctl.inputs.objects has read."""
    return hasattr(word, "depends_on_target")


def _not_found(word: str) -> InputError:
    if "[" not in word:
        return locate_source.not_found(word)
    from lossctl.inputs import sliced_words

    return sliced_words.not_found(word)


def _without_slice(word: str) -> "tuple[str, Cut | None]":
    """The word without the slice at its end, and that slice."""
    if not word.endswith("]"):
        return word, None
    from lossctl.inputs import sliced_words

    return sliced_words.without_slice(word)


def _source_of_lists(numbers: Word, argument: str) -> Source:
    from lossctl.inputs import nested_lists

    def place(index: nested_lists.Index) -> tuple[str, ...]:
        return (nested_lists.index_text(index),) if index else ()

    return Source(argument, Members({"": lambda: nested_lists.array_of(numbers, place)}))


def _literal(word: str, argument: str) -> Array | None:
    """The array if all of the word is one; a word that only begins like one may still be the name of a file."""
    if NOT_IN_NUMBERS.intersection(word.lower()) and not BRACKETS.intersection(word):
        return None  # nearly every name of a file ends here, without importing the grammar of literals
    from lossctl.inputs.readers.pasted.prints import printed_arrays

    try:
        with located(argument):
            return printed_arrays.parse_all(word)
    except InputError as fault:
        if locate_source.is_name(word):
            return None
        if fault.problem.endswith("after the array") and word.endswith("]"):
            from lossctl.inputs import sliced_words

            sliced_words.refuse_slice_of_literal(word, argument)
        raise
