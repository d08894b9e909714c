"""Frames and series of polars: their columns, as `write_parquet` would write them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from lossctl.inputs.objects.frame_columns import FrameColumn, is_small
from lossctl.inputs.objects.kinds import is_of
from lossctl.inputs.objects.python_cells import Cells, cells_of, missing_rows


def columns_of(value: Any) -> list[FrameColumn]:
    """The columns of a frame, those of structs by dotted names; a series is a frame of one column."""
    several = [value] if is_of(value, "polars", "Series") else value.get_columns()
    cells = sum(map(len, several))
    return [column for series in several for column in _columns(series.name or "0", series, cells)]


def _columns(name: str, series: Any, cells: int) -> Iterator[FrameColumn]:
    """The column that a series is in a frame of so many cells, or those of its fields."""
    kind = _kind(series)
    if kind == "Struct":
        inside = series.struct.unnest()
        for each in inside.get_columns():
            yield from _columns(f"{name}.{each.name}", each, cells)
        return
    dropped = f"leave such rows out: x.drop_nulls([{name!r}])"
    lists = kind in ("List", "Array", "Object")
    read = partial(_first_cells, series)
    yield FrameColumn(name, len(series), read, dropped, may_hold_lists=lists, is_small=is_small(cells))


def _first_cells(series: Any, stop: int) -> Cells:
    return _cells(series if stop == len(series) else series.head(stop))


def _cells(series: Any) -> Cells:
    kind = _kind(series)
    if (series.dtype.is_numeric() and kind not in ("Decimal", "Int128", "UInt128")) or kind == "Boolean":
        missing, present = missing_rows(series.is_null().to_numpy())
        plain = series if missing is None else series.fill_null(False if kind == "Boolean" else 0)
        return Cells(np.asarray(plain.to_numpy()), None, missing, present=present)
    if kind in ("Array", "List") and not series.null_count() and (rows := _rows(series)) is not None:
        return Cells(rows)
    return cells_of(series.to_list(), series.is_null().to_list())


def _kind(series: Any) -> str:
    """The type's name without its parameters: `Decimal`, `List`."""
    return str(series.dtype.base_type())


def _rows(series: Any) -> Any:
    """Equally long lists of numbers as rows; None for others."""
    if not series.dtype.inner.is_numeric() or not len(series):
        return None
    lengths = (series.list if _kind(series) == "List" else series.arr).len()
    inside = series.explode()
    if lengths.min() != lengths.max() or not lengths.min() or inside.null_count():
        return None
    return np.asarray(inside.to_numpy()).reshape(len(series), -1)
