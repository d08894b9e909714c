"""The cells of a table: how the numbers of samples are written in its columns, and how long the longest of them is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
from rich.cells import cell_len

from lossctl.engine.row_sums import row_sum
from lossctl.lesson.arithmetic import factor, fixed
from lossctl.lesson.sheet import Column, Row
from lossctl.sums.arrays import Array

Noted = Mapping[str, Array]  # the noted numbers of some samples, an entry per sample

NONE = "–"  # an ignored sample has no such number
IGNORED = "ignored"
LEAST_PERCENT = 1e-3  # shares below it are written with two significant digits, as a power of ten
LEAST, GREATEST = 5e-324, 1e9  # 0 is below LEAST; beyond GREATEST numbers are written with a power of ten


def texts(column: Column, noted: Noted, names: tuple[str, ...], digits: int) -> list[str]:
    """The cells of a column; an ignored sample has its target there, and no other number."""
    counts = noted["counts"].tolist()
    if column.text:
        text = column.text
        return [text(row) if row["counts"] else NONE for row in rows_of(noted)]
    write = partial(_written, column, names=names, digits=digits)
    values = _values(column, noted).tolist()
    if all(counts):
        return [write(value) for value in values]
    instead = _instead(column, noted, names, digits)
    return [
        write(value) if counted else instead(at) for at, (value, counted) in enumerate(zip(values, counts, strict=True))
    ]


def longest(column: Column, noted: Noted, names: tuple[str, ...], digits: int) -> int:
    """How many columns of a terminal the longest cell takes, by a look at the range of the numbers."""
    counts = noted["counts"]
    if column.text or not len(counts):
        return max(map(cell_len, texts(column, noted, names, digits)), default=0)
    apart = [] if counts.all() else _apart(column, noted)
    values = _values(column, noted)[counts]
    write = partial(_written, column, names=names, digits=digits)
    if column.kind in ("class", "factor"):
        cells: Iterable[Any] = map(write, np.unique(values).tolist())
    else:
        limits = (LEAST, LEAST_PERCENT) if column.kind == "share" else (LEAST, 5 * 10.0**-digits, GREATEST)
        cells = map(write, _ends(values, limits))
    if apart:
        instead = _instead(column, noted, names, digits)
        cells = (*cells, *map(instead, apart))
    return max(map(cell_len, cells), default=0)


def rows_of(noted: Noted) -> list[Row]:
    """The noted numbers of each sample."""
    symbols = tuple(noted)
    return [dict(zip(symbols, values, strict=True)) for values in zip(*noted.values(), strict=True)]


def _values(column: Column, noted: Noted) -> Array:
    """The numbers of a column; of losses that a sample has by class, their sum."""
    values = noted[column.symbol]
    return values if values.ndim == 1 else np.array([row_sum(each) for each in values.tolist()], float)


def _written(column: Column, value: Any, names: tuple[str, ...], digits: int) -> str:
    if column.kind == "class":
        return names[int(value)] if names and 0 <= value < len(names) else _whole(value)
    if column.kind == "share" and value == value:
        return share(value)
    return factor(value, digits) if column.kind == "factor" else fixed(value, digits)


def share(value: float) -> str:
    """`41.3%`; what would be `0.0%` as a power of ten, `7.9e−06`."""
    return f"{value:.1e}".replace("-", "−") if 0 < value < LEAST_PERCENT else f"{100 * value:.1f}%"


def _whole(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:g}"


def _instead(column: Column, noted: Noted, names: tuple[str, ...], digits: int) -> Callable[[int], str]:
    """What an ignored sample has in a column: its target as it was given, and words in place of numbers."""
    if column.symbol == "loss":
        return lambda _: IGNORED
    if _is_target(column) and "target" in noted:
        targets = noted["target"]
        return lambda at: _written(column, targets[at].item(), names, digits)
    return lambda _: NONE


def _apart(column: Column, noted: Noted) -> list[int]:
    """Where ignored samples are that have different cells: one for each target, or just one."""
    ignored = np.flatnonzero(~noted["counts"])
    if not (_is_target(column) and "target" in noted):
        return [int(ignored[0])]
    _, first = np.unique(noted["target"][ignored], return_index=True)
    return ignored[first].tolist()


def _is_target(column: Column) -> bool:
    return column.kind == "class" or column.symbol == "target"


def _ends(values: Array, limits: tuple[float, ...]) -> Iterator[float]:
    """The least and the greatest number between two limits, of either sign: none between them has a longer cell."""
    finite = np.isfinite(values)
    yield from np.unique(values[~finite]).tolist()
    for of_sign in (values[finite & (values >= 0)], values[finite & (values < 0)]):
        between = np.searchsorted(limits, np.abs(of_sign), side="right")
        for number in range(len(limits) + 1):
            if (some := of_sign[between == number]).size:
                yield from (float(some.min()), float(some.max()))
