"""The ARRAY argument: a literal, a file, a part of one, shards, or `-`; one array, or a pair in one source."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from lossctl.errors import InputError, located
from lossctl.inputs.array_names import ARGUMENTS, HOLDS, normalised
from lossctl.inputs.document import Array, Document, Members
from lossctl.inputs.files import locate_source
from lossctl.inputs.files.source_bytes import Watch, unwatched
from lossctl.inputs.hints import NO_HINTS, Hints
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers import read_document
from lossctl.inputs.reading import Reading
from lossctl.inputs.source import Source, TakenArray, open_source

if TYPE_CHECKING:
    from lossctl.inputs.shards.shards import Shards

Word = str | int | float | list[Any]  # a word of the command line, or what JSON has for an array
BRACKETS = frozenset("[(［（")
NOT_IN_NUMBERS = frozenset("/\\_:bcdghjklmopqrsuvwxz")  # no number without brackets contains one of these


class Given(NamedTuple):
    """The arrays of one calculation, large ones still in their files, and what is known of where they come from.

    `origins` says how an error names each: `batch.npz:logits`, `standard input`, or the argument of a literal.
    `class_names` are the headings of a table whose columns are the classes. `holds` is what names say of the numbers
    of the input, and of a target: logits, probs or log-probs. `loss` is the loss printed in a pasted block, as written.
    """

    arrays: dict[str, Array | LazyArray]
    origins: dict[str, str]
    class_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    holds: str | None = None
    target_holds: str | None = None
    loss: str | None = None
    readings: tuple[Reading, ...] = ()


def read(
    input: Word,
    target: Word | None,
    options: Mapping[str, Word],
    *,
    header: bool | None = None,
    stated: frozenset[str] = frozenset(),
    hints: Hints = NO_HINTS,
    watch: Watch = unwatched,
) -> Given:
    """All arrays that the words name; without a target, INPUT holds both (and a pasted block may hold more).

    `header` says whether the first line of a table is its header; None leaves that to the reader. `stated` are other
    settings that the user gives: a pasted block's notes leave them out. `hints` say what the loss takes. `watch` is
    called during long reads. Raises InputError for any fault of a word or its bytes.
    """
    words = {"input": input, **({} if target is None else {"target": target}), **options}
    _check_standard_input(words.values())
    standard_input = cache(partial(_read_standard_input, header, watch))
    sources = {role: _open(word, ARGUMENTS[role], header, standard_input, watch) for role, word in words.items()}
    sources = _with_headers_settled(sources)
    first = sources["input"]
    hints = hints._replace(elsewhere=_parts_elsewhere(sources))
    if target is None:
        taken = first.take_all(options, hints)
    else:
        taken = {"input": first.take("input", _with_target(hints, first, sources["target"]))}
    hints = hints._replace(classes=taken["input"].classes, input=first.name)
    for role, source in sources.items():
        if role not in taken:
            taken[role] = source.take(role, hints)
    return _collect(dict.fromkeys(taken, first) | sources, taken, stated, alone=target is None)


def read_array(word: Word, name: str) -> Array | LazyArray:
    """The one array that a word stands for; `name` is its role, such as `input` or `pos_weight`."""
    standard_input = partial(_read_standard_input, None, unwatched)
    return _open(word, ARGUMENTS.get(name, name), None, standard_input).take(name).array


def _with_headers_settled(sources: "dict[str, Source | Shards]") -> "dict[str, Source | Shards]":
    """The sources, after the other arrays have told whether a first line of whole numbers is a header."""
    single = {role: source for role, source in sources.items() if isinstance(source, Source)}
    if len(sources) < 2 or not any(source.is_doubtful for source in single.values()):
        return sources
    from lossctl.inputs.tables.first_line import settled

    documents = {role: source.document for role, source in single.items()}
    rows = {role: partial(source.rows, role) for role, source in single.items()}
    found = settled(documents, rows, {role: source.name for role, source in single.items()})
    return sources | {role: source._replace(document=found[role]) for role, source in single.items()}


def _parts_elsewhere(sources: "Mapping[str, Source | Shards]") -> frozenset[str]:
    """The columns of the input's file that other words name: `ce x.csv x.csv:truth`."""
    parts = {
        source.part
        for role, source in sources.items()
        if role != "input" and source.name == sources["input"].name and source.part is not None
    }
    return frozenset(column.strip() for part in parts for column in (part, *part.split(",")))


