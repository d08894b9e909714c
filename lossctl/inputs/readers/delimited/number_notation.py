"""How people write numbers: Fortran's `1.5D-03`, `−1,5` with a comma and a printed minus, `71.1%`, `1,234.5`.

A notation that has one meaning is read. One that could have two is left as it is, and is a fault where it is read.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from lossctl.inputs.tables.column_names import target_rank

NUMBER = re.compile(r"\s*[+-]?((\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?|nan|inf|infinity)\s*", re.IGNORECASE | re.ASCII)

_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)  # nearly every number is written so: as it is read

_MINUS = "[-−–﹣－]"  # the sign of the keyboard, and those that printed texts and word processors have
_DIGITS = r"(\d+(?:[.,]\d*)?|[.,]\d+)"
_BLANK_GROUPS = r"(?:[ '’\u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?"
_GROUPS = rf"\d{{1,3}}(?:(?:,\d{{3}})+(?:\.\d+)?|(?:\.\d{{3}}){{2,}}(?:,\d+)?|\.\d{{3}},\d+|{_BLANK_GROUPS})"
_WRITTEN = re.compile(rf"(\+|{_MINUS})?{_DIGITS}(?:[edED](\+|{_MINUS})?(\d+))?\s*(%)?", re.ASCII)
_GROUPED = re.compile(rf"(?:\+|{_MINUS})?{_GROUPS}", re.ASCII)
_OF_THREE = re.compile(rf"(?:\+|{_MINUS})?[1-9]\d{{0,2}}(?:,\d{{3}})+", re.ASCII)
_MARKED = re.compile(rf"(?:\+|{_MINUS})?\s?[$€£¥]?\s?{_MINUS}?(?:{_GROUPS}|{_DIGITS})\s?[$€£¥‰%]?", re.ASCII)
_ODD_SIGN = re.compile(rf"(?!-){_MINUS}\s?[.,\d]|\d[\u00a0\u2007\u2009\u202f]|[\u00a0\u2007\u2009\u202f][-+.,\d]")
_ODD = (  # a sign without which none is there, and the notation
    ("%", re.compile(r"\d[ \t]*%", re.ASCII)),
    ("D", re.compile(r"[\d.][dD][-+]?\d{1,3}(?!\w)", re.ASCII)),
    ("d", re.compile(r"[\d.][dD][-+]?\d{1,3}(?!\w)", re.ASCII)),
    ('"', re.compile(r"\"\s*[-+]?\d+,\d", re.ASCII)),
)


class _Written(NamedTuple):
    """A number as its parts are written."""

    minus: bool
    digits: str
    exponent: str
    percent: bool


def may_be_odd(text: str) -> bool:
    """Whether a number in the text may be written in another way than Python reads, but for commas outside quotes."""
    odd = any(sign in text and notation.search(text) for sign, notation in _ODD)
    return odd or (not text.isascii() and bool(_ODD_SIGN.search(text)))


def is_like_number(cell: str) -> bool:
    """Whether a cell is a number in any notation, even in one that is not read: 1,234.5 or $5."""
    return bool(NUMBER.fullmatch(cell) or _MARKED.fullmatch(cell.strip()) or _WRITTEN.fullmatch(cell.strip()))


def is_percentage(cell: str) -> bool:
    """Whether a cell is a number with a percent sign."""
    return cell.rstrip().endswith("%") and _WRITTEN.fullmatch(cell.strip()) is not None


def plain_number(cell: str, comma: bool, all_numbers: bool = True) -> str:
    """The number as Python reads it, in a table whose decimals have a comma, or not; other cells as they are.

    Fortran's D and percent signs are read only where all cells of the column are numbers.
    """
    if _PLAIN.fullmatch(cell):
        return cell
    written = _parts(cell)
    if written is None or ("," in written.digits and not comma) or ("." in written.digits and comma):
        return cell
    if not all_numbers and (written.percent or "d" in cell.lower()):
        return cell
    power = written.exponent
    if written.percent:
        power = str(int(power or "0") - 2)
    return "-" * written.minus + written.digits.replace(",", ".") + ("e" + power if power else "")


def has_decimal_commas(cells: Iterable[str]) -> bool:
    """Whether a comma stands for the decimal point: some must, as in 0,5, and no number has a point."""
    sure = False
    for cell in cells:
        written = _parts(cell)
        if written is None:
            continue
        if "." in written.digits:
            return False
        sure = sure or ("," in written.digits and not _OF_THREE.fullmatch(cell.strip()))
    return sure


def remedy_for(cell: str, comma: bool) -> str:
    """What to do about a cell that is no number though it looks like one; '' where it does not."""
    cell = cell.strip()
    if _OF_THREE.fullmatch(cell) and cell.count(",") == 1 and not comma:
        return f"it may be {cell.replace(',', '.')} or {cell.replace(',', '')}: write which, without a comma"
    if _GROUPED.fullmatch(cell) or _OF_THREE.fullmatch(cell):
        return "it has thousands separators: write the digits alone, with a point before the decimals"
    written = _parts(cell)
    if written is not None and written.percent:
        return "other numbers of this column have no percent sign: write all with it, or all without"
    if written is not None and ("," in written.digits or (comma and "." in written.digits)):
        return "some numbers of this table have a decimal point, others a comma: write points in all"
    return "write the number alone, without a unit" if is_like_number(cell) else ""


def _parts(cell: str) -> _Written | None:
    match = _WRITTEN.fullmatch(cell.strip())
    if match is None:
        return None
    sign, digits, power_sign, power, percent = match.groups()
    exponent = "" if power is None else ("" if power_sign in (None, "+") else "-") + power
    return _Written(sign not in (None, "+"), digits, exponent, percent is not None)


def remedy_for_missing(column: str) -> str:
    """What to write where nothing stands in a column, as an error calls it: a label cannot be nan."""
    if target_rank(column.removeprefix("column ")) is None:
        return "write nan where a number is missing"
    return "leave the row out, or write -100 among whole numbers: --ignore-index -100"
