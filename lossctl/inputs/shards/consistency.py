"""What the shards of one array must have in common: shape, class names, and what their name says of their numbers."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import form_of, listed
from lossctl.inputs.hints import Classes


class ShardSummary(NamedTuple):
    """What is remembered of the array in one shard, whether its numbers stay in memory or not."""

    file: str
    origin: str
    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    classes: Classes
    form: str | None
    notes: tuple[str, ...]
    ids: Mapping[str, str]
    cut: str = ""


def check_roles(shards: Sequence[Mapping[str, ShardSummary]]) -> None:
    """InputError where one shard holds an array that another does not."""
    first = shards[0]
    for shard in shards:
        if shard.keys() != first.keys():
            raise InputError(
                f"holds {listed(list(shard))} where {first['input'].file} holds {listed(list(first))}",
                shard["input"].file,
            )


def common_item_shape(shards: Sequence[ShardSummary]) -> tuple[int, ...]:
    """The shape behind the first axis, which all shards must share; an empty list, `[]`, has none and fits any."""
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


def common_classes(shards: Sequence[ShardSummary]) -> Classes:
    """What the shards call the classes, if any do; InputError where their columns differ in name or order."""
    named = next((shard for shard in shards if shard.classes.headings), shards[0])
    for shard in shards:
        if shard.classes.headings not in ((), named.classes.headings):
            mine, theirs = listed(shard.classes.headings), listed(named.classes.headings)
            raise InputError(f"the columns are {mine} where {named.origin} has {theirs}", shard.origin)
    return named.classes


def check_same_meaning(inputs: Sequence[ShardSummary]) -> None:
    """InputError where the names say that one input holds probabilities and another logits or log-probabilities."""
    first = inputs[0]
    for shard in inputs:
        if _form(shard) != _form(first):
            raise InputError(f"the input is {_called(shard)}, and that of {first.file} is {_called(first)}", shard.file)


def _form(shard: ShardSummary) -> str | None:
    form = shard.form or form_of(shard.name)
    return None if form == "logits" else form  # as without a name


def _called(shard: ShardSummary) -> str:
    return f"called {shard.name}" if shard.name else "without a name"
