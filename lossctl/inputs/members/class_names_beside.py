"""The members of a container that name the entries of another: `classes` beside `weights`."""

from typing import TYPE_CHECKING

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import normalised
from lossctl.inputs.contents import Text
from lossctl.inputs.members.member_names import CLASS_NAMES

if TYPE_CHECKING:
    from lossctl.inputs.members.named_arrays import NamedArrays


def has_names(name: str, arrays: "NamedArrays") -> bool:
    """Whether a member beside this one is called as the names of classes are."""
    return bool(_called_classes(name, arrays))


def names_beside(name: str, arrays: "NamedArrays") -> list[tuple[str, ...]]:
    """What could name the entries of an array of one axis, if they are weights: words, then whole numbers."""
    named: list[tuple[str, ...]] = []
    for each in _called_classes(name, arrays):
        try:
            content = arrays.content(each)
        except InputError:
            continue
        if isinstance(content, Text):
            named.insert(0, tuple(content.entries))
        elif isinstance(content, np.ndarray) and content.ndim == 1 and content.dtype.kind in "iu":
            named.append(tuple(map(str, content.tolist())))
    (size,) = arrays.content(name).shape  # type: ignore[union-attr]
    return [names for names in named if len(set(names)) == len(names) == size]


def _called_classes(name: str, arrays: "NamedArrays") -> list[str]:
    return [each for each in arrays.members if each != name and normalised(each) in CLASS_NAMES]
