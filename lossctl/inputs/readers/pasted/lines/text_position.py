"""Positions in a pasted text, and errors that name them."""

import re

from lossctl.errors import InputError

_ABBREVIATED = re.compile(r"\.\.\.|…")
_PRINT_ALL = (
    "print it whole: torch.set_printoptions(threshold=float('inf')), np.set_printoptions(threshold=sys.maxsize)"
)


def error_at(text: str, at: int, problem: str) -> InputError:
    """The error at this position; where a print is abbreviated by `...`, that is its problem."""
    if _ABBREVIATED.match(text, at):
        abbreviated = "an abbreviated print: '...' stands for numbers left out"
        return InputError(abbreviated, position(text, at), remedy=_PRINT_ALL)
    return InputError(problem, position(text, at))


def position(text: str, at: int) -> str:
    """`character 5`, or in a text of several lines `line 2, character 5`."""
    line = f"line {text.count(chr(10), 0, at) + 1}, " if "\n" in text.strip() else ""
    return f"{line}character {at - text.rfind(chr(10), 0, at)}"


def quoted_word(text: str, at: int) -> str:
    """The word that begins at `at`, or the sign there, in quotes and not too long for an error."""
    return repr(re.split(r"[\s,\])]", text[at : at + 20])[0] or text[at : at + 1])
