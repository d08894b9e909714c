"""What the shards of an array must have in common."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import HOLDS, listed, plain


class Found(NamedTuple):
    """What is remembered of an array in one shard, once it is back in its file."""

    file: str
    origin: str
    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    class_names: tuple[str, ...]
    notes: tuple[str, ...]


def check_roles(shards: Sequence[Mapping[str, Found]]) -> None:
    """InputError where one holds an array that another does not."""
    first = shards[0]
    for shard in shards:
        if shard.keys() != first.keys():
            raise InputError(
                f"holds {listed(list(shard))} where {first['input'].file} holds {listed(list(first))}",
                shard["input"].file,
            )


def items(shards: Sequence[Found]) -> tuple[int, ...]:
    """The shape that all have behind the first axis; `[]`, which has none, fits any."""
    first = next((shard for shard in shards if shard.shape != (0,)), shards[0])
    for shard in shards:
        if not shard.shape:
            raise InputError("holds one number: shards are joined along their first axis", shard.origin)
        if shard.shape != (0,) and shard.shape[1:] != first.shape[1:]:
            raise InputError(
                f"shape {shard.shape} does not fit that of {first.origin}, {first.shape}: "
                "they must agree behind the first axis",
                shard.origin,
            )
    return first.shape[1:]


def names(role: str, shards: Sequence[Found]) -> tuple[str, tuple[str, ...]]:
    """What the array is called, and its classes: columns in another order, or log-probs among probs, are an error."""
    first = shards[0]
    headed = next((shard for shard in shards if shard.class_names), first)
    for shard in shards:
        if role == "input" and HOLDS.get(plain(shard.name)) != HOLDS.get(plain(first.name)):
            raise InputError(f"the input is {_called(shard)}, and that of {first.file} is {_called(first)}", shard.file)
        if shard.class_names not in ((), headed.class_names):
            raise InputError(
                f"the columns are {listed(shard.class_names)} where {headed.origin} has {listed(headed.class_names)}",
                shard.origin,
            )
    return first.name, headed.class_names


def _called(shard: Found) -> str:
    return f"called {shard.name}" if shard.name else "without a name"
