"""Nested Python lists into one array: every row as long as its neighbours, every entry a number."""

import re
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Text

Index = tuple[int, ...]
Where = Callable[[Index], tuple[str, ...]]

DEEPEST = 32
_DECIMAL = re.compile(
    r"\s*[+-]?(?:(?P<whole>\d+)|(?:\d+\.\d*|\.?\d+)(?:e[+-]?\d+)?|nan|inf|infinity)\s*", re.IGNORECASE | re.ASCII
)
_SHOWN = {list: "a list", dict: "an object", type(None): "null", bool: "a truth value"}


def array_of(values: Any, where: Where) -> Array | Text:
    """A number or nested lists of numbers as int64, float64 or bool, words as Text.

    Strings are numbers if each of them is one: `"0.5"`, `"NaN"`, `"-Infinity"`. Raises, at `where` of the index, for
    a row of another length, for what is no number, and for a whole number that no float64 holds exactly.
    """
    shape: list[int] = []
    level = [values]
    while level and all(isinstance(entry, list) for entry in level):
        _check_lengths(level, shape, where)
        shape.append(len(level[0]))
        level = list(chain.from_iterable(level))
        if len(shape) > DEEPEST:
            raise InputError(f"nested more than {DEEPEST} deep", *where(()))
    return _flat(level, tuple(shape), where)


def as_number(word: str) -> int | float | str:
    """The number that a string is, as a program writes it that turns all values into strings; else the string."""
    match = _DECIMAL.fullmatch(word)
    if not match:
        return word
    return int(word) if match["whole"] and len(word) < 400 else float(word)


def counted(values: int) -> str:
    """`1 value`, `2 values`."""
    return "1 value" if values == 1 else f"{values} values"


def index_text(index: Index) -> str:
    """`[3][1]`, and '' for the whole."""
    return "".join(f"[{i}]" for i in index)


def _check_lengths(rows: Sequence[list[Any]], shape: list[int], where: Where) -> None:
    usual = len(rows[0])
    odd = next((i for i, row in enumerate(rows) if len(row) != usual), None)
    if odd is not None:
        problem = f"{counted(len(rows[odd]))} where the rows before have {usual}"
        raise InputError(problem, *where(_unravel(odd, tuple(shape))))


def _without_flags(entries: list[Any], shape: Index) -> tuple[list[Any], Index]:
    """The numbers of pairs `[-2.6, false]`: lm-eval-harness writes so whether a likelihood is the greedy choice's."""
    if len(shape) < 2 or shape[-1] != 2 or not _is_flag(entries[1]):
        return entries, shape
    numbers, flags = entries[::2], entries[1::2]
    are_numbers = all(type(as_number(each) if isinstance(each, str) else each) in (int, float) for each in numbers)
    return (numbers, shape[:-1]) if are_numbers and all(map(_is_flag, flags)) else (entries, shape)


def _is_flag(entry: Any) -> bool:
    return isinstance(entry, bool) or entry in ("True", "False")


def _flat(entries: list[Any], shape: Index, where: Where) -> Array | Text:
    entries, shape = _without_flags(entries, shape)
    kinds = set(map(type, entries))
    if str in kinds:
        read = [as_number(entry) if isinstance(entry, str) else entry for entry in entries]
        if kinds != {str} or str not in set(map(type, read)):
            entries, kinds = read, set(map(type, read))
    if kinds == {str}:
        return Text(entries, lambda i: where(_unravel(i, shape)))
    if kinds == {bool}:
        return np.array(entries, dtype=bool).reshape(shape)
    for i, entry in enumerate(entries if kinds - {int, float} else ()):
        if type(entry) not in (int, float):
            raise InputError(_no_number(entry), *where(_unravel(i, shape)))
    return _numbers(entries, kinds, shape, where)


def _numbers(entries: list[int | float], kinds: set[type], shape: Index, where: Where) -> Array:
    try:
        return np.array(entries, dtype=np.int64 if kinds == {int} else np.float64).reshape(shape)
    except OverflowError:
        for i, entry in enumerate(entries):
            if isinstance(entry, int) and not _exact(entry):
                raise InputError(
                    "a whole number that float64 cannot hold exactly", *where(_unravel(i, shape))
                ) from None
        return np.array(entries, dtype=np.float64).reshape(shape)


def _exact(whole: int) -> bool:
    try:
        return int(float(whole)) == whole
    except OverflowError:
        return False


def _no_number(entry: Any) -> str:
    shown = _SHOWN.get(type(entry)) or repr(entry if len(entry) < 40 else entry[:37] + "...")
    return f"{shown} is not a number" if not isinstance(entry, bool) else "a truth value among numbers"


def _unravel(i: int, shape: Index) -> Index:
    return tuple(int(k) for k in np.unravel_index(i, shape)) if shape else ()
