"""Which results may be merged: those of one question, each of data of its own."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from lossctl.errors import InputError
from lossctl.merge.read_result import Shard
from lossctl.option import flag_of


def shared_options(shards: Sequence[Shard]) -> dict[str, Any]:
    """The options that all results share; InputError where one answers another question than the first."""
    first, one = shards[0].name, shards[0].result
    shared = dict(one.options)
    for name, other in shards[1:]:
        if other.criterion != one.criterion:
            raise InputError(f"is a result of {other.criterion}; {first} is one of {one.criterion}", name)
        for option in {**shared, **other.options}:
            shared[option] = _shared(option, shared.get(option), other.options.get(option), first, name)
        if other.class_count != one.class_count:
            raise InputError(f"has {other.class_count} classes; {first} has {one.class_count}", name)
        if other.likelihood != one.likelihood:
            raise InputError(f"and {first} differ in what they calculate", name)
    return shared


def _shared(option: str, one: Any, two: Any, first: str, other: str) -> Any:
    """The value that two results have; an array may be known as one thing `or` another (see `Result.options`)."""
    meanings = [set(value.split(" or ")) if isinstance(value, str) else {value} for value in (one, two)]
    if both := meanings[0] & meanings[1]:
        return " or ".join(sorted(both)) if isinstance(one, str) else one
    remedy = "results of different options are not parts of one"
    if (one is None) is not (two is None) and option != "target":
        having, without = (other, first) if one is None else (first, other)
        raise InputError(f"{having} was calculated with {flag_of(option)}, {without} without", remedy=remedy)
    what = "the target" if option == "target" else flag_of(option)
    raise InputError(f"{what} is {two}; in {first} it is {one}", other, remedy=remedy)


def check_repeats(shards: Sequence[Shard]) -> None:
    """InputError for the same data twice; what counts nothing (all padding) may well come again, and does no harm."""
    seen: dict[str, str] = {}
    for name, result in shards:
        for digest, times in Counter(result.inputs).items():
            if result.count and (digest in seen or times > 1):
                by = seen.get(digest, name)
                same = [shard.name for shard in shards].count(name) > 1
                twice = "is given twice" if same else "holds the same data twice"
                problem = twice if by == name else f"holds the same data as {by}"
                raise InputError(problem, name, remedy="--allow-repeats lets them count more than once")
            seen[digest] = name
