"""Errors of a document of several arrays where none has the name that is wanted: what is there, and what to type."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lossctl.errors import InputError
from lossctl.inputs.array_names import ARGUMENTS, ROLES, listed

if TYPE_CHECKING:
    from lossctl.inputs.document import Document
    from lossctl.inputs.hints import Hints


def no_fitting_name(role: str, names: tuple[str, ...], shown: Sequence[str] = (), way: str = "") -> InputError:
    """The error where no array has a name that fits the role.

    `shown` are the names with their shapes, `way` is what to do, if that is known.
    """
    if not names:
        return InputError("holds no array of numbers")
    if names == ("",):
        return InputError(f"holds one array, so the {role} is missing", remedy=f"give {ARGUMENTS.get(role, role)} too")
    known = listed([name for name in ROLES.get(role, ()) if name.isascii()], most=8)
    remedy = f"{way}; found by name: {known}" if way else f"found by name: {known}"
    article, there = "an" if role == "input" else "a", listed(shown or names)
    return InputError(f"no array has the name of {article} {role}; the names are {there}", remedy=remedy)


def part_alone(document: "Document", name: str, part: str, hints: "Hints") -> InputError:
    """The error where INPUT is a part and there is no TARGET: it names the target beside it, if there is one."""
    try:
        beside = document.find("target", hints)
    except InputError:
        beside = None
    place = f"{name}:{part}"
    is_other = beside is not None and beside.name not in ("", part)
    way = f"give TARGET too: {place} {name}:{beside.name}" if beside and is_other else "give TARGET too"
    return InputError("holds one array, so the target is missing", place, remedy=way)


def other_argument(role: str) -> str:
    """What to do where one file does not hold both."""
    return "give TARGET too" if role == "target" else "it can be the TARGET of an input that you give"


def no_such_name(name: str, names: tuple[str, ...]) -> InputError:
    """The error where the user gave a name that no array has."""
    if names == ("",):
        return InputError(
            f"holds one array without a name, so there is no {name!r} to pick", remedy=f"leave :{name} out"
        )
    return InputError(f"no {name!r}; the names are {listed(names)}", remedy=did_you_mean(name, names))


def did_you_mean(name: str, names: Sequence[str]) -> str:
    """`did you mean FILE:logits?`, for a name that is nearly one of these, the end of one, or the beginning of two."""
    inside = [each for each in names if each.startswith((f"{name}.", f"{name}/"))]
    found = " FILE:".join(inside) if len(inside) == 2 else nearest_name(name, names)
    return f"did you mean FILE:{found}?" if found else ""


def nearest_name(name: str, names: Sequence[str]) -> str:
    """The name that was probably meant by one that is not there; '' for none."""
    from difflib import get_close_matches

    near = get_close_matches(name.casefold(), [each.casefold() for each in names], 1)
    alike = [each for each in names if near and each.casefold() == near[0]]
    ends = [each for each in names if each.casefold().endswith(f".{name.casefold()}")]
    likely = alike or (ends if len(ends) == 1 else [])
    return likely[0] if likely else ""