def _with_target(hints: Hints, input: "Source | Shards", target: "Source | Shards") -> Hints:
    """What the target is like, where the choice of the input's columns depends on it."""
    if not input.weighs_target:
        return hints
    from lossctl.inputs.tables.target_facts import facts_of

    found = target.taken("target", hints)
    return hints._replace(target=facts_of(found.content, found.classes.headings))


def _collect(
    sources: "dict[str, Source | Shards]", taken: dict[str, TakenArray], stated: frozenset[str], alone: bool
) -> Given:
    first, main = sources["input"], taken["input"]
    origins = {role: sources[role].origin(each) for role, each in taken.items()}
    notes = [note for found in taken.values() for note in found.notes]
    readings = [each.other for each in taken.values() if each.other]
    if sum(1 for each in taken.values() if each.ids) > 1:
        from lossctl.inputs.tables.join import join_rows

        taken, moved = join_rows(taken, origins)
        readings += moved
    arrays = {role: each.array for role, each in taken.items()}
    if not all(isinstance(source, Source) for source in sources.values()):
        from lossctl.inputs.shards.pairs import check_partners

        check_partners(arrays, origins)
    notes += first.asides(stated | (taken.keys() if alone else taken.keys() - {"target"}))
    forms = {role: each.form or HOLDS.get(normalised(each.name)) for role, each in taken.items()}
    return Given(
        arrays,
        origins,
        main.classes.names,
        tuple(dict.fromkeys(notes)),
        forms["input"],
        forms.get("target"),
        first.loss if alone else None,
        tuple(readings),
    )


def _check_standard_input(words: Iterable[Word]) -> None:
    if list(words).count(locate_source.STDIN) > 1:
        remedy = "put the other array into a file, or name the parts of what holds both: -:logits -:labels"
        raise InputError("standard input, '-', can be read only once", remedy=remedy)


def _read_standard_input(header: bool | None, watch: Watch) -> Document:
    with located("standard input"):
        return read_document(locate_source.read_standard_input(header, watch))


def _open(
    word: Word, argument: str, header: bool | None, standard_input: Callable[[], Document], watch: Watch = unwatched
) -> "Source | Shards":
    if not isinstance(word, str):  # the numbers of a batch job, in its JSON
        return _source_of_lists(word, argument)
    if not word.strip():
        raise InputError("is empty: neither numbers nor the name of a file", argument)
    literal = _literal(word, argument)
    if literal is not None:
        return Source(argument, Members({"": lambda: literal}))
    part = locate_source.part_of_standard_input(word)
    if part is not None:
        return Source("standard input", standard_input(), part or None)
    found = locate_source.locate(word)
    if found is None:
        raise locate_source.not_found(word)
    if len(found.files) == 1:
        return open_source(found.files[0], found.part, header, watch)
    from lossctl.inputs.shards.shards import Shards

    return Shards(found.name, found.files, found.part, header, watch)


def _source_of_lists(numbers: Word, argument: str) -> Source:
    from lossctl.inputs import nested_lists

    def place(index: nested_lists.Index) -> tuple[str, ...]:
        return (nested_lists.index_text(index),) if index else ()

    return Source(argument, Members({"": lambda: nested_lists.array_of(numbers, place)}))


def _literal(word: str, argument: str) -> Array | None:
    """The array if all of the word is one; a word that only begins like one may still be the name of a file."""
    if NOT_IN_NUMBERS.intersection(word.lower()) and not BRACKETS.intersection(word):
        return None  # nearly every name of a file ends here, without importing the grammar of literals
    from lossctl.inputs.readers.pasted import printed_arrays

    try:
        with located(argument):
            return printed_arrays.parse_all(word)
    except InputError:
        if locate_source.is_name(word):
            return None
        raise
