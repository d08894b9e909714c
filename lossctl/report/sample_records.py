"""A record per sample: CSV and JSON Lines, written as the blocks are calculated."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

import numpy as np

from lossctl.engine.details import details
from lossctl.engine.row_sums import row_sum
from lossctl.problem import Prepared
from lossctl.report.addresses import Chosen, axes, in_pieces
from lossctl.report.result_json import as_json
from lossctl.settings import View
from lossctl.solve import Calculation
from lossctl.sums.arrays import Array
from lossctl.sums.block import Samples

Column = Array | Sequence[Any]
Noted = Mapping[str, Array]
Indices = Callable[[Samples, Chosen], dict[str, Column]]

# The columns between target and loss, and what the losses note that belongs there: a number per sample.
NOTED = {"p": ("p",), "weight": ("w[t]", "w"), "pos_weight": ("c",), "sample_weight": ("s",)}
SYMBOLS = frozenset(("target", "predicted", "loss", "counts", *chain.from_iterable(NOTED.values())))


def csv_records(calculation: Calculation, view: View) -> Iterator[str]:
    """RFC 4180 with a header, though lines end as Unix tools expect; cells without a meaning are empty."""
    for number, columns in enumerate(_pieces(calculation, view, indices=_by_axis)):
        line = ",".join(["%s"] * len(columns)) + "\n"
        yield ("" if number else line % tuple(columns)) + _lines(line, columns, _csv_cell)


def json_records(calculation: Calculation, view: View) -> Iterator[str]:
    """An object a line, with the columns of the CSV as keys, but for the index: a list where it has several axes."""
    for columns in _pieces(calculation, view, indices=_lists):
        yield _lines("{" + ", ".join(f'"{name}": %s' for name in columns) + "}\n", columns, _json_cell)


def _lines(line: str, columns: Mapping[str, Column], cell: Callable[[Any], str]) -> str:
    """A line for each record. One format operation for all of them takes half the time of one for each."""
    records = zip(*(_cells(values, cell) for values in columns.values()), strict=True)
    return line * len(columns["loss"]) % tuple(chain.from_iterable(records))


def _cells(values: Column, cell: Callable[[Any], str]) -> Iterator[Any] | Sequence[Any]:
    """The cells of a column. Both forms write numbers and truth values alike, and all else by the form's `cell`."""
    if isinstance(values, range):
        return values
    if isinstance(values, np.ndarray):
        if values.dtype == bool:
            return np.where(values, "true", "false").tolist()
        if values.dtype.kind in "iu" or np.isfinite(values).all():
            return values.tolist()
        values = values.tolist()
    return map(cell, values)


def _pieces(calculation: Calculation, view: View, indices: Indices) -> Iterator[dict[str, Column]]:
    """The records to write, in pieces; at least one piece, so that there is a header."""
    for chosen, noted in _chosen(calculation, view):
        for part, piece in in_pieces(chosen, noted):
            yield {**indices(calculation.prepared.samples, part), **_columns(calculation.prepared, piece)}


def _chosen(calculation: Calculation, view: View) -> Iterator[tuple[Chosen, Noted]]:
    """The samples to write: the worst, known after a pass, or the first as the pass comes to them."""
    if view.sort:
        worst = calculation.run().worst
        yield worst, details(calculation.prepared, worst, SYMBOLS).values
        return
    samples = calculation.prepared.samples
    count = samples.count if view.rows == "all" else min(int(view.rows), samples.count)
    for part in calculation.parts(SYMBOLS, losses=False):  # the losses are among the noted symbols
        if part.start < max(count, 1):
            yield range(part.start, min(part.stop, count)), part.noted


def _columns(prepared: Prepared, noted: Noted) -> dict[str, Column]:
    samples, counts = prepared.samples, noted["counts"]
    columns: dict[str, Column] = {}
    names = prepared.class_names if samples.indexed else ()
    if "target" in noted:
        columns["target"] = _named(noted["target"], counts, names) if names else _whole(noted["target"])
    if "predicted" in noted:
        predicted, right = noted["predicted"], noted["predicted"] == noted["target"]
        named = [names[class_] for class_ in predicted.tolist()] if names else predicted
        columns |= {"predicted": _counted(named, counts), "correct": _counted(right, counts)}
    for name, symbols in NOTED.items():
        values = next((noted[symbol] for symbol in symbols if symbol in noted), None)
        if values is not None and values.ndim == 1:
            columns[name] = _counted(values, counts)
    loss = noted["loss"]
    columns["loss"] = loss if loss.ndim == 1 else np.array([row_sum(each) for each in loss.tolist()])
    columns["ignored"] = ~counts
    return columns


def _counted(values: Column, counts: Array) -> Column:
    """The values of the samples that count; None for the others."""
    if counts.all():
        return values
    every = values.tolist() if isinstance(values, np.ndarray) else values
    return [value if counted else None for value, counted in zip(every, counts.tolist(), strict=True)]


def _by_axis(samples: Samples, chosen: Chosen) -> dict[str, Column]:
    """A column for each axis of the index in the user's arrays: `n`, `d1`, `d2`, as PyTorch calls them."""
    if len(samples.shape) < 2:
        return _lists(samples, chosen)
    return {f"d{number}" if number else "n": axis for number, axis in enumerate(axes(samples, chosen))}


def _lists(samples: Samples, chosen: Chosen) -> dict[str, Column]:
    """A sample's index in the user's arrays: one number, or a list with one for each axis."""
    if len(samples.shape) < 2:
        return {"index": chosen if isinstance(chosen, range) else np.array(chosen, np.intp)}
    return {"index": np.stack(axes(samples, chosen), axis=1).tolist()}


def _named(targets: Array, counts: Array, names: tuple[str, ...]) -> list[Any]:
    """The names of classes; the targets of ignored samples as they are."""
    return [
        names[int(target)] if counted else target
        for target, counted in zip(targets.tolist(), counts.tolist(), strict=True)
    ]


def _whole(targets: Array) -> Column:
    """The targets as they are; whole numbers without a point."""
    with np.errstate(invalid="ignore"):
        whole = targets.astype(np.int64)
    if (whole == targets).all():
        return whole
    return [int(target) if target.is_integer() else target for target in map(float, targets)]


def _csv_cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _quoted(value) if isinstance(value, str) else "" if value is None else str(value)


@cache
def _quoted(text: str) -> str:
    """Text as the csv module writes it, in quotes where it needs them; by its name, as classes are few."""
    file = io.StringIO()
    csv.writer(file, lineterminator="").writerow((text, ""))
    return file.getvalue()[:-1]


def _json_cell(value: Any) -> str:
    return str(value) if isinstance(value, list) else as_json(value)
