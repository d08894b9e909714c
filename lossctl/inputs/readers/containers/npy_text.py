"""Arrays of strings (`<U5`, `|S3`): numbers where all of them read as such, else words."""

import math
import re
from collections.abc import Callable
from functools import partial

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Content, NoNumbersError, Text, Words
from lossctl.inputs.lazy_array import LazyArray

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|inf|infinity)", re.IGNORECASE | re.ASCII)
_SHOWN = 80  # letters of a word that an error shows
_HEAD = 1000  # the strings of a large array by which it is known whether they are numbers

Range = Callable[[int, int], Array]  # reads some of the strings


def content(strings: Array) -> Content:
    """What a whole array of strings holds, in its shape."""
    words = decoded(strings.reshape(-1))
    numbers = numbers_of(words)
    if numbers is not None:
        return numbers.reshape(strings.shape)
    if math.prod(strings.shape) != max(strings.shape, default=1):
        raise NoNumbersError(f"holds text, of shape {strings.shape}", remedy="class names have one axis")
    return Text(words, _place)


def lazy_content(size: int, range_: Range) -> Content:
    """The same for a column of strings that stays in its file: its first ones tell whether they are numbers."""
    if numbers_of(decoded(range_(0, min(size, _HEAD)))) is not None:
        return LazyArray((size,), np.dtype(np.float64), partial(_numbers_of_range, range_))
    return Words(size, partial(_words_of_range, range_))


def decoded(strings: Array) -> list[str]:
    """Python's strings, without the blanks around them."""
    try:
        entries = strings.tolist()
    except (ValueError, SystemError):
        raise InputError("holds text with a sign that Unicode does not have: the file is damaged") from None
    return [(each.decode("utf-8", "replace") if isinstance(each, bytes) else each).strip() for each in entries]


def numbers_of(words: list[str]) -> Array | None:
    """Whole numbers or floats, or None if one of the words is no number."""
    if all(map(_WHOLE.fullmatch, words)):
        return np.array([int(word) for word in words], dtype=np.int64)
    if all(map(_NUMBER.fullmatch, words)):
        return np.array([float(word) for word in words])
    return None


def floats_of(words: list[str], place: Callable[[int], tuple[str, ...]]) -> Array:
    """The numbers that the words are; InputError at the first that is none, `place` of its index."""
    numbers = numbers_of(words)
    if numbers is None:
        i = next(i for i, word in enumerate(words) if not _NUMBER.fullmatch(word))
        raise InputError(f"{words[i][:_SHOWN]!r} is not a number", *place(i))
    return numbers.astype(np.float64)


def _numbers_of_range(range_: Range, start: int, stop: int) -> Array:
    return floats_of(decoded(range_(start, stop)), lambda i: _place(start + i))


def _words_of_range(range_: Range, start: int, stop: int) -> Text:
    return Text(decoded(range_(start, stop)), lambda i: _place(start + i))


def _place(i: int) -> tuple[str, ...]:
    return (f"[{i}]",)
