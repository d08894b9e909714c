"""An object of objects or lists: are its keys the columns of a table, or its rows?"""

import re
from collections.abc import Sequence
from typing import Any

from lossctl.inputs import nested_lists
from lossctl.inputs.readers.json.json_columns import kind_of_values
from lossctl.inputs.readers.json.key_roles import is_target_column
from lossctl.inputs.tables.columns import Kind

_FILES = "jpe?g|png|gif|bmp|tiff?|webp|dcm|wav|mp3|flac|ogg|mp4|avi|txt|json|npy|csv|pdf|html?|xml|nii|gz|py"
_ROWS = (
    "img|image|sample|example|row|id|idx|index|doc|document|item|user|file|text|sentence|question|q|frame|record|case"
)
_ID = re.compile(
    rf".*\.(?:{_FILES})|.*/.*|-?\d+|[0-9a-f]{{8}}-[0-9a-f-]{{20,}}|(?=.*\d)[0-9a-f]{{12,}}|(?:{_ROWS})[ _.-]?\d+",
    re.IGNORECASE,
)

Matrix = Sequence[Sequence[Any]]  # the values below each key


def are_ids(keys: Sequence[str]) -> bool:
    """Whether each key looks like the name of a sample: a file, a whole number, a UUID, `img_12`."""
    return all(map(_ID.fullmatch, keys))


def is_counted(keys: Sequence[str]) -> bool:
    """Whether these are 0, 1, 2, …"""
    return list(keys) == list(map(str, range(len(keys))))


def keys_are_rows(outer: Sequence[str], inner: Sequence[str], matrix: Matrix) -> bool | None:
    """Of an object of objects, whether the outer keys are rows and the inner ones columns; None where nothing tells."""
    signs = (
        _by_target(outer, inner),
        _by_words(matrix),
        _either(is_counted(outer), is_counted(inner)),
        _either(are_ids(outer), are_ids(inner)),
        _by_sums(matrix),
    )
    return next((sign for sign in signs if sign is not None), None)


def lists_are_rows(keys: Sequence[str], matrix: Matrix) -> bool | None:
    """Of an object of equally long lists, whether each is a row; None where nothing tells."""
    named = _by_target(keys, ())
    words = _by_words(matrix) if named is None else named
    if words is not None:
        return words
    sums = _by_sums(matrix)
    if not are_ids(keys):
        return None if sums else False
    whole_numbers = all(re.fullmatch(r"-?\d+", key) for key in keys)
    return sums if whole_numbers or sums is False else True


def _by_target(outer: Sequence[str], inner: Sequence[str]) -> bool | None:
    """A target's name is a column's."""
    return _either(any(is_target_column(key) for key in inner), any(is_target_column(key) for key in outer))


def _by_words(matrix: Matrix) -> bool | None:
    """A column has words or numbers; what would have both is a row."""
    flat = {kind_of_values([value]) == Kind.WORDS for values in matrix for value in values}
    if len(flat) == 1:
        return None
    columns = list(zip(*matrix, strict=True))
    return _either(_have_one_kind(columns), _have_one_kind(matrix))


def _have_one_kind(columns: Sequence[Sequence[Any]]) -> bool:
    return all(len({kind_of_values([value]) == Kind.WORDS for value in column}) == 1 for column in columns)


def _by_sums(matrix: Matrix) -> bool | None:
    """Probabilities of a row sum to 1."""
    across = list(zip(*matrix, strict=True))
    return _either(_sum_to_1(matrix), _sum_to_1(across))


def _sum_to_1(rows: Sequence[Sequence[Any]]) -> bool:
    for row in rows:
        values = [nested_lists.as_number(value) if isinstance(value, str) else value for value in row]
        numbers = [float(value) for value in values if isinstance(value, (int, float))]
        if not len(numbers) == len(row) > 1 or min(numbers) < 0 or abs(sum(numbers) - 1) > 1e-3:
            return False
    return bool(rows)


def _either(rows: bool, columns: bool) -> bool | None:
    """True or False where one of two signs is there; None where both or none are."""
    return rows if rows != columns else None
