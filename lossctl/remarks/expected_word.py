"""A number from elsewhere as a word: the number itself, or the name of an array."""

import re
from dataclasses import replace
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs import read_array
from lossctl.inputs.files.missing_file import NoSuchFileError
from lossctl.remarks.expected import Expected, expectation, is_number

_NUMBER_WITHIN = re.compile(r"(?<![\w.,])[-+−]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\w.,])", re.IGNORECASE | re.ASCII)
_SUFFIX = re.compile(r"\.[a-z]\w{1,10}(?:[:[].*)?", re.IGNORECASE | re.DOTALL)  # of the name of a file, and a part


def expectation_of_word(word: Any, rtol: float | None = None, atol: float | None = None) -> Expected:
    """What a word, or the list of a job, says is expected. InputError for what is neither a number nor an array."""
    if isinstance(word, str) and is_number(word):
        return expectation(word, rtol, atol)
    try:
        array = np.asarray(read_array(word, "expect"))
    except NoSuchFileError as error:
        raise error if _SUFFIX.search(word) else _no_number(word, error) from None
    return replace(expectation(array, rtol, atol), word=word if isinstance(word, str) else "")


def _no_number(word: str, error: InputError) -> InputError:
    """The error for a word that is probably meant as a number, with the one that stands in it."""
    within = _NUMBER_WITHIN.findall(word)
    a_number = "it takes a number as it was printed: --expect 1.6557"
    near = error.remedy if error.remedy.startswith("did you mean") else a_number
    remedy = f"the number alone: --expect {within[0]}" if len(within) == 1 else near
    return InputError(f"{word!r} is neither a number nor a file", "--expect", remedy=remedy)
