"""Arrays as Python prints them or as code writes them: the grammar that reads them.

    value  = list | call | number
    list   = '[' items ']' | '(' items ')'         one item in parentheses without a comma is that item; `;` ends a row
    items  = value { (',' | space) value } [',']
    call   = name '(' { keyword '=' setting ',' } value { ',' [keyword '='] setting } ')' { harmless }
           | 'Parameter containing:' value | '<tf.Tensor: … numpy=' value '>'
    name   = tensor | torch.FloatTensor | np.array | np.float32 | tf.Tensor | Array | …
    number = 1 | -0.5 | 1. | .5 | 1e-3 | nan | inf | True | False | 1/3 (within brackets)

`harmless` is a method that leaves the numbers as they are: `.float()`, `.to(device)`, `.long()` of whole numbers.

Without brackets or a call there are only numbers: `1` has no axis, `0,1` and `0 1` have one.
"""

import re
from typing import Any

from lossctl.inputs import nested_lists
from lossctl.inputs.document import Array, Text
from lossctl.inputs.readers.pasted.code.reshaping import reshaped_behind
from lossctl.inputs.readers.pasted.lines.plain_signs import with_plain_signs
from lossctl.inputs.readers.pasted.lines.text_position import error_at, position, quoted_word
from lossctl.inputs.readers.pasted.prints.array_calls import (
    ANGLE,
    BEGIN,
    CALL,
    HARMLESS,
    KEYED,
    OF_SHAPE,
    SETTING,
    contradiction,
)

NUMBER = r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|nan|inf(?:inity)?)(?!\w|\.[\w.])"
_SETTINGS_BEFORE = re.compile(rf"\s*(?:{KEYED}\s*,\s*)*(?:(?:value|data|object|initial_value)\s*=\s*)?")
_SETTINGS_AFTER = re.compile(rf"(?:\s*,\s*(?:{KEYED}|{SETTING}))*\s*,?\s*\)(?:{HARMLESS})*")
_CALL_OR_PREFIX = re.compile(rf"Parameter containing:\s*(?={CALL})|{CALL}|{ANGLE}")
_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_FRACTION = re.compile(rf"[ \t]*/[ \t]*({NUMBER})", re.IGNORECASE)
_FIRST_NUMBER = re.compile(rf"(?<![\w.]){NUMBER}", re.IGNORECASE)
_BOOLEAN = re.compile(r"(True|False)\b")
_SPACE = re.compile(r"\s*")
_BARE_ROW = re.compile(rf"{NUMBER}(?:[ \t]*(?:,|[ \t])[ \t]*{NUMBER})*(?P<comma>[ \t]*,)?", re.IGNORECASE)


def array_at(text: str, at: int) -> tuple[Array, int]:
    """The array in brackets or in a call that begins at `at`, and where it ends; InputError names the position.

    Methods behind it that only reshape it belong to it.
    """
    value, end = _value(text, at, 0)
    array = _to_array(value, text, at, end)
    return reshaped_behind(array, text, end)


def bare_row_at(text: str, at: int) -> tuple[Array, int] | None:
    """Numbers without brackets on one line, and where they end: `0` has no axis, `0, 1` and `0 1` have one."""
    match = _BARE_ROW.match(text, at)
    if not match:
        return None
    numbers = [parse_number(number) for number in _NUMBER.findall(match.group())]
    value = numbers if len(numbers) > 1 or match["comma"] else numbers[0]
    return _to_array(value, text, at, match.end()), match.end()


def parse_all(text: str) -> Array | None:
    """All of the text as one array; None where it does not begin like one, InputError where it does but is broken."""
    text = with_plain_signs(text).strip()
    if re.match(BEGIN, text):
        array, end = array_at(text, 0)
        if end < len(text):
            raise error_at(text, end, f"{quoted_word(text, end)} after the array")
        return array
    found = bare_row_at(text, 0)
    return found[0] if found and found[1] == len(text) else None


def number_of(written: str) -> str:
    """The number as written in the text of an array that holds only one."""
    match = _FIRST_NUMBER.search(re.sub(rf"(?!value\b)(?:{KEYED})", "", written))
    return match.group() if match else written


