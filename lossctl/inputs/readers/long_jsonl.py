"""Large JSON Lines that stay in their file: the first line tells what each holds, and lines are read when asked for."""

import threading
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.blob import Blob
from lossctl.inputs.document import Array, Content, Members
from lossctl.inputs.readers import jsonl, lines
from lossctl.inputs.readers.lines import Lines
from lossctl.inputs.stored import Stored

KEPT = 1 << 20  # numbers that a thread keeps of its last lines: targets are in the same lines as inputs

_last = threading.local()


def recognises(blob: Blob) -> bool:
    """A long file whose head is JSON Lines, of UTF-8."""
    if not lines.is_long(blob):
        return False
    try:
        return jsonl.recognises(lines.head(blob))
    except InputError:
        return False


def read(blob: Blob) -> Members:
    """As the reader of JSON Lines, which gets what has line ends of another kind."""
    found = lines.indexed(blob, 0, b"", bool)
    if found is None:
        return jsonl.read(blob)
    records = Records(blob, found, *_values(found, 0, 1)[0])
    sample = records.members([])
    return sample._replace(members={name: partial(records.content, name) for name in sample.names})


def _values(rows: Lines, start: int, stop: int) -> list[tuple[int, Any]]:
    """What the rows hold, each with the number of its line."""
    text, above = rows.text(start, stop)
    found = ((number, line) for number, line in enumerate(text.split("\n"), above + 1) if line.strip())
    return [(number, jsonl.value(line, number)) for number, line in found]


@dataclass(frozen=True)
class Records:
    """Lines that are alike; `asked` names the arrays that are used."""

    blob: Blob = field(repr=False)
    lines: Lines
    line: int
    first: Any = field(repr=False)
    asked: list[str] = field(default_factory=list)

    def content(self, name: str) -> Content:
        """What a key holds in all lines; words and lists of them, and empty lists, are read whole."""
        seen = self.members([]).part(name).content
        if not isinstance(seen, np.ndarray) or not seen.size:
            return jsonl.read(self.blob).part(name).content
        self.asked.append(name)
        dtype = np.dtype(np.bool_ if seen.dtype == np.bool_ else np.float64)
        return Stored((len(self.lines), *seen.shape[1:]), dtype, partial(self._range, name, seen.size, dtype))

    def _range(self, name: str, width: int, dtype: np.dtype[Any], start: int, stop: int) -> Array:
        """Elements of a key's array, of which each line has `width`."""
        first, last = start // width, -(-stop // width)
        last_read: list[_Kept] = getattr(_last, "kept", [])
        kept = next((each for each in last_read if each.records is self), None)
        if not (kept and (kept.first, kept.last) == (first, last) and name in kept.arrays):
            names = self.asked if (last - first) * width <= KEPT else [name]
            kept = _Kept(self, first, last, self._arrays(names, first, last))
            _last.kept = [kept, *(each for each in last_read if each.records is not self)][:2]  # a block of two shards
        part = kept.arrays[name].reshape(-1)[start - first * width : stop - first * width]
        return part.astype(dtype)

    def _arrays(self, names: list[str], first: int, last: int) -> dict[str, Array]:
        parts: dict[str, list[Array]] = {name: [] for name in names}
        for start, stop in self.lines.steps(first, last):
            members = self.members(_values(self.lines, start, stop))
            for name in names:
                parts[name].append(np.asarray(members.part(name).content)[1:])
        return {name: np.concatenate(arrays or [np.empty(0)]) for name, arrays in parts.items()}

    def members(self, rows: list[tuple[int, Any]]) -> Members:
        """The arrays of some rows, below the first row of all: that says which row is odd."""
        rows = [(self.line, self.first), *rows]
        return jsonl.members([row for _, row in rows], lambda i: (f"line {rows[i][0]}",))


class _Kept(NamedTuple):
    records: Records
    first: int
    last: int
    arrays: dict[str, Array]
