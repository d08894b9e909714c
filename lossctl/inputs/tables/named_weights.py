"""Weights in rows of two columns: the name of a class, and its weight."""

from typing import NamedTuple

import numpy as np

from lossctl.inputs.array_names import role_of
from lossctl.inputs.document import Array, Text
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.tables import column_names
from lossctl.inputs.tables.columns import Columns, Kind


class NamedWeights(NamedTuple):
    """One weight for each class, in the order of the rows."""

    classes: tuple[str, ...]
    weights: Array | LazyArray


def named_weights(table: Columns) -> NamedWeights | None:
    """The weights of a table of two columns: words (or numbers that are called classes), and numbers."""
    if table.width != 2:
        return None
    kinds = [table.kind(0), table.kind(1)]
    words = [i for i in (0, 1) if kinds[i] in (Kind.WORDS, Kind.TRUTH)]
    if not words and table.names:
        words = [i for i in (0, 1) if kinds[i] is Kind.WHOLE and _names_classes(table.names[i])]
    if len(words) != 1 or kinds[1 - words[0]] not in (Kind.WHOLE, Kind.NUMBERS):
        return None
    content = table.words(words[0])
    if isinstance(content, Text):
        classes = tuple(content.entries)
    else:
        classes = tuple(f"{value:g}" for value in np.asarray(content).tolist())
    return NamedWeights(classes, table.column(1 - words[0]))


def _names_classes(name: str) -> bool:
    return column_names.target_rank(name) is not None or (column_names.is_index(name) and role_of(name) is None)
