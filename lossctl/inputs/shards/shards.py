"""A pattern that names several files: a source of arrays, each concatenated from what the files hold."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from lossctl.inputs.document import Taken
from lossctl.inputs.files.source_bytes import Watch
from lossctl.inputs.hints import NO_HINTS, Hints
from lossctl.inputs.shards import consistency
from lossctl.inputs.shards.concatenated import Arrays, Shard, ShardCache, concatenated
from lossctl.inputs.shards.consistency import ShardSummary
from lossctl.inputs.shards.file_patterns import wildcard_values
from lossctl.inputs.shards.stamps import Stamp, check_unchanged, stamps_of
from lossctl.inputs.source import Source, TakenArray, open_source

if TYPE_CHECKING:
    from lossctl.inputs.slices import Cut

Take = Callable[[Hints, Source], dict[str, TakenArray]]  # takes what is wanted out of a shard; it must be picklable


class Shards:
    """The files of a pattern, in their order: it can be asked what a `Source` can. `name` is the pattern."""

    loss = None  # a loss printed in one shard is not the loss of all

    def __init__(
        self,
        name: str,
        files: tuple[str, ...],
        part: str | None,
        header: bool | None,
        watch: Watch,
        cut: "Cut | None" = None,
    ) -> None:
        self.name, self.files, self.part, self.cut = name, files, part, cut
        self._stamps = stamps_of(files)
        self._open = partial(open_source, part=part, header=header, cut=cut and cut._replace(of_shards=True))
        self._watch = watch
        self._first: Source | None = None

    @property
    def depends_on_target(self) -> bool:
        """Whether what the first shard gives as the input depends on the target."""
        return self._open(self.files[0]).depends_on_target

    def taken(self, role: str, hints: Hints = NO_HINTS) -> Taken:
        """The array of this role in the first shard, as it stands."""
        return self._open(self.files[0]).taken(role, hints)

    def take(self, role: str, hints: Hints = NO_HINTS) -> TakenArray:
        """The array of this role in all shards, as one."""
        return self._concatenate(partial(_take_one, role), hints)[role]

    def take_all(self, stated: Collection[str] = (), hints: Hints = NO_HINTS) -> dict[str, TakenArray]:
        """All arrays of the shards as `Source.take_all` gives them, each as one."""
        return self._concatenate(partial(_take_all, stated), hints)

    def origin(self, taken: TakenArray) -> str:
        """How an error names the array where it does not name a shard."""
        return (f"{self.name}:{taken.name}" if taken.name else self.name) + taken.cut

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        """The notes of the first shard, with the pattern's name in place of the file's."""
        asides = self._first.asides(used) if self._first else ()
        return (self.name + aside.removeprefix(self.files[0]) for aside in asides)

    def _concatenate(self, take: Take, hints: Hints) -> dict[str, TakenArray]:
        """Open each shard once, to see that it is there and fits the others; only small ones stay in memory."""
        first = self._open(self.files[0])
        if "input" in (taken := take(hints, first)):
            hints = hints._replace(like=taken["input"].classes.headings)
        take_alike = partial(take, hints)
        cache = ShardCache(partial(_open_again, self.files, self._stamps, self._open, take_alike))
        summaries = []
        for i, source in enumerate(self._open_each()):
            taken = take_alike(source)
            cache.keep(i, _arrays(taken))
            summaries.append({role: _summary(source, each) for role, each in taken.items()})
        consistency.check_roles(summaries)
        return {role: self._array(role, [each[role] for each in summaries], cache) for role in summaries[0]}

    def _open_each(self) -> Iterator[Source]:
        """The shards one by one. `watch` is told the progress through all of them."""
        total, before = sum(stamp.size for stamp in self._stamps), 0
        for file, stamp in zip(self.files, self._stamps, strict=True):
            source = self._open(file, watch=partial(_watch_all, self._watch, before, max(1, total)))
            self._first = self._first or source
            yield source
            before += stamp.size

    def _array(self, role: str, summaries: list[ShardSummary], cache: ShardCache) -> TakenArray:
        item_shape = consistency.common_item_shape(summaries)
        if role == "input":
            consistency.check_same_meaning(summaries)
        classes = consistency.common_classes(summaries)
        shards = tuple(
            Shard(each.origin, each.shape[0], wildcard_values(self.name, each.file), each.ids) for each in summaries
        )
        shape = (sum(shard.length for shard in shards), *item_shape)
        array = concatenated(role, shape, np.result_type(*(each.dtype for each in summaries)), shards, cache)
        first = summaries[0]
        return TakenArray(first.name, array, classes, tuple(self._notes(summaries)), first.form, cut=first.cut)

    def _notes(self, summaries: list[ShardSummary]) -> Iterator[str]:
        """Each note once: with the pattern if all shards have it, or else with the first file and how many more."""
        noted = [{note.removeprefix(each.file): each.file for note in each.notes} for each in summaries]
        for note in dict.fromkeys(note for each in noted for note in each):
            files = [each[note] for each in noted if note in each]
            more = f" (and {len(files) - 1} more)" if len(files) > 1 else ""
            yield (self.name if len(files) == len(summaries) else files[0] + more) + note


def _take_one(role: str, hints: Hints, source: Source) -> dict[str, TakenArray]:
    return {role: source.take(role, hints)}


def _take_all(stated: Collection[str], hints: Hints, source: Source) -> dict[str, TakenArray]:
    return source.take_all(stated, hints)


def _summary(source: Source, taken: TakenArray) -> ShardSummary:
    array = taken.array
    return ShardSummary(
        source.name,
        source.origin(taken),
        taken.name,
        array.shape,
        array.dtype,
        taken.classes,
        taken.form,
        taken.notes,
        _digests(taken),
        taken.cut,
    )


def _digests(taken: TakenArray) -> dict[str, str]:
    """A digest of each column that names the rows: those of partners are compared."""
    if not taken.ids:
        return {}
    from lossctl.inputs.tables.row_ids import digest_of

    return {name: digest_of(content()) for name, content in taken.ids.items()}


def _arrays(taken: Mapping[str, TakenArray]) -> Arrays:
    """The arrays in C order, since ranges of their elements are read."""
    arrays = {role: each.array for role, each in taken.items()}
    return {role: np.ascontiguousarray(a) if isinstance(a, np.ndarray) else a for role, a in arrays.items()}


def _open_again(
    files: tuple[str, ...],
    stamps: tuple[Stamp, ...],
    open_: Callable[[str], Source],
    take: Callable[[Source], dict[str, TakenArray]],
    shard: int,
) -> Arrays:
    check_unchanged(files[shard], stamps[shard])
    return _arrays(take(open_(files[shard])))


def _watch_all(watch: Watch, before: int, total: int, done: int, _shard_total: int) -> None:
    watch(before + done, total)
