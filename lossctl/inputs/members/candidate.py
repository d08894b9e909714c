"""An array that a name proposes for a role, and what its shape and values tell beside another one."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from lossctl.inputs.contents import Content, Text, Words
from lossctl.inputs.lazy_array import Array
from lossctl.inputs.members.fitting_shapes import index_of_ones
from lossctl.inputs.members.member_names import MemberName


class Candidate(NamedTuple):
    """An array that a name proposes. `dtype` is None for class names, `values` is None if it stays in its file."""

    known: MemberName
    shape: tuple[int, ...]
    dtype: np.dtype[Any] | None
    values: Array | None

    @classmethod
    def of(cls, known: MemberName, content: Content) -> "Candidate":
        if isinstance(content, Text | Words):
            return cls(known, (content.size,), None, None)
        return cls(known, content.shape, content.dtype, content if isinstance(content, np.ndarray) else None)

    @property
    def words(self) -> bool:
        return self.dtype is None

    @property
    def name(self) -> str:
        return self.known.name


def has_fractions(each: Candidate) -> bool:
    """Whether some numbers are not whole; floats that stay in their file are taken for such."""
    if each.dtype is None or each.dtype.kind != "f":
        return False
    return each.values is None or bool((np.floor(each.values) != each.values).any())


def same_classes(indices: Candidate, ones: Candidate) -> bool:
    """Whether the rows of zeros and ones name the same classes as the indices."""
    if indices.values is None or ones.values is None:
        return False
    found = index_of_ones(ones.values)
    return found is not None and np.array_equal(found.reshape(-1), indices.values.reshape(-1))


def without_repeats(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Each array once: two names for equal numbers are no choice to make."""
    kept: list[Candidate] = []
    for each in sorted(candidates, key=lambda each: each.known.rank):
        if not any(_equal(each, other) for other in kept):
            kept.append(each)
    return kept


def _equal(one: Candidate, other: Candidate) -> bool:
    if one.values is None or other.values is None or one.known.form != other.known.form:
        return False
    return one.shape == other.shape and np.array_equal(one.values, other.values, equal_nan=True)
