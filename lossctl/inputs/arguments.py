"""From the words of a call to its arrays, which fit each other: by their names, their classes and their rows' ids."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.array_names import form_of, role_of
from lossctl.inputs.document import Array
from lossctl.inputs.files.source_bytes import Watch, unwatched
from lossctl.inputs.hints import NO_HINTS, Hints
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.printed_loss import BlockReading
from lossctl.inputs.reading import Reading
from lossctl.inputs.source import Source, TakenArray
from lossctl.inputs.words import Word, open_words

if TYPE_CHECKING:
    from lossctl.inputs.shards.shards import Shards


class Given(NamedTuple):
    """The arrays of one calculation, large ones still in their files, and what is known of where they come from.

    `origins` says how an error names each: `batch.npz:logits`, `standard input`, or the argument of a literal.
    `class_names` are the headings of a table whose columns are the classes. `holds` is what names say of the numbers
    of the input, and of a target: logits, probs or log-probs. `block` is what a paste was taken for, with its losses.
    """

    arrays: dict[str, Array | LazyArray]
    origins: dict[str, str]
    class_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    holds: str | None = None
    target_holds: str | None = None
    block: BlockReading | None = None
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
    sources = open_words(words, header, watch)
    first = sources["input"]
    _check_two_columns(sources)
    if _is_one_table(sources, hints):
        del sources["target"]
    hints = hints._replace(elsewhere=_parts_elsewhere(sources, "input"))
    if "target" not in sources:
        taken = first.take_all(options, hints)
    else:
        taken = {"input": first.take("input", _with_target(hints, first, sources["target"]))}
    hints = hints._replace(classes=taken["input"].classes, input=first.name)
    for role, source in sources.items():
        if role not in taken:
            inside = source.name == first.name and first.part is not None
            taken[role] = source.take(role, hints._replace(elsewhere=_parts_elsewhere(sources, role), inside=inside))
    alone = "target" not in sources
    return _collect(dict.fromkeys(taken, first) | sources, taken, stated, alone)


def read_array(word: Word, name: str) -> Array | LazyArray:
    """The one array that a word stands for; `name` is its role, such as `input` or `pos_weight`."""
    return open_words({name: word})[name].take(name).array


def _check_two_columns(sources: "Mapping[str, Source | Shards]") -> None:
    """InputError where INPUT and TARGET name the same part of the same file, and the same slice of it."""
    first, target = sources["input"], sources.get("target")
    if target is None or first.part is None or (first.name, first.part) != (target.name, target.part):
        return
    cuts = [each.cut and each.cut.items for each in (first, target)]
    if cuts[0] == cuts[1]:
        place = f"{first.name}:{first.part}" + (first.cut.text if first.cut else "")
        raise InputError("is INPUT and TARGET at once", place, remedy="name another part for one")


def _form_said(name: str) -> str | None:
    """What the name of an array says that it holds; of several columns, `a,b,top_prob`, what all names say."""
    forms = {form_of(each) for each in name.split(",")}
    return forms.pop() if len(forms) == 1 else None


def _is_one_table(sources: "Mapping[str, Source | Shards]", hints: Hints) -> bool:
    """Whether TARGET is the table that INPUT is, which then holds both; a distribution may compare with itself."""
    first, target = sources["input"], sources.get("target")
    if not isinstance(first, Source) or not first.depends_on_target or target is None:
        return False
    same = (first.name, None, None) == (target.name, target.part, target.cut) and first.cut is None
    return same and (hints.compares != "distributions" or first.document.find("target", hints) is not None)


def _parts_elsewhere(sources: "Mapping[str, Source | Shards]", role: str) -> frozenset[str]:
    """The columns of the role's file that other words name: `ce x.csv x.csv:truth`."""
    name = sources[role].name
    parts = [each.part for other, each in sources.items() if other != role and each.name == name]
    return frozenset(column.strip() for part in parts if part is not None for column in (part, *part.split(",")))


def _with_target(hints: Hints, input: "Source | Shards", target: "Source | Shards") -> Hints:
    """What the target is like, where the choice of the input's columns depends on it."""
    if not input.depends_on_target:
        return hints
    from lossctl.inputs.tables.target_facts import facts_of

    try:
        found = target.taken("target", hints)
    except InputError:  # several columns could be it: the names of the classes may tell, once they are known
        return hints
    return hints._replace(target=facts_of(found.content, found.classes.headings))


def _collect(
    sources: "dict[str, Source | Shards]", taken: dict[str, TakenArray], stated: frozenset[str], alone: bool
) -> Given:
    first, main = sources["input"], taken["input"]
    origins = {role: sources[role].origin(each) for role, each in taken.items()}
    readings = [each.other for each in taken.values() if each.other]
    apart = {role: each for role, each in taken.items() if role == "input" or sources[role].name != first.name}
    if sum(1 for each in apart.values() if each.ids or each.keys or each.ids_in_file) > 1:
        from lossctl.inputs.tables.join import join_rows

        rows, moved = join_rows(apart, origins)
        taken = taken | rows
        readings += moved
    notes = [note for found in taken.values() for note in found.notes]
    if main.doubt:
        from lossctl.inputs.tables.without_column import reading_without

        readings.append(reading_without(main, taken.get("target"), first.name))
    arrays = {role: each.array for role, each in taken.items()}
    if not all(isinstance(source, Source) for source in sources.values()):
        from lossctl.inputs.shards.pairs import check_partners

        check_partners(arrays, origins)
    named = {role_of(part) or "" for part in _parts_elsewhere(sources, "input")}  # used, perhaps as another option
    notes += first.asides(stated | named | (taken.keys() if alone else taken.keys() - {"target"}))
    forms = {role: each.form or _form_said(each.name) for role, each in taken.items()}
    return Given(
        arrays,
        origins,
        main.classes.names,
        tuple(dict.fromkeys(notes)),
        forms["input"],
        forms.get("target"),
        _block(first, taken, arrays) if alone else None,
        tuple(readings),
    )


def _block(
    first: "Source | Shards", taken: Mapping[str, TakenArray], arrays: Mapping[str, Array | LazyArray]
) -> BlockReading | None:
    """What a paste was taken for: `input = logits (2, 3), target = labels (2,)`."""
    losses = first.losses if isinstance(first, Source) else None
    if losses is None:
        return None
    roles = ("input", "target", *sorted(arrays.keys() - {"input", "target"}))
    shown = [f"{role} = {taken[role].name or 'an array'} {tuple(arrays[role].shape)}" for role in roles]
    return BlockReading(first.name, ", ".join(shown), losses)
