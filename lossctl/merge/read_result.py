"""A result as it was written: the JSON form read back."""

from typing import Any, NamedTuple

from lossctl.errors import InputError, located
from lossctl.losses import LOSSES
from lossctl.option import options
from lossctl.result import STATE, Result
from lossctl.settings import Settings
from lossctl.sums.tally import Tally


class Shard(NamedTuple):
    """A result of a part of the data, and how an error names it."""

    name: str
    result: Result


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
        result = _result(value, state)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise InputError("has a state that no lossctl wrote", name) from None
    with located(name):
        Settings(**{each: result.options[each] for each in options(Settings) if each in result.options})
    return Shard(name, result)


def _result(value: dict[str, Any], state: dict[str, Any]) -> Result:
    """The result; raises KeyError, TypeError, ValueError and the like for what is not of the form."""
    shape, axis, known = tuple(value["shape"]), state["class_axis"], state["options"]
    tally = Tally.from_state(state)
    marks = (number for mark in tally.marks.values() for number in (mark.count, mark.first))
    wholes = (*shape, tally.count, tally.ignored, *marks)
    fits = value["criterion"] in LOSSES and (axis is None or 0 <= axis < len(shape)) and isinstance(known, dict)
    if not fits or not all(type(each) is int and 0 <= each < 2**60 for each in wholes):
        raise ValueError
    return Result(
        value["criterion"],
        value["reduction"],
        shape,
        tally,
        dtype=known.get("dtype", "float64"),
        class_axis=axis,
        likelihood=bool(state["likelihood"]),
        options=known,
        inputs=tuple(map(str, state["inputs"])),
        classes=tuple(map(str, value.get("classes", ()))),
        notes=tuple(map(str, value.get("notes", ()))),
    )


def _no_result(value: Any, name: str) -> InputError:
    if isinstance(value, dict) and isinstance(value.get("error"), dict):
        error = value["error"]
        return InputError(f"is a job that failed: {error.get('problem')}", name, *filter(None, [error.get("place")]))
    return InputError("is no result of lossctl", name, remedy="lossctl ce … -o FILE.json writes one")