def _value(text: str, at: int, depth: int) -> tuple[Any, int]:
    if depth > nested_lists.DEEPEST:
        raise error_at(text, at, f"nested more than {nested_lists.DEEPEST} deep")
    if text[at : at + 1] in ("[", "("):
        return _list(text, at, depth)
    if match := _CALL_OR_PREFIX.match(text, at):
        return _call_or_prefix(text, match, depth)
    if match := _NUMBER.match(text, at):
        return _fraction(text, match) if depth else (parse_number(match.group()), match.end())
    if match := _BOOLEAN.match(text, at):
        return match.group() == "True", match.end()
    raise error_at(
        text, at, f"{quoted_word(text, at)} is no number" if at < len(text) else "the text ends within the array"
    )


def _fraction(text: str, match: re.Match[str]) -> tuple[float, int]:
    below = None if text[match.end() : match.end() + 1] == "," else _FRACTION.match(text, match.end())
    if not below:
        return parse_number(match.group()), match.end()
    if not (divisor := float(below[1])):
        raise error_at(text, below.start(1), "a division by 0")
    return float(match.group()) / divisor, below.end()


def _call_or_prefix(text: str, match: re.Match[str], depth: int) -> tuple[Any, int]:
    name = match.group()
    if name == "c(":
        return _list(text, match.end() - 1, depth)
    if name[-1] == "(":
        return _call(text, match.end(), depth)
    value, end = _value(text, match.end(), depth + 1)
    if name[0] != "<":
        return value, end
    end = _skip(text, end)
    if text[end : end + 1] != ">":
        raise error_at(text, end, "a '>' is missing")
    return value, end + 1


def _call(text: str, at: int, depth: int) -> tuple[Any, int]:
    begin = _after(_SETTINGS_BEFORE, text, at)
    value, end = _value(text, begin, depth + 1)
    if match := _SETTINGS_AFTER.match(text, end):
        for span in ((at, begin), match.span()):
            if wrong := contradiction(value, text, *span):
                raise error_at(text, *wrong)
        return value, match.end()
    end = _skip(text, end)
    raise error_at(
        text, end, f"{quoted_word(text, end)} where ')' should be" if end < len(text) else "a ')' is missing"
    )


def _list(text: str, at: int, depth: int) -> tuple[Any, int]:
    close = {"[": "]", "(": ")"}[text[at]]
    begin, items = at, list[Any]()
    rows: list[list[Any]] = []  # those that a `;` has ended, as Julia and MATLAB write them
    comma, at = False, _skip(text, at + 1)
    while text[at : at + 1] != close:
        item, end = _value(text, at, depth + 1)
        items.append(item)
        at = _skip(text, end)
        comma = text[at : at + 1] == ","
        if text[at : at + 1] == ";" and close == "]":
            rows, items, comma = [*rows, items], [], True
        if not comma and end == at and text[at : at + 1] not in ("]", ")", "["):
            raise error_at(
                text, at, f"{quoted_word(text, at)} after a number" if at < len(text) else f"a {close!r} is missing"
            )
        at = _skip(text, at + comma)
    if rows:
        rows += [items] if items else []
        return (rows if any(len(row) > 1 for row in rows) else [row[0] for row in rows]), at + 1
    is_group = close == ")" and len(items) == 1 and not comma and text[begin - 1 : begin] != "c"
    return items[0] if is_group else items, at + 1


def _to_array(value: Any, text: str, at: int, end: int) -> Array:
    array = nested_lists.array_of(value, lambda index: _place(text, at, index))
    assert not isinstance(array, Text)
    empty = OF_SHAPE.search(text, at, end) if array.size == 0 else None
    if not empty:
        return array
    try:
        return array.reshape([int(length) for length in re.findall(r"\d+", empty[1])])
    except (ValueError, OverflowError):
        raise error_at(text, at, f"an empty array cannot have {empty.group()}") from None


def _place(text: str, at: int, index: nested_lists.Index) -> tuple[str, ...]:
    line = [position(text, at)] if "\n" in text.strip() else []
    return (*line, *filter(None, [nested_lists.index_text(index)]))


def parse_number(number: str) -> int | float:
    """A whole number as an int. Python refuses to turn very many digits into one; as a float they are infinite."""
    if number.lstrip("+-").isdigit() and len(number) < 4000:
        return int(number)
    return float(number)


def _skip(text: str, at: int) -> int:
    return _after(_SPACE, text, at)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
