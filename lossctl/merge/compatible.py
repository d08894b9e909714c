"""Which results may be merged: those of one question, each of data of its own."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from lossctl.errors import InputError
from lossctl.merge.read_result import Shard
from lossctl.settings import flag_of


def check_alike(shards: Sequence[Shard]) -> dict[str, Any]:
    """The options that all results share; InputError where one answers another question than the first."""
    first, shared = shards[0], dict(shards[0].options)
    for other in shards[1:]:
        if other.criterion != first.criterion:
            raise InputError(f"is a result of {other.criterion}; {first.name} is one of {first.criterion}", other.name)
        for name in {**shared, **other.options}:
            shared[name] = _shared(name, shared.get(name), other.options.get(name), first.name, other.name)
        if other.classes != first.classes:
            raise InputError(f"has {other.classes} classes; {first.name} has {first.classes}", other.name)
        if other.likelihood != first.likelihood:
            raise InputError(f"and {first.name} differ in what they calculate", other.name)
    return shared


def _shared(name: str, one: Any, two: Any, first: str, other: str) -> Any:
    """The value that two results have; an array may be known as one thing `or` another (`options_of` a result)."""
    meanings = [set(value.split(" or ")) if isinstance(value, str) else {value} for value in (one, two)]
    if both := meanings[0] & meanings[1]:
        return " or ".join(sorted(both)) if isinstance(one, str) else one
    what = "the target" if name == "target" else flag_of(name)
    shown = ["not given" if value is None else str(value) for value in (one, two)]
    raise InputError(
        f"{what} is {shown[1]}; in {first} it is {shown[0]}",
        other,
        remedy="results of different options are not parts of one",
    )


def check_repeats(shards: Sequence[Shard]) -> None:
    """InputError for the same data twice; what counts nothing (all padding) may well come again, and does no harm."""
    seen: dict[str, str] = {}
    for shard in shards:
        for digest, times in Counter(shard.inputs).items():
            if shard.tally.count and (digest in seen or times > 1):
                by = seen.get(digest, shard.name)
                who = "holds the same data twice" if by == shard.name else f"holds the same data as {by}"
                raise InputError(who, shard.name, remedy="--allow-repeats lets them count more than once")
            seen[digest] = shard.name
