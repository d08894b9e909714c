"""Typer's usage errors in lossctl's words: one sentence, and what was probably meant."""

from collections.abc import Sequence
from typing import Any

from lossctl.command import typed_words
from lossctl.command.call import commands
from lossctl.command.command_names import call_of_words
from lossctl.command.described import Command, described
from lossctl.command.other_options import nearest, remedy
from lossctl.command.other_values import meant_choice
from lossctl.errors import InputError
from lossctl.option import Option, flag_of


def reworded(error: Any, typed: Sequence[str]) -> InputError:
    """The same complaint as an InputError.

    The classes of these errors have no address that all versions of Typer share, but they have had the same names.
    """
    match type(error).__name__:
        case "NoSuchOption":
            word = _whole_word(error.option_name, typed)
            return InputError(f"no option {word}", remedy=_remedy(word, typed))
        case "BadOptionUsage":
            return _bad_usage(error.option_name, "not take" in error.message, typed)
        case _:
            return InputError(error.message)


def check_meant(command: Command, name: str, value: str) -> None:
    """InputError where an option took the next one for its value, as in `-o --json`, or another choice is meant.

    Of any other value the command itself says what is wrong.
    """
    option, flag = command.options[name], flag_of(name)
    if value.partition("=")[0] in command.flags():
        raise InputError(f"{flag} needs a value before {value}", remedy=_with_value(flag, option, command))
    if way := meant_choice(option, value, command):
        raise InputError(f"{flag} {value} is none of {', '.join(command.choices_of(option))}", remedy=way)


def _remedy(word: str, typed: Sequence[str]) -> str:
    if typed[0] in commands():
        return remedy(word, typed[1:], described(typed[0]))
    for at, each in enumerate(typed):
        if each in commands():  # the options of a command stand behind it
            return f"did you mean {call_of_words([*typed[at:], *typed[:at]])}?"
    return nearest(word, ("--help", "--version", "--schema", "--show-completion", "--install-completion"))


def _bad_usage(flag: str, takes_none: bool, typed: Sequence[str]) -> InputError:
    command = described(typed[0]) if typed[0] in commands() else None
    if not takes_none:
        option = command.flags().get(flag) if command else None
        return InputError(f"{flag} needs a value", remedy=_with_value(flag, option, command) if option else "")
    value = next((word.partition("=")[2] for word in typed if word.startswith(f"{flag}=")), "")
    way = f"leave out {flag}={value}" if value.lower() in typed_words.OFF else f"did you mean {flag}?"
    return InputError(f"{flag} takes no value", remedy=way)


def _with_value(flag: str, option: Option, command: Command | None) -> str:
    return f"{flag} {command.metavar_of(option)}" if command else ""


def _whole_word(option: str, typed: Sequence[str]) -> str:
    """`-rows` is read as `-r -o -w -s`: the word that this letter is of."""
    if option.startswith("--"):
        return option
    return next((word for word in typed if word.startswith("-") and word[1:2] != "-" and option[1] in word), option)
