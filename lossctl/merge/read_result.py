"""A result as it was written: the JSON form read back."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.result import STATE
from lossctl.sums.tally import Tally


class Shard(NamedTuple):
    """A result as it was written: `name` is how an error names it, `inputs` are the digests of what went in."""

    name: str
    criterion: str
    reduction: str
    shape: tuple[int, ...]
    class_axis: int | None
    likelihood: bool
    options: Mapping[str, Any]
    tally: Tally
    inputs: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def samples(self) -> tuple[int, ...]:
        """The shape of the samples."""
        axis = self.class_axis
        return self.shape if axis is None else self.shape[:axis] + self.shape[axis + 1 :]

    @property
    def classes(self) -> int | None:
        """How many classes there are."""
        return None if self.class_axis is None else self.shape[self.class_axis]


def shard_of(value: Any, name: str) -> Shard:
    """The result that this object of the JSON form holds; InputError where it holds none."""
    if not isinstance(value, dict) or not {"criterion", "reduction", "shape", "state"} <= value.keys():
        raise _no_result(value, name)
    state = value["state"]
    version = state.get("version") if isinstance(state, dict) else None
    if isinstance(version, int) and version > STATE:
        problem = f"was written by a newer lossctl: its state is version {version}, and this lossctl knows {STATE}"
        raise InputError(problem, name)
    try:
        return _parsed(value, state, name)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise InputError("has a state that no lossctl wrote", name) from None


def _parsed(value: dict[str, Any], state: dict[str, Any], name: str) -> Shard:
    shape, axis = tuple(value["shape"]), state["class_axis"]
    tally = Tally.from_state(state)
    wholes = (
        *shape,
        tally.count,
        tally.ignored,
        *(number for mark in tally.marks.values() for number in (mark.count, mark.first)),
    )
    fits = (
        value["criterion"] in LOSSES and (axis is None or 0 <= axis < len(shape)) and isinstance(state["options"], dict)
    )
    if not fits or not all(type(each) is int and 0 <= each < 2**60 for each in wholes):
        raise ValueError
    return Shard(
        name,
        value["criterion"],
        value["reduction"],
        shape,
        axis,
        bool(state["likelihood"]),
        state["options"],
        tally,
        tuple(map(str, state["inputs"])),
        tuple(map(str, value.get("notes", ()))),
    )


def _no_result(value: Any, name: str) -> InputError:
    if isinstance(value, dict) and isinstance(value.get("error"), dict):
        error = value["error"]
        return InputError(f"is a job that failed: {error.get('problem')}", name, *filter(None, [error.get("place")]))
    return InputError("is no result of lossctl", name, remedy="lossctl ce … -o FILE.json writes one")
