"""Whether a word ends with a slice: a final bracket is one if it reads as one and what stands before it exists."""

from lossctl.errors import InputError
from lossctl.inputs import slices
from lossctl.inputs.files import locate_source
from lossctl.inputs.slices import Cut

_KNOWN = "a slice is one bracket of integers, start:stop:step and ...: 'x.npy[:, :-1]' 'x.npy[..., 0]' 'x.npy[::2]'"
_QUOTES = "a slice with spaces in it needs quotes: 'x.npy[:, :-1]'"


def without_slice(word: str) -> tuple[str, Cut | None]:
    """The word without the slice at its end, and that slice; InputError where the word may be meant in two ways."""
    found = slices.split(word)
    if found is None or not _exists(found[0]):
        return word, None
    before, cut = found
    if files := locate_source.files_called(word):
        raise _two_meanings(word, before, cut, files)
    return before, slices.checked(cut, word)


def not_found(word: str) -> InputError:
    """The error for a word with a bracket in it that names nothing."""
    meant = slices.tidied(word)
    if meant != word and without_slice(meant)[1]:
        return InputError("a slice is the end of its word, without blanks around it", word, remedy=f"type '{meant}'")
    name, bracket, inside = word.partition("[")
    if name.strip() and _exists(name):
        if "]" not in inside:
            return InputError(f"{bracket}{inside} has no ] at its end", name, remedy=_QUOTES)
        return InputError(f"{bracket}{inside} is no slice that lossctl reads", name, remedy=_KNOWN)
    found = slices.split(word)
    if found is not None and {":", ","} & {*found[1].text}:  # a pattern such as `x-[01].npy` has neither
        return locate_source.not_found(found[0])
    return locate_source.not_found(word)


def refuse_slice_of_literal(word: str, argument: str) -> None:
    """InputError where a slice stands behind numbers that are typed."""
    if found := slices.split(word):
        problem = f"{found[1].text} behind numbers that are typed: only what a file holds can be sliced"
        raise InputError(problem, argument, remedy="type the numbers that it leaves")


def _exists(word: str) -> bool:
    return locate_source.part_of_standard_input(word) is not None or locate_source.locate(word) is not None


def _two_meanings(word: str, before: str, cut: Cut, files: tuple[str, ...]) -> InputError:
    if word in files:
        what, typed = "the name of a file", f"'{word[: -len(cut.text)]}[[]{cut.text[1:]}'"
    else:
        what, typed = f"a pattern that matches {files[0]}", " ".join(map(repr, files[:3]))
    remedy = f"for that, type {typed}; for the slice, rename {files[0]}"
    return InputError(f"is a slice of {before}, and {what}", word, remedy=remedy)
