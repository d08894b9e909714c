"""Many batches, each a record, that stay in their file."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np

from lossctl.inputs.document import Content, Members, Text
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers.json import batches, json_records
from lossctl.inputs.readers.json.lazy_records import StoredRows, lazy_arrays


def lazy_batches(rows: StoredRows, head: list[dict[str, Any]], names: tuple[str, ...]) -> Members:
    """The arrays of batches like those of `head`, joined along the first axis.

    Batches of one size are read when they are asked for. Where the last one is shorter, and others may be, the numbers
    are kept in memory, which takes about half as much as their text.
    """
    stacked = lazy_arrays(rows)
    last = rows.values(len(rows) - 1, len(rows))
    sizes = {len(row[names[0]]) for row in (*head, *json_records.flat_records(last, lambda _: ())) if names[0] in row}
    whole = cache(partial(_whole, rows, names))
    found: dict[str, Callable[[], Content]] = {
        name: partial(_unstacked, stacked, name) if len(sizes) == 1 else partial(_of_whole, whole, name)
        for name in names
    }
    return replace(stacked, members={**stacked.members, **found}, notes=(batches.note(names),))


def _unstacked(stacked: Members, name: str) -> Content:
    content = stacked.members[name]()
    if isinstance(content, LazyArray):
        return replace(content, shape=(content.shape[0] * content.shape[1], *content.shape[2:]))
    return content.reshape(-1, *content.shape[2:]) if isinstance(content, np.ndarray) else content


def _of_whole(whole: Callable[[], dict[str, list[Content]]], name: str) -> Content:
    parts = whole()[name]
    words = [part.entries for part in parts if isinstance(part, Text)]
    if words:
        return Text([word for entries in words for word in entries], lambda i: (f"{name}[{i}]",))
    return np.concatenate([np.asarray(part) for part in parts])


def _whole(rows: StoredRows, names: tuple[str, ...]) -> dict[str, list[Content]]:
    """The arrays of the batches in each step of the text."""
    parts: dict[str, list[Content]] = {name: [] for name in names}
    for start, stop in rows.steps(0, len(rows)):
        place = partial(_place, rows, start)
        flat = json_records.flat_records(rows.values(start, stop), place)
        arrays = batches.joined(flat, names, Members({}), place)
        for name in names:
            parts[name].append(arrays.part(name).content)
    return parts


def _place(rows: StoredRows, start: int, i: int) -> tuple[str, ...]:
    return rows.place(start + i)
