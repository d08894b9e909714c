"""The members of a container that name the rows of another: `ids` beside `logits`."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import role_of
from lossctl.inputs.contents import Content, Text, Words, rows_of
from lossctl.inputs.tables import column_names

if TYPE_CHECKING:
    from lossctl.inputs.members.named_arrays import NamedArrays


def ids_beside(name: str, array: Content, arrays: "NamedArrays") -> dict[str, Callable[[], Content]]:
    """The members with the name of an index that hold a word or a whole number for each entry of the first axis."""
    rows = rows_of(array)
    if rows is None:
        return {}
    names = [each for each in arrays.members if each != name and _is_index(each)]
    return {each: partial(arrays.content, each) for each in names if _names_rows(each, rows, arrays)}


def _is_index(name: str) -> bool:
    """Token ids (`input_ids`) are the model's input, and name nothing."""
    if column_names.target_rank(name) is not None or role_of(name) is not None:
        return False
    words = name.casefold().replace("-", "_").split("_")
    return column_names.is_index(name) and not {"input", "token", "tokens", "position", "type"} & {*words}


def _names_rows(name: str, rows: int, arrays: "NamedArrays") -> bool:
    try:
        content = arrays.content(name)
    except InputError:  # objects, or words among numbers: no ids, and no fault as nobody asked for them
        return False
    if rows_of(content) != rows:
        return False
    if isinstance(content, Text | Words):
        return True
    if content.ndim != 1:
        return False
    if isinstance(content, np.ndarray) and content.dtype.kind == "f":
        return bool((content == np.floor(content)).all())
    return content.dtype.kind in "iu"
