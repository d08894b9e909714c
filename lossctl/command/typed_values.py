"""The words of options as the values that they stand for."""

import math
from collections.abc import Mapping
from typing import Any

from lossctl.command.typed_words import as_typed
from lossctl.errors import InputError
from lossctl.option import KINDS, Option, with_point


def values_of(given: Mapping[str, Any], options: Mapping[str, Option]) -> dict[str, Any]:
    """What was given, by name, with the numbers among it read. InputError for a word that is no number."""
    return {name: _value(word, options[name]) if name in options else word for name, word in given.items()}


def _value(word: Any, option: Option) -> Any:
    if option.kind not in (int, float):
        return word
    try:
        return option.kind(str(word).replace("_", "no sign of a number"))  # as Python writes 1_000
    except ValueError:
        word, kind, flag = as_typed(word).strip(), KINDS[option.kind].removeprefix("a "), option.flags[0]
        meant = _meant(word, option.kind)
        raise InputError(f"{flag} {word} is not a {kind}", remedy=f"write {flag} {meant}" if meant else "") from None


def _meant(word: str, kind: type) -> str:
    """The number as it is to be typed where people write it in another way: 0,1 1_000, and 1.0 for a whole one."""
    plain = with_point(word) or word.replace("_", "")
    try:
        number = float(plain)
    except ValueError:
        return ""
    if not math.isfinite(number) or (kind is int and (with_point(word) or not number.is_integer())):
        return ""
    return plain if kind is float else str(int(number))
