"""A result as it was written: the JSON form read back."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from lossctl.errors import InputError, located
from lossctl.merge.checked_state import check_agreement
from lossctl.merge.state_checksum import KEY, checksum
from lossctl.merge.state_form import OF_VERSION, check_form, damaged, shown
from lossctl.merge.told_twice import number_of
from lossctl.option import options
from lossctl.result import STATE, Result
from lossctl.settings import Settings
from lossctl.sums.distribution import Worst
from lossctl.sums.tally import Tally

WRITTEN_BY = "lossctl ce … -o FILE.json writes one"


class Shard(NamedTuple):
    """A result of a part of the data, and how an error names it."""

    name: str
    result: Result


def shard_of(value: Any, name: str) -> Shard:
    """The result that this object of the JSON form holds; InputError where it holds none, or contradicts itself."""
    if not isinstance(value, dict) or not {"criterion", "reduction", "shape", "state"} <= value.keys():
        raise _no_result(value, name)
    with located(name):
        _check_version(value["state"])
        check_form(value)
        _check_checksum(value)
        known = value["state"]["options"]
        Settings(**{each: known[each] for each in options(Settings) if each in known})
        try:
            result = _result(value, value["state"], name)
        except ValueError:
            raise damaged("its spread contradicts itself") from None
        check_agreement(result, value)
    return Shard(name, result)


def _check_version(state: Any) -> None:
    version = state.get("version") if isinstance(state, dict) else None
    if type(version) is int and version > STATE:
        raise InputError(
            f"was written by a newer lossctl: its state is version {version}, and this lossctl knows {STATE}"
        )
    if type(version) is not int or version not in OF_VERSION:
        raise damaged(f"its state has the version {shown(version)}")


def _check_checksum(value: dict[str, Any]) -> None:
    """InputError where anything has been edited; results before version 3 have no checksum."""
    if KEY in value["state"] or value["state"]["version"] >= 3:
        written, given = value["state"][KEY], checksum(value)
        if written != given or value["state"]["version"] < 3:
            raise damaged(f"its checksum is {shown(written)} where its numbers give {shown(given)}")


def _result(value: dict[str, Any], state: dict[str, Any], name: str) -> Result:
    """The result of an object that has the form of one; ValueError where its spread contradicts itself."""
    known = state["options"]
    return Result(
        value["criterion"],
        value["reduction"],
        tuple(value["shape"]),
        Tally.from_state(state, _worst(value, name)),
        dtype=known.get("dtype", "float64"),
        class_axis=state["class_axis"],
        likelihood=state["likelihood"],
        options=known,
        inputs=tuple(state["inputs"]),
        classes=tuple(map(printable, value.get("classes", ()))),
        notes=tuple(map(printable, value.get("notes", ()))),
    )


def _worst(value: dict[str, Any], name: str) -> Iterator[Worst]:
    """The worst samples, each with the name of its result: of the one that was merged before, or else this one's."""
    for each in value.get("distribution", {}).get("worst", ()):
        yield Worst(number_of(each["loss"]), tuple(each["index"]), printable(str(each.get("result", name))))


def printable(text: str) -> str:
    r"""The text with its control characters, which a terminal would obey, as escapes: `\x1b`."""
    return text if text.isprintable() else "".join(each if each.isprintable() else _escape(each) for each in text)


def _escape(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")


def _no_result(value: Any, name: str) -> InputError:
    if isinstance(value, dict) and isinstance(value.get("error"), dict):
        error = value["error"]
        place = [printable(str(error["place"]))] if error.get("place") else []
        return InputError(f"is a job that failed: {printable(str(error.get('problem')))}", name, *place)
    return InputError("is no result of lossctl", name, remedy=WRITTEN_BY)
