"""The grammar of what Python prints of an array, or a post shows of one.

    value  = list | call | number
    list   = '[' items ']' | '(' items ')'         one item in parentheses without a comma is that item
    items  = value { (',' | space) value } [',']
    call   = name '(' { keyword '=' setting ',' } value { ',' [keyword '='] setting } ')' { harmless }
           | 'Parameter containing:' value | '<tf.Tensor: … numpy=' value '>'
    name   = tensor | torch.FloatTensor | np.array | np.float32 | tf.Tensor | Array | …
    number = 1 | -0.5 | 1. | .5 | 1e-3 | nan | inf | True | False | 1/3 (within brackets)

`harmless` is a method that leaves the numbers as they are: `.float()`, `.to(device)`, `.long()` of whole numbers.

Without brackets there are only numbers: `1` is 0-d, `0,1` and `0 1` have one axis.
"""

import re
from typing import Any, NoReturn

from lossctl.errors import InputError
from lossctl.inputs import nested_lists
from lossctl.inputs.document import Array, Text
from lossctl.inputs.readers.pasted.array_calls import (
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
_LEADING = re.compile(rf"\s*(?:{KEYED}\s*,\s*)*")
_SETTINGS = re.compile(rf"(?:\s*,\s*(?:{KEYED}|{SETTING}))*\s*,?\s*\)(?:{HARMLESS})*")
_ABBREVIATED = re.compile(r"\.\.\.|…")
_WHOLE = "print it whole: torch.set_printoptions(threshold=float('inf')), np.set_printoptions(threshold=sys.maxsize)"
_CALL = re.compile(rf"Parameter containing:\s*(?={CALL})|{CALL}|{ANGLE}")
_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_FRACTION = re.compile(rf"[ \t]*/[ \t]*({NUMBER})", re.IGNORECASE)
_FIRST = re.compile(rf"(?<![\w.]){NUMBER}", re.IGNORECASE)
_TRUTH = re.compile(r"(True|False)\b")
_SPACE = re.compile(r"\s*")
_RUN = re.compile(rf"{NUMBER}(?:[ \t]*(?:,|[ \t])[ \t]*{NUMBER})*(?P<comma>[ \t]*,)?", re.IGNORECASE)

# Full-width signs, one for one, so that a position stays what it was.
_PLAIN = str.maketrans(
    "（），：；［］｛｝＝＋－−–．＜＞＿＇“”　\u00a0　" + "０１２３４５６７８９",
    '(),:;[]{}=+---.<>_\'""   ' + "0123456789",
)


def plain(text: str) -> str:
    """The text with full-width punctuation, digits and minus signs as Python writes them."""
    return text.translate(_PLAIN)


def array_at(text: str, at: int) -> tuple[Array, int]:
    """The bracketed array that begins at `at`, and where it ends; raises with the position of what is wrong."""
    value, end = _value(text, at, 0)
    return _array(value, text, at, end), end


def run_at(text: str, at: int) -> tuple[Array, int] | None:
    """Numbers without brackets on one line: `0` is 0-d, `0, 1` and `0 1` have one axis."""
    match = _RUN.match(text, at)
    if not match:
        return None
    numbers = [parsed(number) for number in _NUMBER.findall(match.group())]
    value = numbers if len(numbers) > 1 or match["comma"] else numbers[0]
    return _array(value, text, at, match.end()), match.end()


def whole(text: str) -> Array | None:
    """All of the text as one array, or None where it is none; raises where it begins like one and is broken."""
    text = plain(text).strip()
    if re.match(BEGIN, text):
        array, end = array_at(text, 0)
        if end < len(text):
            fail(text, end, f"{_word(text, end)} after the array")
        return array
    found = run_at(text, 0)
    return found[0] if found and found[1] == len(text) else None


def number_of(written: str) -> str:
    """The one number in what is written of an array that holds one."""
    match = _FIRST.search(re.sub(KEYED, "", written))
    return match.group() if match else written


def place(text: str, at: int) -> str:
    """`character 5`, in a text of several lines `line 2, character 5`."""
    line = f"line {text.count(chr(10), 0, at) + 1}, " if "\n" in text.strip() else ""
    return f"{line}character {at - text.rfind(chr(10), 0, at)}"


def fail(text: str, at: int, problem: str) -> NoReturn:
    """Raise at this position; an abbreviated print gets its own words."""
    if _ABBREVIATED.match(text, at):
        raise InputError("an abbreviated print: '...' stands for numbers left out", place(text, at), remedy=_WHOLE)
    raise InputError(problem, place(text, at))


def _value(text: str, at: int, depth: int) -> tuple[Any, int]:
    if depth > nested_lists.DEEPEST:
        fail(text, at, f"nested more than {nested_lists.DEEPEST} deep")
    if text[at : at + 1] in ("[", "("):
        return _list(text, at, depth)
    if match := _CALL.match(text, at):
        return _called(text, match, depth)
    if match := _NUMBER.match(text, at):
        return _fraction(text, match) if depth else (parsed(match.group()), match.end())
    if match := _TRUTH.match(text, at):
        return match.group() == "True", match.end()
    fail(text, at, f"{_word(text, at)} is no number" if at < len(text) else "the text ends within the array")


def _fraction(text: str, match: re.Match[str]) -> tuple[float, int]:
    below = None if text[match.end() : match.end() + 1] == "," else _FRACTION.match(text, match.end())
    if not below:
        return parsed(match.group()), match.end()
    if not (divisor := float(below[1])):
        fail(text, below.start(1), "a division by 0")
    return float(match.group()) / divisor, below.end()


def _called(text: str, match: re.Match[str], depth: int) -> tuple[Any, int]:
    name = match.group()
    if name[-1] == "(":
        return _call(text, match.end(), depth)
    value, end = _value(text, match.end(), depth + 1)
    if name[0] != "<":
        return value, end
    end = _skip(text, end)
    return (value, end + 1) if text[end : end + 1] == ">" else fail(text, end, "a '>' is missing")


def _call(text: str, at: int, depth: int) -> tuple[Any, int]:
    begin = _after(_LEADING, text, at)
    value, end = _value(text, begin, depth + 1)
    if match := _SETTINGS.match(text, end):
        for span in ((at, begin), match.span()):
            if wrong := contradiction(value, text, *span):
                fail(text, *wrong)
        return value, match.end()
    end = _skip(text, end)
    fail(text, end, f"{_word(text, end)} where ')' should be" if end < len(text) else "a ')' is missing")


def _list(text: str, at: int, depth: int) -> tuple[Any, int]:
    close = {"[": "]", "(": ")"}[text[at]]
    items: list[Any] = []
    comma, at = False, _skip(text, at + 1)
    while text[at : at + 1] != close:
        item, end = _value(text, at, depth + 1)
        items.append(item)
        at = _skip(text, end)
        comma = text[at : at + 1] == ","
        if not comma and end == at and text[at : at + 1] not in ("]", ")", "["):
            fail(text, at, f"{_word(text, at)} after a number" if at < len(text) else f"a {close!r} is missing")
        at = _skip(text, at + comma)
    return items[0] if close == ")" and len(items) == 1 and not comma else items, at + 1


def _array(value: Any, text: str, at: int, end: int) -> Array:
    array = nested_lists.array_of(value, lambda index: _where(text, at, index))
    assert not isinstance(array, Text)
    empty = OF_SHAPE.search(text, at, end) if array.size == 0 else None
    if not empty:
        return array
    try:
        return array.reshape([int(length) for length in re.findall(r"\d+", empty[1])])
    except (ValueError, OverflowError):
        fail(text, at, f"an empty array cannot have {empty.group()}")


def _where(text: str, at: int, index: nested_lists.Index) -> tuple[str, ...]:
    line = [place(text, at)] if "\n" in text.strip() else []
    return (*line, *filter(None, [nested_lists.index_text(index)]))


def _word(text: str, at: int) -> str:
    return repr(re.split(r"[\s,\])]", text[at : at + 20])[0] or text[at : at + 1])


def parsed(number: str) -> int | float:
    if number.lstrip("+-").isdigit() and len(number) < 4000:
        return int(number)
    return float(number)


def _skip(text: str, at: int) -> int:
    return _after(_SPACE, text, at)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
