"""A large JSON text that stays in its file: an array of rows or records, or an object of arrays."""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Content, Members
from lossctl.inputs.files.file import LARGE, File
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers import line_index
from lossctl.inputs.readers.json import json_lines, json_text, lazy_records
from lossctl.inputs.readers.json.array_index import Elements, parsed, position
from lossctl.inputs.readers.json.json_records import records, scalars
from lossctl.inputs.readers.json.walk import OddError, Walk

HUGE = 1 << 23  # bytes of one element: such elements would each be read several times


def recognises(source: SourceBytes) -> bool:
    """A long file that begins as the reader of JSON wants it, and is not called JSON Lines."""
    if (
        not (isinstance(source.data, File) and len(source.data) >= line_index.LONG)
        or source.suffix in json_lines.SUFFIXES
    ):
        return False
    start = source.data[: line_index.HEAD >> 6].removeprefix(BOM_UTF8).lstrip()
    listed = start[:1] == b"[" and (b'"' in start or source.suffix == ".json")
    return b"\0" not in start and (start[:1] == b"{" or listed)


def read(source: SourceBytes) -> Members:
    """As the reader of JSON, which gets what is damaged around its arrays, or has none that are long."""
    file = source.data
    assert isinstance(file, File)
    try:
        found: Elements | dict[str, Any] | None = Walk(file, source.watch).whole()
    except OddError:
        found = None
    if isinstance(found, Elements) and (rows := JSONRows(found)).is_long:
        return lazy_records.members(rows)
    if not isinstance(found, dict):
        return (json_lines if json_lines.recognises(source) else json_text).read(source)
    lists = {name: [] if isinstance(entry, Elements) else entry for name, entry in found.items()}
    return Members({name: partial(_content, name, entry) for name, entry in found.items()}, scalars(lists))


@dataclass(frozen=True)
class JSONRows:
    """The elements of an array, called `name`; None: it is the whole text, and they may be records."""

    elements: Elements
    name: str | None = None

    def __len__(self) -> int:
        return len(self.elements)

    @property
    def is_long(self) -> bool:
        """Whether to read some of it at a time is worth it, and helps."""
        return LARGE <= self.elements.end - self.elements.begin < HUGE * len(self)

    def steps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        return self.elements.steps(first, last)

    def values(self, first: int, last: int) -> list[Any]:
        part = self.elements.around(first, last)
        values = parsed(self.elements.file, part.begin, part.end)
        if len(values) != part.held:
            line, column = position(self.elements.file, part.end)
            raise InputError("is not JSON: expecting value", f"line {line}, column {column}")
        return values[part.before : part.before + last - first]

    def members(self, values: list[Any], row: Callable[[int], int]) -> Members:
        if self.name is None and values and isinstance(values[0], dict):
            for i, value in enumerate(values):
                if not isinstance(value, dict):
                    raise InputError("is no record, unlike those before", *self._where((row(i),)))
            return records(values, lambda i: self._where((row(i),)))

        def where(index: nested_lists.Index) -> tuple[str, ...]:
            return self._where((row(index[0]), *index[1:])) if index else tuple(filter(None, [self.name]))

        return Members({"": lambda: nested_lists.array(values, where)})

    def _where(self, index: nested_lists.Index) -> tuple[str, ...]:
        """Looked up only once something is wrong there."""
        from lossctl.inputs.readers.json.position import line

        begin, end = self.elements.element(index[0])
        text = self.elements.file[begin:end].decode(errors="replace")
        above, _ = position(self.elements.file, begin)
        inside = line(text, "", index[1:])
        found = int(inside[0].removeprefix("line ")) if inside else 1
        return f"line {above + found - 1}", (self.name or "") + nested_lists.index_text(index)


def _content(name: str, entry: Any) -> Content:
    if not isinstance(entry, Elements):
        return nested_lists.array(entry, lambda _: (name,))
    rows = JSONRows(entry, name)
    if rows.is_long:
        return lazy_records.members(rows).part("").content
    return rows.members(rows.values(0, len(rows)), int).part("").content
