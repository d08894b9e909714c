"""Arrays that are printed as rows of numbers without brackets: by PyTorch's C++, R, Julia and MATLAB.

input:                          3×2 Matrix{Float64}:      [1] 0.2 0.5        [,1] [,2]
3  4                            0.2  0.5                               [1,]  0.2  0.5
6  9                            ⋅    0.2                               [2,]  0.3  0.2
[ CPUFloatType{2,2} ]
"""

import re
from typing import NamedTuple

import numpy as np

from lossctl.inputs.document import Array
from lossctl.inputs.readers.pasted.languages.matlab import COLUMNS
from lossctl.inputs.readers.pasted.lines.text_position import error_at
from lossctl.inputs.readers.pasted.prints.printed_arrays import NUMBER, parse_number


class Rows(NamedTuple):
    """An array, where its print ends, and what printed it: `torch`, `R`, `Julia`, or nothing that tells."""

    array: Array
    end: int
    printer: str


_BLANKS = r"[ \t]*"
_CELL = rf"(?:{NUMBER}|⋅)"
_ROW = rf"{_BLANKS}{_CELL}(?:[ \t]+{_CELL})*{_BLANKS}(?:\n|\Z)"
_ROWS = rf"(?P<rows>(?:{_ROW})+)"
_FACTOR = rf"(?:{_BLANKS}(?P<factor>{NUMBER}){_BLANKS}\*{_BLANKS}\n)?"
_HEAD = r"(?:(?:Variable|Parameter) containing:[ \t]*\n|torch_tensor[ \t]*\n)?\s*"
_OLD_TRAILER = r"\[torch\.(?:cuda\.)?\w*Tensor of size (?P<old>\d+(?:x\d+)*)(?: \(GPU \d+\))?\]"
_TRAILER = rf"{_BLANKS}(?:{_OLD_TRAILER}|\[ (?:CPU|CUDA|MPS)?\w*Type\{{(?P<new>[\d,]*)\}} \](?:\[[^\]\n]*\])?)"
_TORCH = re.compile(rf"{_HEAD}{_FACTOR}{_ROWS}\s*{_TRAILER}", re.IGNORECASE)
_JULIA = re.compile(rf"(?:(?P<size>\d+(?:[×x]\d+)+)|(?P<length>\d+)-element) [^\n]*:{_BLANKS}\n{_ROWS}", re.IGNORECASE)
_NUMBERS_OF_ROW = rf"(?:[ \t]+{NUMBER})+{_BLANKS}"
_R_VECTOR = re.compile(
    rf"\[1\](?P<rows>{_NUMBERS_OF_ROW}(?:\n{_BLANKS}\[\d+\]{_NUMBERS_OF_ROW})*(?=\n|\Z))", re.IGNORECASE
)
_R_MATRIX = re.compile(
    rf"{_BLANKS}(?:\[,\d+\]|[\w.]+)(?:[ \t]+(?:\[,\d+\]|[\w.]+))*{_BLANKS}\n"
    rf"(?P<rows>(?:{_BLANKS}\[\d+,\]{_NUMBERS_OF_ROW}(?:\n|\Z))+)",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"\s*?{_FACTOR}{_ROWS}", re.IGNORECASE)
_FACTOR_ALONE = re.compile(rf"\s*{_FACTOR.removesuffix('?')}", re.IGNORECASE)
_NUMBERS = re.compile(_CELL, re.IGNORECASE)
_R_LABEL = re.compile(r"\[\d+,?\]")


def rows_at(text: str, at: int) -> Rows | None:
    """The rows whose print begins at `at` and says what it is; InputError where the numbers do not fit the size."""
    if match := _TORCH.match(text, at):
        return _of_torch(text, match)
    if match := _JULIA.match(text, at):
        lengths = [int(each) for each in re.findall(r"\d+", match["size"] or match["length"])]
        return _sized(text, match, lengths, "Julia")
    if match := _R_VECTOR.match(text, at):
        numbers = [parse_number(each) for each in _NUMBERS.findall(_R_LABEL.sub(" ", match["rows"]))]
        return Rows(np.array(numbers if len(numbers) > 1 else numbers[0]), match.end(), "R")
    if match := _R_MATRIX.match(text, at):
        rows = [_numbers(_R_LABEL.sub(" ", row)) for row in match["rows"].splitlines()]
        return _whole(rows, match.end("rows"), "R")
    return None


def plain_rows_at(text: str, at: int) -> Rows | None:
    """Lines of numbers and nothing else: several are a matrix or a column, a single number is one."""
    if by_columns := _columns_at(text, at):
        return by_columns
    match = _PLAIN.match(text, at)
    if not match:
        return None
    rows = [_numbers(row) for row in match["rows"].splitlines() if row.strip()]
    found = _whole(rows, match.end(), "")
    if found is None:
        return None
    array = found.array * parse_number(match["factor"]) if match["factor"] else found.array
    array = array.reshape(()) if array.size == 1 else array.reshape(-1) if 1 in array.shape else array
    return found._replace(array=array)


def _columns_at(text: str, at: int) -> Rows | None:
    """MATLAB's print of many columns, some below the others."""
    factor = _FACTOR_ALONE.match(text, at)
    end = factor.end() if factor else at
    parts: list[list[list[float]]] = []
    while (heading := COLUMNS.match(text, end)) and (match := _PLAIN.match(text, heading.end())):
        parts.append([_numbers(row) for row in match["rows"].splitlines() if row.strip()])
        end = match.end()
    if not parts or len({len(part) for part in parts}) > 1:
        return None
    found = _whole([[number for row in rows for number in row] for rows in zip(*parts, strict=True)], end, "")
    if found is None:
        return None
    array = found.array * parse_number(factor["factor"]) if factor else found.array
    return found._replace(array=array.reshape(-1) if 1 in array.shape else array)


def _of_torch(text: str, match: re.Match[str]) -> Rows:
    of_old = match["new"] is None
    written = match["old"] if of_old else match["new"]
    lengths = [int(each) for each in re.findall(r"\d+", written)]
    found = _sized(text, match, lengths, "torch", "old" if of_old else "new")
    return found._replace(array=found.array * parse_number(match["factor"])) if match["factor"] else found


def _sized(text: str, match: re.Match[str], lengths: list[int], printer: str, size: str = "rows") -> Rows:
    rows = [_numbers(row) for row in match["rows"].splitlines() if row.strip()]
    found = _whole(rows, match.end(), printer)
    shape = [*lengths, 1, 1][:2] if lengths else [1, 1]
    flat = len(lengths) == 1 and len(rows) == 1 and len(rows[0]) == lengths[0]
    if found is None or len(lengths) > 2 or (list(found.array.shape) != shape and not flat):
        written = "x".join(map(str, lengths))
        raise error_at(text, match.start(size), f"not the numbers of size {written}")
    return found._replace(array=found.array.reshape(lengths))


def _whole(rows: list[list[float]], end: int, printer: str) -> Rows | None:
    return Rows(np.array(rows), end, printer) if rows and len(set(map(len, rows))) == 1 else None


def _numbers(row: str) -> list[float]:
    return [0 if each == "⋅" else parse_number(each) for each in _NUMBERS.findall(row)]
