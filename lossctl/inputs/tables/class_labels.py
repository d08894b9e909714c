"""Labels as indices of classes: words are looked up in the names of the input's columns."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from lossctl.errors import InputError, located
from lossctl.inputs.array_names import listed, words_of
from lossctl.inputs.document import Array, Content, Text, Words
from lossctl.inputs.hints import Classes
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.tables.column_names import target_rank
from lossctl.inputs.tables.columns import FALSE, TRUE
from lossctl.inputs.tables.families import beginnings, common_beginning, ends_alike

_LOOK = 1 << 13  # words of a large file that show what they name


class WordIndex(NamedTuple):
    """The index of each word that names a class; `folded` has those of names that differ even without capitals."""

    positions: Mapping[str, int]
    names: tuple[str, ...]
    note: str = ""
    elements: bool = False  # whether the loss compares single numbers
    folded: Mapping[str, int] = {}

    def of_text(self, text: Text) -> Array:
        """The indices. If the heading is a class name, it was the first word and no heading."""
        words = [text.title] if text.title and self._is_label(text.title) else []
        found = [self.positions.get(word) for word in text.entries]
        if None in found and self.folded:
            found = list(map(self._position, text.entries))
        if None in found:
            i = found.index(None)
            word = text.entries[i]
            problem = "is not the name of a class" if self.names else "is not a number"
            raise InputError(f"{word!r} {problem}", *text.place(i), remedy=self._remedy(word))
        return np.array([*map(self._position, words), *found], dtype=np.int64)

    def _position(self, word: str) -> int | None:
        return self.positions.get(word, self.folded.get(word.casefold()))

    def _is_label(self, title: str) -> bool:
        """Whether a heading is the first label; InputError if it nearly is, as `Cat` above labels of cat and dog."""
        if title in self.positions or not self.names or target_rank(title) is not None:
            return title in self.positions
        if self.note and title.casefold() in self.folded:  # the other labels have capitals, too
            return True
        if any(name.casefold() == title.casefold() for name in self.positions):
            raise InputError(f"{title!r} is not the name of a class", "line 1", remedy=self._remedy(title))
        return False

    def _remedy(self, word: str) -> str:
        if self.elements:
            return "write 1 for the positive class and 0 for the other"
        if not self.names:
            return "a target may be a class name where the input's header has the names"
        alike = [name for name in self.positions if name.casefold() == word.casefold()]
        if alike:
            return f"the class is called {' or '.join(alike)}: write it so in both"
        return f"the classes are {listed(self.names)}"


def word_index(words: Sequence[str], classes: Classes, title: str = "", *, elements: bool = False) -> WordIndex:
    """How these words name the classes: by the headings, by their ends or those of the words, as true and false.

    Beside one column of probabilities, the word that its heading ends with is 1 and the other is 0. InputError where
    two classes have one name. `title` is a heading above the words that may be the first of them.
    """
    several = sorted(set(words))
    if len(classes.headings) == 1 and (positive := _word_at_end(classes.headings[0], several)):
        note = f"{positive} is read as 1, for the input's column is called {classes.headings[0]}"
        return WordIndex({word: int(word == positive) for word in several}, (), note)
    headings = classes.headings
    for names in () if elements else (headings, classes.ends, ends_alike(headings), beginnings(headings)):
        if names and set(names) & set(several):
            if twice := [name for name in several if names.count(name) > 1]:
                raise InputError(f"{names.count(twice[0])} classes are called {twice[0]}")
            exact = WordIndex({name: i for i, name in enumerate(names)}, names)
            return _in_other_capitals(names, several) or exact
    for names in () if elements else (headings, classes.ends):
        if found := _in_other_capitals(names, several):
            return found
    shared = common_beginning(several) if len(several) > 1 else ""
    ends = {end: i for i, end in enumerate(classes.ends)}
    if shared and all(word[len(shared) :] in ends for word in several):
        return WordIndex({shared + end: i for end, i in ends.items()}, classes.ends)
    if several and {word.casefold() for word in several} <= TRUE | FALSE and _may_be_truths(classes):
        known = [*several, title] if title.casefold() in TRUE | FALSE and _are_alike(title, several) else several
        return WordIndex({word: int(word.casefold() in TRUE) for word in known}, ())
    names = classes.ends if len(classes.ends) > 1 and not elements else ()
    return WordIndex({name: i for i, name in enumerate(names)}, names, elements=elements)


def _in_other_capitals(names: tuple[str, ...], words: Sequence[str]) -> WordIndex | None:
    """The index where some of the words differ from names in nothing but capitals, as two headers may."""
    alike = list(map(str.casefold, names))
    folded = {name: i for i, name in enumerate(alike) if alike.count(name) == 1}
    odd = {word: names[folded[word.casefold()]] for word in words if word not in names and word.casefold() in folded}
    if not odd:
        return None
    are = "are read as the classes" if len(odd) > 1 else "is read as the class"
    note = f"{listed([*odd], 4)} {are} {listed([*odd.values()], 4)}: only capitals differ"
    return WordIndex({name: i for i, name in enumerate(names)}, names, note, folded=folded)


def _word_at_end(heading: str, words: Sequence[str]) -> str | None:
    """The one of two words that a heading ends with: `toxic` of `p_toxic`, beside `non-toxic`."""
    parts = words_of(heading)
    found = [word for word in words if words_of(word) and parts[-len(words_of(word)) :] == words_of(word)]
    return found[0] if len(words) == 2 and len(found) == 1 else None


def _are_alike(title: str, words: Sequence[str]) -> bool:
    """Whether a heading can be one of these truth values: `y` above `n` is, above `True` it is a name."""
    letters = {title.casefold(), *map(str.casefold, words)}
    return len(title) > 1 or letters <= {"y", "n"} or letters <= {"t", "f"}


def _may_be_truths(classes: Classes) -> bool:
    """Whether true and false may be 1 and 0: there are two classes at most, and they have no names but 0 and 1."""
    return len(classes.headings) < 2 or (len(classes.headings) == 2 and all(map(str.isdecimal, classes.ends)))


class Looked(NamedTuple):
    """An array of numbers, and a note on the words that they were made of."""

    array: Array | LazyArray
    note: str = ""


def text_as_numbers(content: Content, classes: Classes, source: str, *, elements: bool = False) -> Looked:
    """An array as it is, words as the indices of their classes; InputError at the first word that is no class name.

    `source` is what errors name: those of a lazy array, or of words in a large file, are raised when they are read.
    """
    with located(source):
        if isinstance(content, Text):
            known = word_index(content.entries, classes, content.title, elements=elements)
            return Looked(known.of_text(content), known.note)
        if isinstance(content, Words):
            known = word_index(content.range_(0, min(_LOOK, content.size)).entries, classes, elements=elements)
            read = partial(_indices_of_range, content, known)
            return Looked(LazyArray((content.size,), np.dtype(np.int64), read).inside(source), known.note)
    return Looked(content.inside(source) if isinstance(content, LazyArray) else content)


def _indices_of_range(words: Words, known: WordIndex, start: int, stop: int) -> Array:
    return known.of_text(words.range_(start, stop))
