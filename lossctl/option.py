"""What an option is: a field of a group of settings, with its type, default, flags and help."""

import re
from collections.abc import Mapping
from dataclasses import field, fields
from functools import cache
from numbers import Integral, Real
from typing import Any, NamedTuple

from lossctl.errors import InputError

_END = 1 << 63  # where int64 ends, which PyTorch keeps such numbers in
_SHOWN = 60
KINDS = {int: "a whole number", float: "a number", str: "a word", bool: "true or false"}


_DECIMAL_COMMA = r"[-+−]?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),[0-9]+"


class Option(NamedTuple):
    """An option as the commands, the Python functions and batch jobs are built from it.

    `annotation` is the type of its field, and `kind` the type of its values other than None.
    """

    name: str
    annotation: Any
    kind: type
    default: Any
    help: str
    flags: tuple[str, ...]
    metavar: str
    choices: tuple[str, ...]
    hidden: bool


def option(
    default: Any,
    help: str,
    *flags: str,
    metavar: str = "",
    choices: tuple[str, ...] = (),
    hidden: bool = False,
) -> Any:
    """A field that is an option; without `flags` its flag is its name."""
    words = {"help": help, "flags": flags, "metavar": metavar, "choices": choices, "hidden": hidden}
    return field(default=default, metadata=words)


def flag_of(name: str) -> str:
    """`class_axis` is typed `--class-axis`, `from_` is typed `--from`."""
    return "--" + name.rstrip("_").replace("_", "-")


def options(group: type) -> Mapping[str, Option]:
    """The options of a group of settings, by name."""
    any_group: Any = group  # mypy holds a class of unhashable objects for unhashable
    return _options(any_group)


@cache
def _options(group: Any) -> Mapping[str, Option]:
    made = {}
    for each in fields(group):
        if each.metadata:
            kind = next(kind for kind in KINDS if kind in (each.type, *getattr(each.type, "__args__", ())))
            words = {**each.metadata, "flags": each.metadata["flags"] or (flag_of(each.name),)}
            made[each.name] = Option(each.name, each.type, kind, each.default, **words)
    return made


def check_value(option: Option, value: Any) -> None:
    """InputError for a value of another type than its option, and for none of its choices."""
    fits = isinstance(value, Real if option.kind is float else Integral if option.kind is int else option.kind)
    if not fits or (isinstance(value, bool) and option.kind is not bool):
        raise InputError(f"{flag_of(option.name)} {_short(value)} is not {KINDS[option.kind]}")
    if isinstance(value, Integral) and not -_END <= int(value) < _END:
        raise InputError(f"{flag_of(option.name)} {_short(value)} is a number of more than 64 bits")
    if option.choices and value not in option.choices:
        raise InputError(f"{flag_of(option.name)} {value} is none of {', '.join(option.choices)}")


def _short(value: Any) -> str:
    """A value of any length, short enough for a message."""
    written = repr(value)
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"


def check_values(group: Any) -> None:
    """Check the values of all options of an object that are not the defaults."""
    for name, each in options(type(group)).items():
        value = getattr(group, name)
        if value is not each.default:
            check_value(each, value)


def with_point(word: str) -> str:
    """A number with a decimal point, 1.9799 for 1,9799 and 1234.5 for 1.234,5; '' for a word that is none of these.

    To lossctl a comma stands between two numbers, as in Python.
    """
    word = word.strip()
    return word.replace(".", "").replace(",", ".") if re.fullmatch(_DECIMAL_COMMA, word) else ""
