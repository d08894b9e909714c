"""A target is looked at before the columns of the input are chosen."""

from typing import Any

import numpy as np

from lossctl.inputs.document import Content, Text, Words
from lossctl.inputs.hints import TargetFacts
from lossctl.inputs.lazy_array import LazyArray

_LOOK = 1 << 13  # numbers or words of a target that stays in its file: no more are looked at


def facts_of(content: Content, headings: tuple[str, ...] = ()) -> TargetFacts:
    """The facts of a target; of one that stays in its file, those of its beginning. One heading names no class."""
    several = frozenset(headings if len(headings) > 1 else ())
    if isinstance(content, Words):
        text = content.range_(0, min(_LOOK, content.size))
        return TargetFacts(frozenset(text.entries), shape=(content.size,))
    if isinstance(content, Text):
        return TargetFacts(frozenset(content.entries), shape=(len(content.entries),))
    numbers: Any = content
    if isinstance(content, LazyArray):
        numbers = content.read(0, min(_LOOK, content.size))
    finite = np.asarray(numbers, np.float64).reshape(-1)
    finite = finite[np.isfinite(finite)]
    whole = finite.size > 0 and bool((finite == np.floor(finite)).all())
    return TargetFacts(most=float(finite.max()) if whole else -1.0, shape=tuple(content.shape), headings=several)
