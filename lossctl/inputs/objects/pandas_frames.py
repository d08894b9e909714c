"""Frames, series and indices of pandas: their columns, as `to_parquet` would write them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.objects.frame_columns import FrameColumn, is_small
from lossctl.inputs.objects.kinds import is_of
from lossctl.inputs.objects.python_cells import Cells, cells_of, missing_rows


def columns_of(value: Any) -> list[FrameColumn]:
    """The columns of a frame, then those of its index unless it counts the rows; a series is a frame of one column."""
    if is_of(value, "pandas", "Index"):
        return [_column(_name(value.name), value, value.size)]
    if is_of(value, "pandas", "Series"):
        columns = [_column(_name(value.name), value, value.size)]
    else:
        columns = [_column(_name(name), value.iloc[:, i], value.size) for i, name in enumerate(value.columns.tolist())]
    return [*columns, *_index(value.index, {each.name for each in columns}, value.size)]


def _index(index: Any, taken: set[str], cells: int) -> Iterator[FrameColumn]:
    """The levels of an index; those without a name of their own are called as lossctl calls them in a Parquet file."""
    if is_of(index, "pandas", "RangeIndex") and index.name is None and (index.start, index.step) == (0, 1):
        return  # it counts the rows; pandas makes a RangeIndex of ids such as 11, 12, 13, too
    unnamed = 0
    for i, name in enumerate(index.names):
        if name is None or _name(name) in taken:
            name = f"Unnamed: {unnamed}" if unnamed else ""
            unnamed += 1
        yield _column(_name(name), index.get_level_values(i), cells, is_index=True)


def _name(name: Any) -> str:
    """A column's name: `probs.cat` for one of several levels, and 0 where a series has none, as `to_frame` has it."""
    if isinstance(name, tuple):
        return ".".join(str(level) for level in name if level != "")
    return "0" if name is None else str(name)


def _column(name: str, series: Any, cells: int, *, is_index: bool = False) -> FrameColumn:
    """A column of a frame that has so many cells."""
    dropped = f"leave such rows out: x.dropna(subset=[{name!r}]); x.to_numpy() keeps a NaN as NaN"
    lists = series.dtype.kind not in "biuf"
    return FrameColumn(name, len(series), partial(_first_cells, series), dropped, is_index, lists, is_small(cells))


def _first_cells(series: Any, stop: int) -> Cells:
    return _cells(series if stop == len(series) else series[:stop])


def _cells(series: Any) -> Cells:
    dtype = series.dtype
    if is_of(dtype, "pandas", "CategoricalDtype"):
        return _of_categories(series)
    absent = np.asarray(series.isna())
    missing, present = missing_rows(absent)
    if dtype.kind in "biuf":
        return Cells(_numbers(series, absent, missing), None, missing, present=present)
    if dtype.kind == "c":
        return Cells()
    return cells_of(series.astype(object).tolist(), absent.tolist())


def _numbers(series: Any, absent: Any, missing: int | None) -> Any:
    if isinstance(series.dtype, np.dtype):
        return series.to_numpy()
    plain = getattr(series.dtype, "numpy_dtype", None) or getattr(series.dtype, "subtype", None)
    if missing is None:
        return series.to_numpy(dtype=plain)
    filled = series.to_numpy(dtype=object)
    return np.where(absent, 0, filled).astype(plain)


def _of_categories(series: Any) -> Cells:
    """The value of each code; -1 stands for a missing one."""
    values = getattr(series, "cat", series)
    codes, categories = np.asarray(values.codes), _cells(values.categories)
    missing, present = missing_rows(codes < 0)
    if categories.words is not None:
        words = [*categories.words, ""]
        return Cells(None, [words[code] for code in codes], missing, present=present, is_text=categories.is_text)
    if categories.numbers is None or not len(categories.numbers):
        raise InputError("holds categories that are neither numbers nor words")
    return Cells(categories.numbers[codes], None, missing, present=present)
