"""A line of output: the values in it, each with the label before it.

output = { label | words } value { separator value }
label  = words (':' | '=' | '->' | 'is')     it may stand on a line of its own
value  = an array in brackets (printed_arrays.py), rows of numbers (printed_rows.py), words in quotes, or numbers
without brackets up to the end of the line
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.lines.text_position import error_at
from lossctl.inputs.readers.pasted.prints.array_calls import CALL
from lossctl.inputs.readers.pasted.prints.printed_rows import plain_rows_at, rows_at
from lossctl.inputs.readers.pasted.prints.values import DASHES, LABEL, Value, ends_at, line_end, value_at

_BY_HAND = re.compile(
    r"(?P<label>[^\W\d][\w.]*\([^=\n()]*\))[ \t]*=[^=\n]*(?:log|ln)[^=\n]*=[ \t]*(?P<number>[+-]?\d+\.\d+)[ \t]*$"
)
_BEHIND_WORDS = re.compile(
    r"(?P<words>[^\W\d_][^:=\n\[\]{}→⇒≈]{0,60}?)[ \t]+(?P<number>[-+]?\d+\.\d+(?:e[-+]?\d+)?)[ \t]*$"
)
_MOST_WORDS = 2  # of a loss that nothing prints: `cross entropy 0.36` is one, `a reward model loss 0.15` may be any
_FRACTION = re.compile(r"\d\.\d")  # no label has one
_PATH = re.compile(r"\w/\S*\.\w+$")  # `losses/bce.py:116`
_ARROW = re.compile(r"(?::(?!:)|[-=]*>{1,3}|→|⇒|<-|≈|~|=(?!=))[ \t]*")
_OF_SHAPES = re.compile(r"(?:shape|size|dim|dims|形状|维度)\s*$", re.IGNORECASE)
# The name in `be the prediction and y = [1, 0]`: one letter or two, perhaps with an ending.
_VARIABLE = re.compile(r"\s((?:[^\W\d_]{1,2}|ŷ)(?:_\w+)?)$")
_LONGEST_LABEL = 300  # characters; a longer one would be tried in very many ways
_TUPLE = re.compile(rf"\((?={CALL})")
# `Loss for [0.2, 0.8]: 0.22`: an array within the label of a number
_LOSS_OF = re.compile(
    r"(?P<label>[^\W\d_][^:=\n\[\](){}]*?)\s*(?:\w+\()?\[[^:=\n]*\]\)?\s*(?:[:=]|->|=>)\s*(?=[-+\d.])"
)
_LIST = re.compile(rf"\[(?={CALL}\[)")
# What may stand between two values, with a remark in parentheses: `y = [0, 1] (the second class), p = [0.2, 0.8]`.
_GAP = re.compile(
    rf"[ \t,;|。、]*(?:\((?!{CALL}|(?:nan|inf|True|False)\b)[^\W\d][^()\n]*\)[ \t,;:.。、]*)?", re.IGNORECASE
)
_SKIPPED = re.compile(r"[ \t{'\"]*(?:(?:torch\.Size|TensorShape)\([^)\n]*\)?\)[ \t,]*)?")
_HARMLESS_REST = re.compile(r"\s*(?:\(?[^\W\d_]|[←↑✓✔✗✘❌✅#]|<--?|[)\]}'\"]|--|—)")
_REST_OF_ARRAY = re.compile(r"(?:\n[ \t]*[-+\d\[\](.…][-+\d\s\[\](),.…einfa]*$)*", re.MULTILINE)


class Fault(NamedTuple):
    """An array that cannot be read, with its label."""

    label: str
    error: InputError


class Output(NamedTuple):
    """The values of a line of output, where they end, and the label that has none: `input` of `input:`."""

    values: tuple[Value, ...]
    end: int
    fault: InputError | None = None
    label: str = ""

    @property
    def is_more_than_a_number(self) -> bool:
        return any(value.array.ndim or value.written[0].isalpha() for value in self.values)


def output_at(text: str, at: int) -> Output | None:
    """The output that begins at `at`; None for a line that begins with none."""
    begin, pending = at, ""
    found: list[Value] = []
    while at < len(text) and not (found and "\n" in text[found[-1].end : at]):
        try:
            label, value = _labelled(text, at)
        except InputError as fault:
            return Output(tuple(found), line_end(text, at), fault, _label_at(text, at))
        if value is None:
            pending = label
            break
        found.append(value)
        rest = _GAP.match(text, value.end)
        at = rest.end() if rest else value.end
        if at >= line_end(text, value.end):
            at = value.end
            break
    if not found and not pending:
        return _by_hand(text, begin)
    return Output(tuple(found), max(at, begin + 1), None, pending)


def number_behind_words(text: str, at: int, are_printed: Callable[[str], bool]) -> Output | None:
    """`loss 0.2967`: a number behind words without a sign between, which a print has, or which a loss is called."""
    match = _BEHIND_WORDS.match(text, at, line_end(text, at))
    if not match:
        return None
    words = match["words"].strip()
    is_loss = len(words.split()) <= _MOST_WORDS and pasted_labels.sounds_like_loss(words)
    value = value_at(text, match.start("number"), words) if is_loss or are_printed(words) else None
    return Output((value,), match.end()) if value else None


def _by_hand(text: str, at: int) -> Output | None:
    """A loss that is calculated by hand behind its call: `cross_entropy(x, t) = - log(0.2) - log(0.7) = 1.9661`."""
    match = _BY_HAND.match(text, at, line_end(text, at))
    if not match or pasted_labels.role(match["label"], 0) != "loss":
        return None
    value = value_at(text, match.start("number"), match["label"])
    return Output((value,), match.end()) if value else None


def _labelled(text: str, at: int) -> tuple[str, Value | None]:
    """The label at `at`, and its value if one follows; on the next line for a label that ends its own."""
    for pattern in (_ARROW, _SKIPPED):
        at = match.end() if (match := pattern.match(text, at)) else at
    at = _into_tuple(text, at)
    if value := value_at(text, at):
        return "", value
    label = ""
    stop = line_end(text, at)
    if (of := _LOSS_OF.match(text, at, stop)) and pasted_labels.sounds_like_loss(of["label"]):
        return of["label"].strip(), value_at(text, of.end(), of["label"])
    match = LABEL.match(text, at, min(stop, at + _LONGEST_LABEL))
    while match:
        label = f"{label} {match['label']}".strip(" '\"")
        is_equation = text[match.end("label") : match.start("behind")].strip() == "="
        variable = _VARIABLE.search(label) if is_equation else None
        label = variable[1] if variable else label
        if _OF_SHAPES.search(label) or _FRACTION.search(label) or _PATH.search(label):
            return "", None
        behind = match.end()
        ends_line = behind >= stop
        behind = _next_word(text, behind) if ends_line else behind
        rows = plain_rows_at(text, stop) if ends_line and not rows_at(text, behind) else None
        begin = _next_word(text, stop)
        value = Value(label, rows.array, text, begin, rows.end) if rows else value_at(text, behind, label)
        if value:
            return label, value
        if ends_line:
            return label, None
        match = LABEL.match(text, match.end(), min(stop, match.end() + _LONGEST_LABEL))
    return "", None


def _into_tuple(text: str, at: int) -> int:
    """Behind the bracket of a tuple or list of arrays, each of which is a value of its own."""
    if match := _TUPLE.match(text, at):
        return match.end()
    if match := _LIST.match(text, at):
        try:
            value_at(text, at)
        except InputError:  # arrays of different shapes: `[array([[0.2, 0.8]]), array([1])]`
            return match.end()
    return at


def _label_at(text: str, at: int) -> str:
    match = LABEL.match(text, at, line_end(text, at))
    return match["label"].strip() if match else ""


def _next_word(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip()) if at < len(text) else at


def end_of_broken(text: str, at: int) -> int:
    """Where a broken array ends: with the last of the lines below `at` that hold nothing but numbers and brackets."""
    match = _REST_OF_ARRAY.match(text, at)
    return match.end() if match else at


def is_whole(value: Value) -> bool:
    """Whether nothing stands behind the value on its line."""
    rest = value.text[value.end : line_end(value.text, value.end)]
    return not rest.strip(" \t;,")


def may_be_followed(value: Value) -> bool:
    """Whether what stands behind the value on its line leaves its numbers as they are."""
    rest = value.text[value.end : line_end(value.text, value.end)]
    if ends_at(value.text, value.end):
        return True
    is_bare = value.written[0] in "+-.0123456789" and pasted_labels.role(value.label, 0) != "loss"
    return bool((DASHES if is_bare else _HARMLESS_REST).match(rest))


def fault_behind(value: Value) -> InputError:
    """The error for a sign behind an array that would change its numbers."""
    rest = value.text[value.end : line_end(value.text, value.end)]
    start = value.end + len(rest) - len(rest.lstrip())
    return error_at(value.text, start, f"{rest.strip()[:12]!r} after the array")
