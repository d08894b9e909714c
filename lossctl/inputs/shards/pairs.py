"""Two arrays in shards belong together: each shard of the one has a partner among the shards of the other."""

from collections.abc import Mapping

from lossctl.errors import InputError
from lossctl.inputs.lazy_array import Array, LazyArray
from lossctl.inputs.shards.concatenated import Concatenated

_PAIRED = "shards are partners where * stands for the same in both names"


def check_partners(arrays: Mapping[str, Array | LazyArray], origins: Mapping[str, str]) -> None:
    """InputError unless the target, and each option in shards, has an equally long shard for each of the input's."""
    inputs = arrays["input"]
    for role, array in arrays.items():
        if isinstance(array, Concatenated) and isinstance(inputs, Concatenated):
            _check_pairs(inputs, array, origins["input"], origins[role])
        elif isinstance(array, Concatenated):
            raise InputError(f"is {len(array.shards)} shards, and {origins['input']} is one array", origins[role])
        elif isinstance(inputs, Concatenated) and role == "target" and not _is_row_for_all(array, inputs):
            count = len(inputs.shards)
            problem = f"is one array, and {origins['input']} is {count} shards"
            raise InputError(problem, origins[role], remedy="give as many, each as long as its partner")


def _is_row_for_all(target: Array | LazyArray, inputs: Concatenated) -> bool:
    """Whether a target has a number for each class, and cannot be one for each sample."""
    samples, classes = inputs.shape[0], inputs.shape[-1]
    return inputs.ndim > 1 and samples != classes and target.shape in ((classes,), (1, classes))


def _check_pairs(input: Concatenated, other: Concatenated, name: str, other_name: str) -> None:
    _check_all_have_partners(input, other, other_name)
    _check_all_have_partners(other, input, name)
    if len(input.shards) != len(other.shards):
        raise InputError(f"is {len(other.shards)} shards, and {name} is {len(input.shards)}", other_name)
    for shard, partner in zip(other.shards, input.shards, strict=True):
        if shard.length != partner.length:
            problem = f"length {shard.length} does not fit that of its partner {partner.name}, {partner.length}"
            raise InputError(problem, shard.name, remedy="they must be equal along the first axis")
        for column in shard.ids.keys() & partner.ids.keys():
            if column.strip() and shard.ids[column] != partner.ids[column]:
                problem = f"the ids in column {column} are not those of {partner.name} in the same order"
                raise InputError(
                    problem, shard.name, remedy="sort both by this column, or name the columns: FILE:COLUMN"
                )


def _check_all_have_partners(some: Concatenated, others: Concatenated, name: str) -> None:
    """InputError at a shard without a partner. If no name fits any of the others, shards are paired by their order."""
    known = {shard.wildcards for shard in others.shards}
    lone = [shard for shard in some.shards if shard.wildcards not in known]
    if lone and len(lone) < len(some.shards):
        raise InputError(f"has no partner in {name}", lone[0].name, remedy=_PAIRED)
