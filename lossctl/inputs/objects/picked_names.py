"""What a message says to type for a part of a file, as it is written in Python for a frame or a mapping."""

import re
from collections.abc import Mapping
from typing import Any

from lossctl.errors import InputError

# Sentences that say how rows stay in their order: a column that is picked in Python keeps the index of its frame.
_IN_ORDER = (
    ("FILE:COLUMN names the columns and leaves", "{}.to_numpy() leaves"),
    ("name the columns to leave the order as it is: FILE:COLUMN", "give {}.to_numpy() to leave the order as it is"),
)


def say(error: InputError, words: Mapping[str, Any]) -> None:
    """Put the remedy of an error into Python; `words` are what was given for each role."""
    role = error.where[0].partition(":")[0] if error.where else ""
    error.remedy = _said(error.remedy, role, words)


def said(note: str, words: Mapping[str, Any]) -> str:
    """A note in Python's words: `FILE:a,b` of a frame that is the input is `input[['a', 'b']]`."""
    return _said(note, note.partition(":")[0], words)


def in_calls(text: str, words: Mapping[str, Any]) -> str:
    """A call that names `'input:logits'`, with the object as Python has it: `input['logits']`, or the only column."""
    for role, word in words.items():
        names = [name for name in getattr(word, "names", ()) if name]
        if names and f"{role}:" in text:
            one = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
            picked = role if len(names) == 1 else f"{role}[{{!r}}]"
            pattern = re.compile(rf"(?<=[(,= ])(['\"]?){role}:({one})\1(?=[,)])")
            text = pattern.sub(lambda found, picked=picked: picked.format(found[2]), text)  # type: ignore[misc]
    return text


def _said(text: str, role: str, words: Mapping[str, Any]) -> str:
    names = getattr(words.get(role), "names", ())
    if "FILE:" not in text or not any(names):
        return text
    for typed, in_python in _IN_ORDER:
        text = text.replace(typed, in_python.format(role))
    one = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    pattern = re.compile(rf"(?:--([a-z-]+) )?FILE:((?:{one})(?:,(?:{one}))*)(?!\w)")
    return pattern.sub(lambda found: _option(found[1]) + _picked(role, found[2], one), text)


def _option(flag: str | None) -> str:
    return f"{flag.replace('-', '_')}=" if flag else ""


def _picked(role: str, typed: str, one: str) -> str:
    names = re.findall(rf"(?:^|,)({one})(?=,|$)", typed)
    return f"{role}[{names[0]!r}]" if len(names) == 1 else f"{role}[{names!r}]"
