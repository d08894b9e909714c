"""Class names where a target's numbers could be: each becomes the index of its class."""

from functools import partial

import numpy as np

from lossctl.errors import InputError, located
from lossctl.inputs.array_names import listed
from lossctl.inputs.document import Array, Content, Text, Words
from lossctl.inputs.lazy_array import LazyArray


def numbers(content: Content, names: tuple[str, ...], source: str) -> Array | LazyArray:
    """The array itself, or the indices of its words among the class names; raises at the first word that is none."""
    if isinstance(content, Words):
        content = LazyArray((content.size,), np.dtype(np.int64), partial(_range, content, names))
    if isinstance(content, LazyArray):
        return content.inside(source)
    if not isinstance(content, Text):
        return content
    with located(source):
        return indices(content, names)


def indices(text: Text, names: tuple[str, ...]) -> Array:
    """One index per word. A heading that is itself a class name was no heading, but the first word."""
    index = {name: i for i, name in enumerate(names)}
    for i, word in enumerate(text.entries):
        if word not in index:
            raise InputError(f"{word!r} is not a number", *text.place(i), remedy=_remedy(names))
    words = [text.title] if text.title in index else []
    return np.array([index[word] for word in (*words, *text.entries)], dtype=np.int64)


def _range(words: Words, names: tuple[str, ...], start: int, stop: int) -> Array:
    return indices(words.range_(start, stop), names)


def _remedy(names: tuple[str, ...]) -> str:
    if names:
        return f"a target may be one of the class names: {listed(names)}"
    return "a target may be a class name where the input's header has the names"
