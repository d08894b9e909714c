"""A record per sample: CSV and JSON Lines, calculated and written block by block."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from lossctl.report.json import written
from lossctl.report.streams import Paper
from lossctl.settings import View
from lossctl.solve import Result, details
from lossctl.sums.arrays import Array
from lossctl.sums.block import Samples
from lossctl.sums.layout import Stored, elements

Columns = dict[str, list[Any]]
Chosen = tuple[int, ...] | range

# The columns between target and loss, and what the losses note that belongs there: a number per sample.
NOTED = {"p": ("p",), "weight": ("w[t]", "w"), "pos_weight": ("c",), "sample_weight": ("s",)}


def csv_records(result: Result, view: View, paper: Paper) -> Iterator[str]:  # noqa: ARG001 - all forms are called alike
    """RFC 4180 with a header, though lines end as Unix tools expect; cells without a meaning are empty."""
    for number, columns in enumerate(_blocks(result, view)):
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        if not number:
            writer.writerow(columns)
        writer.writerows([_cell(value) for value in record] for record in zip(*columns.values(), strict=True))
        yield file.getvalue()


def json_records(result: Result, view: View, paper: Paper) -> Iterator[str]:  # noqa: ARG001
    """An object a line, with the columns of the CSV as keys."""
    for columns in _blocks(result, view):
        records = (dict(zip(columns, record, strict=True)) for record in zip(*columns.values(), strict=True))
        yield "".join(f"{written(record)}\n" for record in records)


def _blocks(result: Result, view: View) -> Iterator[Columns]:
    """The records to write, in pieces; at least one piece, so that there is a header."""
    samples = result.prepared.samples
    if view.sort:
        yield _columns(result, result.worst)
    else:
        count = samples.count if view.rows == "all" else min(int(view.rows), samples.count)
        for start, stop in samples.blocks():
            if start < max(count, 1):
                yield _columns(result, range(start, min(stop, count)))


def _columns(result: Result, chosen: Chosen) -> Columns:
    samples, noted = result.prepared.samples, details(result, chosen).values
    counts = noted.get("counts", np.ones(len(chosen), bool)).tolist()
    columns = {"index": _index(samples, chosen)}
    if "target" in samples.by_sample:
        names = result.prepared.problem.class_names if samples.indexed else ()
        targets = _picked(samples.by_sample["target"], samples.shape, chosen)
        columns["target"] = _targets(targets, counts, names)
    for name, symbols in NOTED.items():
        values = next((noted[symbol] for symbol in symbols if symbol in noted), None)
        if values is not None and values.ndim == 1:
            columns[name] = [value if counted else None for value, counted in zip(values.tolist(), counts, strict=True)]
    loss = noted.get("loss", np.empty(0)).tolist()
    columns["loss"] = [math.fsum(each) if isinstance(each, list) else each for each in loss]
    columns["ignored"] = [not counted for counted in counts]
    return columns


def _picked(array: Array | Stored, shape: tuple[int, ...], chosen: Chosen) -> Array:
    runs = [(chosen.start, chosen.stop)] if isinstance(chosen, range) else [(each, each + 1) for each in chosen]
    return np.concatenate([elements(array, shape, *run) for run in runs or [(0, 0)]])


def _index(samples: Samples, chosen: Chosen) -> list[Any]:
    """A sample's index in the user's arrays: one number, or one per axis."""
    if len(samples.shape) < 2:
        return list(chosen)
    axes = np.unravel_index(np.array(chosen, np.intp), samples.shape)
    return [list(index) for index in zip(*(axis.tolist() for axis in axes), strict=True)]


def _targets(targets: Any, counts: Sequence[bool], names: tuple[str, ...]) -> list[Any]:
    """The targets as they are, also of ignored samples; classes that have names by their names."""
    if not names:
        return [int(target) if target.is_integer() else target for target in map(float, targets)]
    return [names[int(target)] if counted else target for target, counted in zip(targets.tolist(), counts, strict=True)]


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else value
