"""Records that each hold a batch, `{"logits": [[…], …], "labels": [0, …]}`: joined along the first axis."""

from bisect import bisect_right
from dataclasses import replace
from functools import partial
from itertools import accumulate, chain
from typing import Any

from lossctl.inputs import nested_lists
from lossctl.inputs.array_names import listed
from lossctl.inputs.document import Array, Members, Place, Text
from lossctl.inputs.readers.json.key_roles import array_role

Records = list[dict[str, Any]]  # by dotted key


def batched_names(flat: Records) -> tuple[str, ...]:
    """The keys that hold an entry for each sample of a batch, if the records are batches.

    Of a matrix and a list of targets, each record's targets must be as many as its rows. Targets in the form of a
    matrix are batches if their rows sum to 1, or if the records differ in length. Else a record is one sample.
    """
    lengths = {name: _lengths(flat, name) for name in flat[0] if isinstance(flat[0][name], list)}
    for name, found in lengths.items():
        if _depth(flat[0][name]) < 2 or None in found or array_role(name) == "target":
            continue
        targets = [other for other in lengths if array_role(other) == "target" and lengths[other] == found]
        if any(_is_batch(flat, name, other, ragged=len(set(found)) > 1) for other in targets):
            return tuple(other for other in lengths if lengths[other] == found)
    return ()


def joined(flat: Records, names: tuple[str, ...], members: Members, place: Place) -> Members:
    """The arrays of `members`, of which those called `names` are joined along the first axis."""
    found = {name: partial(_joined, flat, name, place) for name in names}
    return replace(members, members={**members.members, **found}, notes=(note(names),))


def note(names: tuple[str, ...]) -> str:
    """What is said of it: a record could be one sample as well."""
    return f"each record is read as a batch: {listed(names)} are joined along the first axis"


def _joined(flat: Records, name: str, place: Place) -> Array | Text:
    ends = list(accumulate(len(row[name]) for row in flat))

    def where(index: nested_lists.Index) -> tuple[str, ...]:
        if not index:
            return (name,)
        row = bisect_right(ends, index[0])
        inside = (index[0] - ends[row] + len(flat[row][name]), *index[1:])
        return (*place(row), name + nested_lists.index_text(inside))

    return nested_lists.array_of(list(chain.from_iterable(row[name] for row in flat)), where)


def _lengths(flat: Records, name: str) -> list[int | None]:
    values = [row.get(name) for row in flat]
    return [len(value) if isinstance(value, list) else None for value in values]


def _is_batch(flat: Records, name: str, target: str, ragged: bool) -> bool:
    deep, below = _depth(flat[0][name]), _depth(flat[0][target])
    if deep == 2 and below == 1:
        return True
    if ragged:
        return below in (deep, deep - 1)
    return deep == below == 2 and all(_sums_to_1(entry) for row in flat for entry in row[target])


def _sums_to_1(row: Any) -> bool:
    if not isinstance(row, list) or not all(type(entry) in (int, float) for entry in row):
        return False
    return abs(sum(row) - 1) < 1e-3 and min(row, default=-1) >= 0


def _depth(value: Any) -> int:
    """How many lists are around the first number."""
    depth = 0
    while isinstance(value, list):
        depth += 1
        value = value[0] if value else None
    return depth
