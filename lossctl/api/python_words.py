"""Sentences in the words of Python: `--from probs` is `from_='probs'`, and a command to type is a call.

The rooms below speak the command line, as most of their readers do. What they say to a caller in Python is translated
here once, by the table of options: their types tell what is a value, and how it is quoted.
"""

import re
import shlex
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from lossctl.losses import LOSSES
from lossctl.option import Option, flag_of, options
from lossctl.settings import REDUCTIONS, Arrays, Check, Settings

# Options of the command that are said in another way.
OTHERWISE = {
    "--header": "header=True",
    "--no-header": "header=False",
    "--log-target": "target_from='log-probs'",
    "--allow-repeats": "allow_repeats=True",
    "--output": "path",
    "--explain": "explain()",
    "--json": "to_json()",
}
NAMES = {"merge": "merge_results"}  # of commands that are no losses
A_RESULT = ("lossctl ce … -o FILE.json writes one", "lossctl.ce(…).save('FILE.json') writes one")

QUOTED = r"'[^']*'"
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|-?(?:nan|inf)")
LIST = re.compile(rf"(?:{NUMBER.pattern})(?:,(?:{NUMBER.pattern}))*")
VARIABLE = re.compile(r"(?:INPUT|TARGET|ARRAY)(?:\[.*\])?")
# The word behind an option, without the sign that ends its clause: whether it is a value, the option tells.
OPTION = re.compile(rf"(--[a-z][a-z-]*)(?: ({QUOTED}|(?!--)[^\s;)]*[^\s;),.:]))?")
OPTIONS = re.compile(rf"(?<![\w-]){OPTION.pattern}(?: {OPTION.pattern})*")
WRONG_VALUE = re.compile(r"(--[a-z-]+) (.+?) is (not a |none of )(.*)", re.DOTALL)


def said(text: str, files: Collection[str] = ()) -> str:
    """A sentence in Python's words. `files` are the names of files that the caller gave."""
    if wrong := WRONG_VALUE.match(text):
        return _wrong_value(*wrong.groups())
    text = text.replace(*A_RESULT)
    if "lossctl " in text:
        text = _command_pattern(tuple(files)).sub(_call, text)
    if "--" in text:
        text = OPTIONS.sub(lambda found: _in_a_row(found.group()), text)
    return re.sub(r"\b(?:INPUT|TARGET)\b", lambda found: found.group().lower(), text)


def _wrong_value(flag: str, value: str, verb: str, rest: str) -> str:
    """`reduction='batchmean' is none of 'mean', 'sum', 'none'`: the value is whatever the caller gave."""
    option = _flags().get(flag)
    name = option.name if option else _otherwise(flag)
    if verb == "none of ":
        return f"{name}={value!r} is none of {', '.join(map(repr, rest.split(', ')))}"
    return f"{name}={value} is {verb}{rest}"


@cache
def _flags() -> Mapping[str, Option]:
    """The options that Python has, too, by their flags."""
    groups = (Arrays, Settings, Check)
    return {flag_of(name): option for group in groups for name, option in options(group).items()}


@cache
def _command_pattern(files: tuple[str, ...]) -> re.Pattern[str]:
    """A command with its two arrays and the options behind them, or its name alone."""
    names = "|".join(sorted(LOSSES, key=len, reverse=True))
    named = "".join(rf"|{re.escape(file)}[^\s,;]*" for file in files)
    array = rf"(?:{QUOTED}|{VARIABLE.pattern.replace('.', '[^ ]')}|{LIST.pattern}{named}|[^\s']*[./:][^\s']*[\w\]])"
    typed = rf"(?: ({array}) ({array})(?![\w'\[:/-])((?: {OPTION.pattern})*))?"
    return re.compile(rf"\blossctl ({names}|merge|batch)(?![\w-]){typed}")


def _call(found: re.Match[str]) -> str:
    name = f"lossctl.{NAMES.get(found[1]) or found[1].replace('-', '_')}"
    if not found[2]:
        return name
    arguments = [_array(found[2]), _array(found[3])]
    behind = ""
    for argument, word in _arguments(found[4] or ""):
        arguments.append(argument)
        behind = word
    return f"{name}({', '.join(arguments)}){behind}"


def _in_a_row(typed: str) -> str:
    """`--weight 1,2 --pos-weight 3` as `weight=[1, 2], pos_weight=3`; a word that is no value stays as it is."""
    text = between = ""
    for argument, word in _arguments(typed):
        text += between + argument + word
        between = " " if word else ", "
    return text


def _arguments(typed: str) -> Iterator[tuple[str, str]]:
    """Each option with its value, and the word behind it that is no value of it, with a blank before."""
    for flag, value in OPTION.findall(typed):
        option = _flags().get(flag)
        name = option.name if option else _otherwise(flag)
        if option and value and (said_as := _value(option, value)):
            yield f"{name}={said_as}", ""
        else:
            yield name, f" {value}" if value else ""


def _value(option: Option, word: str) -> str:
    """The value of an option as Python writes it; '' for a word that is none."""
    if option.name in options(Arrays):
        is_array = word.startswith("'") or VARIABLE.fullmatch(word) or LIST.fullmatch(word) or re.search("[./:]", word)
        return _array(word) if is_array else ""
    if option.kind in (int, float):
        return word if NUMBER.fullmatch(word) else ""
    if option.name == "expect" and NUMBER.fullmatch(word):
        return word
    return repr(word) if word in (*option.choices, *(REDUCTIONS if option.name == "reduction" else ())) else ""


def _array(typed: str) -> str:
    """An array of a command as it is written in Python: a list, a variable, or the name of a file."""
    word = shlex.split(typed)[0]
    if VARIABLE.fullmatch(word):
        return word.replace("INPUT", "input").replace("TARGET", "target").replace("ARRAY", "array")
    if LIST.fullmatch(word):
        word = f"[{word.replace(',', ', ')}]" if "," in word else word
    elif not word.startswith("["):
        return repr(word)
    return re.sub(r"-?\b(?:nan|inf)\b", lambda found: f"float({found.group()!r})", word)


def _otherwise(flag: str) -> str:
    return OTHERWISE.get(flag, flag.removeprefix("--").replace("-", "_"))
