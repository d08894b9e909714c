"""Labels as indices of classes: words are looked up in the names of the input's columns."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError, located
from lossctl.inputs.array_names import listed
from lossctl.inputs.document import Array, Content, Text, Words
from lossctl.inputs.hints import Classes
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.tables.columns import FALSE, TRUE
from lossctl.inputs.tables.families import beginnings, common_beginning, ends_alike


class WordIndex(NamedTuple):
    """The index of each word that names a class."""

    positions: Mapping[str, int]
    names: tuple[str, ...]

    def of_text(self, text: Text) -> Array:
        """The indices. If the heading is a class name, it was the first word and no heading."""
        words = [text.title] if text.title and text.title in self.positions else []
        found = [self.positions.get(word) for word in text.entries]
        if None in found:
            i = found.index(None)
            raise InputError(
                f"{text.entries[i]!r} is not a number", *text.place(i), remedy=self._remedy(text.entries[i])
            )
        return np.array([*(self.positions[word] for word in words), *found], dtype=np.int64)

    def _remedy(self, word: str) -> str:
        if not self.names:
            return "a target may be a class name where the input's header has the names"
        alike = [name for name in self.positions if name.casefold() == word.casefold()]
        if alike:
            return f"the class is called {alike[0]}: write it so in both"
        return f"a target may be one of the class names: {listed(self.names)}"


def word_index(words: Sequence[str], classes: Classes) -> WordIndex:
    """How these words name the classes: by the headings, by their ends or those of the words, as true and false."""
    several = sorted(set(words))
    headings = classes.headings
    for names in (headings, classes.ends, ends_alike(headings), beginnings(headings)):
        if names and set(names) & set(several):
            return WordIndex({name: i for i, name in enumerate(names)}, names)
    shared = common_beginning(several) if len(several) > 1 else ""
    ends = {end: i for i, end in enumerate(classes.ends)}
    if shared and all(word[len(shared) :] in ends for word in several):
        return WordIndex({shared + end: i for end, i in ends.items()}, classes.ends)
    truth = TRUE | FALSE
    called = (*classes.ends, *ends_alike(classes.headings))
    called_so = any(end.casefold() in truth for end in called)  # `TRUE` beside classes called true and false
    if len(classes.headings) <= 2 and several and {each.casefold() for each in several} <= truth and not called_so:
        return WordIndex({word: int(word.casefold() in TRUE) for word in several}, ())
    names = classes.ends if len(classes.ends) > 1 else ()
    return WordIndex({name: i for i, name in enumerate(names)}, names)


def text_as_numbers(content: Content, classes: Classes, source: str) -> Array | LazyArray:
    """An array as it is, words as the indices of their classes; InputError at the first word that is no class name.

    `source` is what errors name: those of a lazy array, or of words in a large file, are raised when they are read.
    """
    if isinstance(content, Words):
        with located(source):
            known = word_index(content.range_(0, min(1 << 16, content.size)).entries, classes)
        content = LazyArray((content.size,), np.dtype(np.int64), partial(_indices_of_range, content, known))
    if isinstance(content, LazyArray):
        return content.inside(source)
    if not isinstance(content, Text):
        return content
    with located(source):
        return word_index(content.entries, classes).of_text(content)


def _indices_of_range(words: Words, known: WordIndex, start: int, stop: int) -> Array:
    return known.of_text(words.range_(start, stop))
