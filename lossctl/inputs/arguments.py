"""The ARRAY argument: a literal, a file, a part of one, shards, or `-`; one array, or a pair in one source."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from lossctl.errors import InputError, located
from lossctl.inputs.array_names import ARGUMENTS, HOLDS, plain
from lossctl.inputs.document import Array, Members
from lossctl.inputs.files import locate_source
from lossctl.inputs.files.source_bytes import Watch, unwatched
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers import read_document
from lossctl.inputs.source import Numbers, Source, opened

if TYPE_CHECKING:
    from lossctl.inputs.shards.shards import Shards

Word = str | int | float | list[Any]  # a word of the command line, or what JSON has for an array
BRACKETS = frozenset("[(［（")
NO_NUMBER = frozenset("/\\_:bcdghjklmopqrsuvwxz")  # no number without brackets has one of these


class Given(NamedTuple):
    """The arrays of one calculation, large ones still in their files, and what is known of where they come from.

    `origins` says how an error names each: `batch.npz:logits`, `standard input`, a literal's argument. `class_names`
    are a table's headings where its columns are the classes. `holds` is what the name of the input says it holds,
    `loss` the number printed in a pasted block, as written.
    """

    arrays: dict[str, Array | LazyArray]
    origins: dict[str, str]
    class_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    holds: str | None = None
    loss: str | None = None


def read(
    input: Word,
    target: Word | None,
    options: Mapping[str, Word],
    *,
    header: bool = True,
    stated: frozenset[str] = frozenset(),
    watch: Watch = unwatched,
) -> Given:
    """All arrays that the words name; without a target, INPUT holds both (and a pasted block more).

    `header=False` says that no table has a header; what is `stated` beside the arrays, a pasted block need not tell;
    `watch` is told how far a long file has been looked through. Raises InputError for whatever is wrong with a word or
    its bytes.
    """
    words = {"input": input, **({} if target is None else {"target": target}), **options}
    _check_standard_input(words.values())
    sources = {role: _source(word, ARGUMENTS[role], header, watch) for role, word in words.items()}
    first = sources["input"]
    taken = first.whole(options) if target is None else {"input": first.take("input")}
    names = taken["input"].class_names
    for role, source in sources.items():
        if role not in taken:
            taken[role] = source.take(role, names if role == "target" else ())
    return _given(dict.fromkeys(taken, first) | sources, taken, stated, alone=target is None)


def read_array(word: Word, name: str) -> Array | LazyArray:
    """The one array that a word stands for; `name` is its role, such as `input` or `pos_weight`."""
    return _source(word, ARGUMENTS.get(name, name), header=True).take(name).array


def _given(
    sources: "dict[str, Source | Shards]", taken: dict[str, Numbers], stated: frozenset[str], alone: bool
) -> Given:
    first, main = sources["input"], taken["input"]
    arrays = {role: found.array for role, found in taken.items()}
    origins = {role: sources[role].origin(found) for role, found in taken.items()}
    if not all(isinstance(source, Source) for source in sources.values()):
        from lossctl.inputs.shards.pairs import check_partners

        check_partners(arrays, origins)
    notes = [note for found in taken.values() for note in found.notes]
    notes += first.asides(stated | (taken.keys() if alone else taken.keys() - {"target"}))
    holds = HOLDS.get(plain(main.name))
    return Given(arrays, origins, main.class_names, tuple(dict.fromkeys(notes)), holds, first.loss if alone else None)


def _check_standard_input(words: Iterable[Word]) -> None:
    if list(words).count(locate_source.STDIN) > 1:
        raise InputError("standard input, '-', can be read only once", remedy="put the other array into a file")


def _source(word: Word, argument: str, header: bool, watch: Watch = unwatched) -> "Source | Shards":
    if not isinstance(word, str):  # a job's own numbers
        return _listed(word, argument)
    if not word.strip():
        raise InputError("is empty: neither numbers nor the name of a file", argument)
    literal = _literal(word, argument)
    if literal is not None:
        return Source(argument, Members({"": lambda: literal}))
    if word == locate_source.STDIN:
        with located("standard input"):
            return Source("standard input", read_document(locate_source.standard_input(header, watch)))
    named = locate_source.named(word)
    if named is None:
        raise locate_source.unknown(word)
    if len(named.files) == 1:
        return opened(named.files[0], named.part, header, watch)
    from lossctl.inputs.shards.shards import Shards

    return Shards(named.name, named.files, named.part, header, watch)


def _listed(numbers: Word, argument: str) -> Source:
    from lossctl.inputs import nested_lists

    def entry(index: nested_lists.Index) -> tuple[str, ...]:
        return (nested_lists.index_text(index),) if index else ()

    return Source(argument, Members({"": lambda: nested_lists.array_of(numbers, entry)}))


def _literal(word: str, argument: str) -> Array | None:
    """The numbers that all of the word reads as; one that only begins so may still be the name of a file."""
    if NO_NUMBER.intersection(word.lower()) and not BRACKETS.intersection(word):
        return None  # the rule: a name, seen at once
    from lossctl.inputs.readers.pasted import printed_arrays

    try:
        with located(argument):
            return printed_arrays.whole(word)
    except InputError:
        if locate_source.is_meant(word):
            return None
        raise
