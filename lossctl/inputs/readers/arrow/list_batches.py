"""Rows that each hold a batch, `logits` of (T, C) beside `labels` of (T,): joined along the first axis, as in JSON."""

from dataclasses import replace
from functools import partial

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Content, Members
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.arrow import cells
from lossctl.inputs.readers.arrow.arrow_columns import ArrowColumns
from lossctl.inputs.readers.json import batches
from lossctl.inputs.readers.json.key_roles import array_role

_FIRST_ROWS = 16  # that tell whether the rows are batches
_STEP = 1 << 8  # rows that are read at once


def joined(columns: ArrowColumns, lists: list[int], members: Members) -> Members:
    """The arrays, of which those that hold an entry for each sample of a batch are joined; `lists` hold numbers."""
    found = _batched(columns, lists)
    if not found:
        return members
    arrays = {columns.names[i]: partial(_joined, columns, i, found[0]) for i in found}
    return replace(members, members={**members.members, **arrays}, notes=(batches.note(tuple(arrays)),))


def _batched(columns: ArrowColumns, lists: list[int]) -> list[int]:
    """The columns of a matrix and of targets that are as many as its rows, in each of the first rows of the file.

    Targets in the form of a matrix are batches where the first rows differ in length, as in JSON.
    """
    stop = min(columns.rows.size, _FIRST_ROWS)
    deep = {i: cells.depth(columns.fields[i].type) for i in lists}
    if not stop or max(deep.values(), default=0) < 2:
        return []
    lengths = {i: tuple(columns.lengths(i, 0, stop).tolist()) for i in lists}
    for i in lengths:
        ragged = len(set(lengths[i])) > 1
        alike = [other for other in lengths if other != i and lengths[other] == lengths[i]]
        targets = [other for other in alike if array_role(columns.names[other]) == "target"]
        if array_role(columns.names[i]) == "target" or deep[i] < 2:
            continue
        if any((deep[i], deep[t]) == (2, 1) or (ragged and deep[t] in (deep[i], deep[i] - 1)) for t in targets):
            return [i, *alike]
    return []


def _joined(columns: ArrowColumns, column: int, first: int) -> Content:
    """Batches of one size stay in a large file; the numbers of others are kept in memory.

    Each row must hold as many entries as it does in the column `first`, the input.
    """
    size = columns.rows.size
    steps = [(start, min(size, start + _STEP)) for start in range(0, size, _STEP)]
    lengths = np.concatenate([columns.lengths(column, *step) for step in steps])
    if column != first:
        wanted = np.concatenate([columns.lengths(first, *step) for step in steps])
        odd = np.flatnonzero(lengths != wanted)
        if odd.size:
            row = int(odd[0])
            problem = f"{lengths[row]} entries where {columns.names[first]} has {wanted[row]}"
            raise InputError(problem, f"row {row + 1}", f"column {columns.names[column]}")
    if not columns.rows.is_small and (lengths == lengths[0]).all():
        whole = columns.column(column)
        assert isinstance(whole, LazyArray)
        return replace(whole, shape=(whole.shape[0] * whole.shape[1], *whole.shape[2:]))
    return np.concatenate(_alike([columns.inside(column, *step) for step in steps], columns.names[column]))


def _alike(parts: list[Array], name: str) -> list[Array]:
    """The parts that are not empty, which must have rows of one length."""
    some = [part for part in parts if len(part)] or parts[:1]
    odd = next((part for part in some if part.shape[1:] != some[0].shape[1:]), None)
    if odd is not None:
        raise InputError(f"rows of shape {odd.shape[1:]} where the first have {some[0].shape[1:]}", f"column {name}")
    return some
