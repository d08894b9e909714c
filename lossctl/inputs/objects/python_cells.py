"""Cells that are objects of Python, as an array or a column of dtype object has them."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.contents import Text
from lossctl.inputs.lazy_array import Array

_NUMBERS = (Real, Decimal, np.number, np.bool_)
_WORDS = (str, bytes)
_DATES = (datetime.date, datetime.time, datetime.timedelta, np.datetime64, np.timedelta64)


class Cells(NamedTuple):
    """The cells of a column: `numbers`, with more axes where they are lists, or `words`; or neither.

    `missing` is the first row without a value; there stands a 0, or no word. `fault` says why lists are no array, and
    `beyond` is the first row whose number no float64 holds.
    """

    numbers: Array | None = None
    words: Sequence[str] | None = None
    missing: int | None = None
    fault: Callable[[], InputError] | None = None
    present: Array | None = None  # which rows have a value, where some have none
    is_text: bool = False  # whether all words are strings
    beyond: int | None = None

    def as_text(self, name: str) -> Text:
        """The words as class names."""
        return Text(self.words or (), lambda i: place(i, name))


def place(row: int, name: str) -> tuple[str, ...]:
    """Where a cell stands."""
    return (f"index [{row}]", f"column {name}") if name else (f"index [{row}]",)


def missing_rows(absent: Array) -> tuple[int | None, Array | None]:
    """The first row without a value, and which rows have one; None and None where all have."""
    return (int(absent.argmax()), ~absent) if absent.any() else (None, None)


def cells_of(entries: list[Any], absent: Sequence[bool] | None = None) -> Cells:
    """What a column of these entries holds; `absent` are those that are missing, else None and pandas' NA and NaT."""
    present = [not each for each in absent] if absent is not None else [not _is_missing(each) for each in entries]
    there = [each for each, is_there in zip(entries, present, strict=True) if is_there]
    missing, shown = missing_rows(~np.array(present, dtype=bool))
    kinds = set(map(type, there))
    if all(issubclass(kind, _NUMBERS) for kind in kinds):
        numbers = _numbers(entries, present, kinds)
        return Cells(numbers, None, missing, present=shown, beyond=_first_beyond(numbers, entries))
    if all(issubclass(kind, (*_WORDS, *_DATES, *_NUMBERS)) for kind in kinds):
        words = [_word(each) if is_there else "" for each, is_there in zip(entries, present, strict=True)]
        is_text = all(issubclass(kind, _WORDS) for kind in kinds)
        return Cells(None, words, missing, present=shown, is_text=is_text)
    return _lists(there, missing, shown)


def no_numbers(array: Array) -> InputError:
    """The error for an array of objects: the first entry that is no number."""
    for index, entry in np.ndenumerate(array):
        if _is_missing(entry) or not isinstance(entry, _NUMBERS):
            shown = "None" if entry is None else f"an object of type {type(entry).__name__}"
            where = (f"index {list(index)}",) if index else ()
            return InputError(f"{shown} is not a number", *where, remedy="give numbers: numpy.asarray(x, dtype=float)")
    return InputError("holds objects that are no numbers")


def beyond_float64(*where: str) -> InputError:
    """The error for a number that is finite, and that float64 has no place for."""
    problem = "a number that float64 cannot hold: the largest is 1.8e308"
    return InputError(problem, *where, remedy="infinity is float('inf')")


def _is_missing(entry: Any) -> bool:
    return entry is None or type(entry).__name__ in ("NAType", "NaTType")


def _numbers(entries: Iterable[Any], present: Sequence[bool], kinds: set[type]) -> Array:
    zero: Any = 0
    filled = [each if is_there else zero for each, is_there in zip(entries, present, strict=True)]
    if kinds and all(issubclass(kind, bool | np.bool_) for kind in kinds):
        return np.array(filled, dtype=bool)
    if all(issubclass(kind, Integral | np.bool_) for kind in kinds):
        try:
            return np.array(filled, dtype=np.int64)
        except OverflowError:
            pass
    return np.array([_float(each) for each in filled], dtype=np.float64)


def _first_beyond(numbers: Array, entries: Sequence[Any]) -> int | None:
    """The first entry that is finite, and infinite as a float64."""
    infinite = np.flatnonzero(np.isinf(numbers)).tolist()
    return next((i for i in infinite if abs(entries[i]) != np.inf), None)


def _float(number: Any) -> float:
    try:
        return float(number)
    except OverflowError:  # a whole number or a fraction that no float64 holds
        return float("inf") if number > 0 else float("-inf")


def _word(entry: Any) -> str:
    return (entry.decode("utf-8", "replace") if isinstance(entry, bytes) else str(entry)).strip()


def _lists(there: list[Any], missing: int | None, present: Array | None) -> Cells:
    """Cells that hold several numbers each, if they do."""
    if not all(hasattr(each, "__len__") and not isinstance(each, dict | set | frozenset) for each in there):
        return Cells(None, None, missing)
    try:
        rows = [np.asarray(each) for each in there]
        same = len({row.shape for row in rows}) == 1
        stacked = np.stack(rows) if same else None
    except Exception:  # whatever the objects raise: the column is then none of numbers
        return Cells(None, None, missing)
    if stacked is None:
        odd = next(i for i, row in enumerate(rows) if row.shape != rows[0].shape)
        shapes = rows[odd].shape, rows[0].shape
        return Cells(None, None, missing, fault=lambda: _ragged(odd, *shapes))
    if stacked.dtype.kind == "O" and all(isinstance(x, _NUMBERS) for x in stacked.flat):
        entries = [*stacked.flat]
        stacked = np.array([*map(_float, entries)]).reshape(stacked.shape)
        if (i := _first_beyond(stacked.reshape(-1), entries)) is not None:
            index = [int(k) for k in np.unravel_index(i, stacked.shape)]
            return Cells(None, None, missing, fault=lambda: beyond_float64(f"index {index}"))
    return Cells(stacked, None, missing, present=present) if stacked.dtype.kind in "biuf" else Cells(missing=missing)


def _ragged(row: int, shape: tuple[int, ...], usual: tuple[int, ...]) -> InputError:
    remedy = "give one array of all of them, or one row for each list"
    return InputError(f"a list of shape {shape} where those before have {usual}", f"index [{row}]", remedy=remedy)
