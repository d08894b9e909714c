"""A pattern that names several files: the source of arrays whose shards lie in them."""

import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.files import base_dir, locate_source
from lossctl.inputs.files.source_bytes import Watch
from lossctl.inputs.shards import agreement
from lossctl.inputs.shards.agreement import Found
from lossctl.inputs.shards.concatenated import Arrays, Shard, Shelf, concatenated
from lossctl.inputs.shards.file_patterns import keys
from lossctl.inputs.source import Numbers, Source, opened

Ask = Callable[[Source], dict[str, Numbers]]

_ONCE = "each shard counts once: leave one of the two names out"


class Stamp(NamedTuple):
    """Which file it is, and its size and time: by these a change is seen."""

    device: int
    inode: int
    size: int
    time: int


class Shards:
    """Files in their order, asked one by one what a `Source` is asked; `name` is the pattern, as errors name them."""

    loss = None  # each shard's would be its own

    def __init__(self, name: str, files: tuple[str, ...], part: str | None, header: bool, watch: Watch) -> None:
        self.name, self.files = name, files
        self._stamps = _stamps(files)
        self._open = partial(opened, part=part, header=header)
        self._watch = watch
        self._first: Source | None = None

    def take(self, role: str, class_names: tuple[str, ...] = ()) -> Numbers:
        """One array, joined of that of each shard."""
        return self._joined(partial(_one, role, class_names))[role]

    def whole(self, stated: Collection[str] = ()) -> dict[str, Numbers]:
        """All that each shard holds which stands for itself, joined."""
        return self._joined(partial(_all, stated))

    def origin(self, taken: Numbers) -> str:
        """How an error names the array where it does not name a shard."""
        return f"{self.name}:{taken.name}" if taken.name else self.name

    def asides(self, used: frozenset[str]) -> Iterable[str]:
        """What the first shard tells of all."""
        asides = self._first.asides(used) if self._first else ()
        return (self.name + aside.removeprefix(self.files[0]) for aside in asides)

    def _joined(self, ask: Ask) -> dict[str, Numbers]:
        """Open each shard once, to see that all is there and fits; what is seen is small, and kept."""
        shelf = Shelf(partial(_reopened, self.files, self._stamps, self._open, ask))
        found = []
        for i, source in enumerate(self._opened()):
            taken = ask(source)
            shelf.put(i, _arrays(taken))
            found.append({role: _found(source, each) for role, each in taken.items()})
        agreement.check_roles(found)
        return {role: self._numbers(role, [each[role] for each in found], shelf) for role in found[0]}

    def _opened(self) -> Iterator[Source]:
        """The shards one by one, the progress counted over all."""
        total, before = sum(stamp.size for stamp in self._stamps), 0
        for file, stamp in zip(self.files, self._stamps, strict=True):
            source = self._open(file, watch=partial(_further, self._watch, before, max(1, total)))
            self._first = self._first or source
            yield source
            before += stamp.size

    def _numbers(self, role: str, found: list[Found], shelf: Shelf) -> Numbers:
        items = agreement.items(found)
        name, class_names = agreement.names(role, found)
        shards = tuple(Shard(each.origin, each.shape[0], keys(self.name, each.file)) for each in found)
        shape = (sum(shard.length for shard in shards), *items)
        array = concatenated(role, shape, np.result_type(*(each.dtype for each in found)), shards, shelf)
        return Numbers(name, array, class_names, tuple(self._notes(found)))

    def _notes(self, found: list[Found]) -> Iterator[str]:
        """A note on all shards names the pattern; one on some of them the first."""
        noted = [{note.removeprefix(each.file): each.file for note in each.notes} for each in found]
        for note in dict.fromkeys(note for each in noted for note in each):
            where = [each[note] for each in noted if note in each]
            more = f" (and {len(where) - 1} more)" if len(where) > 1 else ""
            yield (self.name if len(where) == len(found) else where[0] + more) + note


def _one(role: str, class_names: tuple[str, ...], source: Source) -> dict[str, Numbers]:
    return {role: source.take(role, class_names)}


def _all(stated: Collection[str], source: Source) -> dict[str, Numbers]:
    return source.whole(stated)


def _found(source: Source, taken: Numbers) -> Found:
    array = taken.array
    return Found(
        source.name, source.origin(taken), taken.name, array.shape, array.dtype, taken.class_names, taken.notes
    )


def _arrays(taken: Mapping[str, Numbers]) -> Arrays:
    """In C order: ranges are read of them."""
    arrays = {role: each.array for role, each in taken.items()}
    return {role: np.ascontiguousarray(a) if isinstance(a, np.ndarray) else a for role, a in arrays.items()}


def _reopened(
    files: tuple[str, ...], stamps: tuple[Stamp, ...], open_: Callable[[str], Source], ask: Ask, shard: int
) -> Arrays:
    if _stamp(files[shard])[2:] != stamps[shard][2:]:  # another machine may number devices in another way
        raise InputError("changed while it was read", files[shard])
    return _arrays(ask(open_(files[shard])))


def _further(watch: Watch, before: int, total: int, done: int, of: int) -> None:  # noqa: ARG001 - the shard's own total
    watch(before + done, total)


def _stamps(files: tuple[str, ...]) -> tuple[Stamp, ...]:
    """By which a change of a file is seen; InputError where two names are of one file."""
    stamps = tuple(map(_stamp, files))
    first: dict[tuple[int, int], str] = {}
    for file, stamp in zip(files, stamps, strict=True):
        if first.setdefault((stamp.device, stamp.inode), file) != file:
            raise InputError(f"is the same file as {first[stamp.device, stamp.inode]}", file, remedy=_ONCE)
    return stamps


def _stamp(file: str) -> Stamp:
    try:
        status = base_dir.path(file).stat()
    except OSError as fault:
        raise InputError(locate_source.wording(fault), file) from None
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
        raise InputError(f"is {what}, not a file", file)
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
