"""Which members a remedy can name where no name tells the role: those that could have it by what they hold."""

from collections.abc import Mapping

import numpy as np

from lossctl.inputs.contents import Content, Text, Words
from lossctl.inputs.members.candidate import hold_fractions


def likely_names(role: str, contents: Mapping[str, Content | None]) -> list[str]:
    """The names of the arrays of numbers that could have the role; None is a content that cannot be read.

    An input has several axes or fractions.
    """
    arrays = [name for name, content in contents.items() if _axes(content)]
    if role != "input":
        return arrays
    return [name for name in arrays if _axes(contents[name]) > 1 or _has_fractions(contents[name])]


def _axes(content: Content | None) -> int:
    """How many axes an array of numbers has; 0 for one number and for what is no array."""
    return 0 if content is None or isinstance(content, Text | Words) else len(content.shape)


def _has_fractions(content: Content | None) -> bool:
    if content is None or isinstance(content, Text | Words):
        return False
    return hold_fractions(content.dtype, content if isinstance(content, np.ndarray) else None)
