"""Words that are left over behind the arguments of a command, and what was probably meant by them."""

import os
import re
import shlex
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lossctl.command import typed_words
from lossctl.command.command_names import call_of_words
from lossctl.command.described import Command
from lossctl.command.other_values import reduction_of_switch
from lossctl.errors import InputError
from lossctl.inputs.files.locate_source import files_called

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?,?", re.IGNORECASE)
QUOTES = "a word with spaces in it needs quotes: '[[2, 0.5], [0.2, 2]]' 'x.npy[:, :-1]'"
FILES = "these are files; in quotes, a pattern joins those that fit it:"


def too_many(command: Command, words: Sequence[str], given: Sequence[str], extra: Sequence[str]) -> InputError:
    """The error for words that are left over.

    `words` are all behind the command, `given` what was taken for its arguments, and `extra` what is left over.
    """
    if error := word_behind_switch(command, words):
        return error
    names = " and ".join(name.upper() for name in command.arguments)
    typed = " ".join(map(typed_words.as_typed, extra))
    return InputError(f"more than {names}: {typed}", remedy=_remedy(command, words, [*given, *extra]))


def word_behind_switch(command: Command, words: Sequence[str]) -> InputError | None:
    """The error for `--reduce sum` or `--explain true`: a switch with a value behind it, which it does not take."""
    flags = command.flags()
    for flag, value in pairwise(words):
        option = flags.get(flag)
        if option is None or option.kind is not bool or os.path.lexists(value):
            continue
        if meant := reduction_of_switch(option.name, value, command):
            return InputError(f"{flag} takes no value", remedy=f"did you mean --reduction {meant}?")
        if value.lower() in typed_words.ON:
            return InputError(f"{flag} takes no value", remedy=f"leave out {value}")
        if value.lower() in typed_words.OFF:
            return InputError(f"{flag} takes no value", remedy=f"leave out {flag} {value}")
    return None


def _remedy(command: Command, words: Sequence[str], arguments: Sequence[str]) -> str:
    for flag, values in _numbers_behind_options(command, words):
        return f"the numbers of an array need commas between them: {flag} {','.join(values)}"
    if all(map(os.path.lexists, arguments)):
        if command.name == "batch":
            return f"cat {' '.join(map(shlex.quote, arguments))} | lossctl batch -"
        if patterns := _patterns(arguments):
            call = call_of_words([command.name, *patterns])
            return f"{FILES} {call}"
        return f"{FILES[:-1]}, as in lossctl {command.name} 's-*.npy' 'y-*.npy'"
    return QUOTES if "input" in command.arguments else ""


def _numbers_behind_options(command: Command, words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Options of arrays with several numbers behind them: `--weight 1 2 3`."""
    flags = command.flags()
    for at, word in enumerate(words):
        option = flags.get(word)
        if option is None or not option.metavar.endswith("ARRAY"):
            continue
        values = []
        for value in map(typed_words.as_typed, words[at + 1 :]):
            if not NUMBER.fullmatch(value):
                break
            values.append(value.rstrip(","))
        if len(values) > 1:
            yield word, values


def _patterns(files: Sequence[str]) -> tuple[str, ...]:
    """The patterns that a shell has made these files of: one, or one of the input and one of the target."""
    half = len(files) // 2
    cuts = sorted(range(1, len(files) + 1), key=lambda cut: abs(cut - half))  # the most even pair first
    for cut in cuts:
        found = [_pattern(group) for group in (files[:cut], files[cut:]) if group]
        if all(found):
            return tuple(found)
    return ()


def _pattern(files: Sequence[str]) -> str:
    """The pattern that fits these files and no others; '' if there is none, and a single file is its own."""
    if len(files) == 1:
        return files[0]
    start = _common_beginning(files)
    end = _common_beginning([name[len(start) :][::-1] for name in files])[::-1]
    for pattern in (f"{start.rstrip('0123456789')}*{end.lstrip('0123456789')}", f"{start}*{end}"):
        if not pattern.startswith("*") and sorted(files_called(pattern)) == sorted(files):
            return pattern
    return ""


def _common_beginning(words: Sequence[str]) -> str:
    first, last = min(words), max(words)
    length = next((i for i, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[:length]
