"""What an option is: a field of a group of settings, with its type, default, flags and help."""

from collections.abc import Mapping
from dataclasses import Field, field, fields
from functools import cache
from numbers import Integral, Real
from typing import Any

from lossctl.errors import InputError

KINDS = {int: "a whole number", float: "a number", str: "a word", bool: "true or false"}


def option(
    default: Any,
    help: str,
    *flags: str,
    metavar: str = "",
    choices: tuple[str, ...] = (),
    hidden: bool = False,
) -> Any:
    """A field that is an option; without `flags` its flag is its name."""
    return field(
        default=default,
        metadata={"help": help, "flags": flags, "metavar": metavar, "choices": choices, "hidden": hidden},
    )


def flag_of(name: str) -> str:
    """`class_axis` is typed `--class-axis`, `from_` is typed `--from`."""
    return "--" + name.rstrip("_").replace("_", "-")


def options(group: type) -> Mapping[str, Field[Any]]:
    """The fields of a group that are options, by name."""
    any_group: Any = group  # mypy holds a class of unhashable objects for unhashable
    return _options(any_group)


@cache
def _options(group: Any) -> Mapping[str, Field[Any]]:
    return {each.name: each for each in fields(group) if each.metadata}


def kind_of(option: Field[Any]) -> type:
    """The type of an option's value, of which None is no value."""
    return next(kind for kind in KINDS if kind in (option.type, *getattr(option.type, "__args__", ())))


def check_value(option: Field[Any], value: Any) -> None:
    """InputError for a value of another type than its option, and for none of its choices."""
    kind, choices = kind_of(option), option.metadata["choices"]
    fits = isinstance(value, Real if kind is float else Integral if kind is int else kind)
    if not fits or (isinstance(value, bool) and kind is not bool):
        raise InputError(f"{flag_of(option.name)} {value!r} is not {KINDS[kind]}")
    if choices and value not in choices:
        raise InputError(f"{flag_of(option.name)} {value} is none of {', '.join(choices)}")


def check_values(group: Any) -> None:
    """Check all that are not the defaults."""
    for name, each in options(type(group)).items():
        value = getattr(group, name)
        if value is not each.default:
            check_value(each, value)
