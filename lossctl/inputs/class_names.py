"""A target may hold class names instead of numbers: each becomes the index of its class."""

from functools import partial

import numpy as np

from lossctl.errors import InputError, located
from lossctl.inputs.array_names import listed
from lossctl.inputs.document import Array, Content, Text, Words
from lossctl.inputs.lazy_array import LazyArray


def as_numbers(content: Content, names: tuple[str, ...], source: str) -> Array | LazyArray:
    """An array as it is, words as their indices in `names`; InputError at the first word that is no class name.

    `source` is what errors name: those of a lazy array, or of words in a large file, are raised when they are read.
    """
    if isinstance(content, Words):
        content = LazyArray((content.size,), np.dtype(np.int64), partial(_indices_of_range, content, names))
    if isinstance(content, LazyArray):
        return content.inside(source)
    if not isinstance(content, Text):
        return content
    with located(source):
        return class_indices(content, names)


def class_indices(text: Text, names: tuple[str, ...]) -> Array:
    """The index of each word in `names`. If the heading is a class name, it was the first word and no heading."""
    index = {name: i for i, name in enumerate(names)}
    for i, word in enumerate(text.entries):
        if word not in index:
            raise InputError(f"{word!r} is not a number", *text.place(i), remedy=_remedy(names))
    words = [text.title] if text.title in index else []
    return np.array([index[word] for word in (*words, *text.entries)], dtype=np.int64)


def _indices_of_range(words: Words, names: tuple[str, ...], start: int, stop: int) -> Array:
    return class_indices(words.range_(start, stop), names)


def _remedy(names: tuple[str, ...]) -> str:
    if names:
        return f"a target may be one of the class names: {listed(names)}"
    return "a target may be a class name where the input's header has the names"
