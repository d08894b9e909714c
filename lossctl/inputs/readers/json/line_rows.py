"""The lines of a large file of JSON Lines, which are read a few at a time."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.document import Array, Document, Members
from lossctl.inputs.readers.json import json_lines, json_values
from lossctl.inputs.readers.json.json_numbers import read_rows
from lossctl.inputs.readers.json.json_parser import parse_json
from lossctl.inputs.readers.line_index import LineIndex

_TWO_OBJECTS = re.compile(r"\}[ \t\r]*,[ \t\r]*\{")


@dataclass(frozen=True)
class LineRows:
    """The lines of a file, each of which is a value."""

    index: LineIndex

    def __len__(self) -> int:
        return len(self.index)

    def steps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        return self.index.steps(first, last)

    def values(self, first: int, last: int) -> list[Any]:
        lines = list(self._numbered(first, last))
        values = _parse_at_once([line for _, line in lines])
        return [json_lines.parse_line(text, number) for number, text in lines] if values is None else values

    def numbers(self, first: int, last: int, width: int | None) -> Array | None:
        return read_rows(self.index.rows(first, last), b"\n", last - first, width)

    def arrays_of(self, values: list[Any], row: Callable[[int], int]) -> Members:
        return json_values.arrays_of_lines(values, lambda i: self.place(row(i)))

    def document_of(self, values: list[Any], row: Callable[[int], int]) -> Document:
        return json_values.document_of_lines(values, lambda i: self.place(row(i)))

    def place(self, row: int) -> tuple[str, ...]:
        number, _ = next(self._numbered(row, row + 1))
        return (f"line {number}",)

    def _numbered(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        """The lines with their numbers."""
        text, above = self.index.text(first, last)
        return ((number, line) for number, line in enumerate(text.split("\n"), above + 1) if line.strip())


def _parse_at_once(lines: list[str]) -> list[Any] | None:
    """The objects on some lines; None where a line may hold anything else, which is found line by line.

    That takes two thirds of the time. A line that holds two objects has a comma between braces, so that as many values
    as lines are one on each.
    """
    if not all(line.startswith("{") for line in lines):
        return None
    text = ",\n".join(lines)
    if _TWO_OBJECTS.search(text):
        return None
    try:
        values: list[Any] = parse_json(f"[{text}]")
    except InputError:
        return None
    alone = len(values) == len(lines) and all(type(value) is dict for value in values)
    return values if alone else None
