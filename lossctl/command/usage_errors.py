"""Typer's usage errors in lossctl's words: one sentence, and what was probably meant."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from lossctl.command import typed_words
from lossctl.errors import InputError
from lossctl.losses import LOSSES


def reworded(error: Any, typed: Sequence[str]) -> InputError:
    """The same complaint as an InputError.

    The classes of these errors have no address that all versions of Typer share, but they have had the same names.
    """
    match type(error).__name__:
        case "NoSuchOption":
            word = _whole_word(error.option_name, typed)
            return InputError(f"no option {word}", remedy=nearest(word, _flags(error.ctx.command)))
        case "BadOptionUsage":
            takes = "takes no value" if "not take" in error.message else "needs a value"
            return InputError(f"{error.option_name} {takes}")
        case "BadParameter" if wrong := re.match(r"'(.*)' is not a valid (\w)", error.message):
            kind = "whole number" if wrong[2] == "i" else "number"
            return InputError(f"{error.param.opts[0]} {wrong[1].strip()} is not a {kind}")
        case _ if wrong := re.match(r"Got unexpected extra argument\S* \((.*)\)", error.message, re.DOTALL):
            if typed[0] not in LOSSES:
                return InputError(f"more than JOBS: {typed_words.as_typed(wrong[1])}")
            return InputError(
                f"more than INPUT and TARGET: {typed_words.as_typed(wrong[1])}",
                remedy="a word with spaces in it needs quotes: '[[2, 0.5], [0.2, 2]]' 'x.npy[:, :-1]'",
            )
        case _:
            return InputError(error.message)


def no_command(name: str, commands: Sequence[str]) -> InputError:
    """The error for a first word that is no command."""
    return InputError(f"no command {name}: there are {', '.join(commands)}", remedy=nearest(name, commands))


def _whole_word(option: str, typed: Sequence[str]) -> str:
    """`-rows` is read as `-r -o -w -s`: the word that this letter is of."""
    if option.startswith("--"):
        return option
    return next((word for word in typed if word.startswith("-") and word[1:2] != "-" and option[1] in word), option)


def _flags(command: Any) -> list[str]:
    return [flag for each in command.params if not each.hidden for flag in (*each.opts, *each.secondary_opts)]


def nearest(typed: str, known: Sequence[str]) -> str:
    """The remedy that names what was probably meant."""
    near = get_close_matches(typed, known, n=2, cutoff=0.7)
    return f"did you mean {' or '.join(near)}?" if near else ""
