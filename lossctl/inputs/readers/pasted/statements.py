"""The statements in a pasted text: arrays with the labels before them, and the words in between.

block     = { statement | words }
statement = [label (':' | '=' | '->')] value   the label may stand on a line of its own, with words and commas
          | expression value                   what Python prints of it, below the code or in a comment behind it
value     = an array in brackets (printed_arrays.py), rows with their size below (old_torch_prints.py), or numbers
            without brackets up to the end of the line
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.array_names import normalised, role_of
from lossctl.inputs.document import Array
from lossctl.inputs.readers.pasted import old_torch_prints, pasted_labels, printed_arrays
from lossctl.inputs.readers.pasted.array_calls import BEGIN, CALL
from lossctl.inputs.readers.pasted.pasted_code import printed_expression
from lossctl.inputs.readers.pasted.text_position import error_at, position
from lossctl.inputs.readers.pasted.transcript import END

# A label: words, and a sign that gives them a value. Each blank can match in one way only; otherwise a long line of
# words would be tried in very many ways.
LABEL_WORDS = r"[^\W\d][\w.\-]*(?: +[\w.\-]+)*"
LABEL = re.compile(rf"(?P<label>{LABEL_WORDS})\s*(?::|=(?!=)>?|[-]>|[→⇒])\s*")
# A label at the end of its line, which may be a whole sentence: `The output (2 classes):`.
_HEADING = re.compile(rf"(?P<label>[^\W\d][^{END}\[\](){{}}:=]*):[ \t]*(?=[{END}])\s*")
_NO_NAME = rf"(?!\s*(?!nan\b|inf\b|True\b|False\b|{CALL})[^\W\d]\w*\s*[,).])"  # torch.tensor(data) is code
_BEGIN = re.compile(BEGIN + _NO_NAME)
# What may follow a label without being an array: None, a call, an index, or names alone.
_CODE = re.compile(r"None\b|[A-Za-z_][\w.]*\s*[(.\[]|[A-Za-z_]\w*[\s,)]*$", re.MULTILINE)
# Numbers that are no array's: sizes, indices and the arguments of calls.
_SHAPE = re.compile(
    r"torch\.Size\(\[[^\]]*\]\)|(?:shape|size)\s*[:=]?\s*[(\[][\d, ]*[)\]]|(?<=\w)\[[^\]]*\]|(?<=\w)\([^()\[\]]*\)"
)
_MORE = r"\s*(?:,|[\])]|(?<=\s)[-+.\d])"
# Numbers that look like an array's: a list of them, or a line of nothing else.
_NUMBERS = re.compile(rf"[\[(]\s*(?:[\[(]|{printed_arrays.NUMBER}{_MORE})|^[ \t]*[-+.\d][-+.\d\se,/]*$")
# The name of an argument before its array, within a call.
_KEYED = re.compile(rf"(?<=[(,\s])(?:pos_weight|weight|input|target)\s*=\s*(?={CALL}|\[)")
# Names of arrays that prose uses too: no array need follow them.
_WORDS_OF_PROSE = frozenset(
    ("pred", "probabilities", "logit", "output", "outputs", "truth", "gt", "gold", "actual", "expected")
)
_OF_SHAPES = re.compile(r"\b(?:shape|size)$", re.IGNORECASE)  # `shape: (5, 3)` is no array
_GAP = re.compile(r"[\s,;]*")
_REST = re.compile(rf"[^{END}]*")
_BLANK = re.compile(r"[ \t]*")
_WORDS = re.compile(r"\(?[^\W\d_]")
_STOP = re.compile(r"[,;。、]|[.!?]+(?=\s|$)")

Value = tuple[Array, int, int]  # an array, and where its text begins and ends


class Statement(NamedTuple):
    """An array with its label, which may be ''; its text as written; where it stands, as errors say it."""

    label: str
    array: Array
    written: str
    where: str


def parse(text: str) -> Iterator[Statement | str]:
    """The statements, and the words between them line by line.

    InputError where an array is broken, or where numbers stand that would not be read.
    """
    at = _after(_GAP, text, 0)
    before = ""  # the line just above, which may be the code that prints the next value
    opened = 0  # how many '(' in the words are not closed yet
    while at < len(text):
        label, value = _labelled(text, at)
        name = label if value else printed_expression(before)
        if value := value or _value(text, at, name):
            array, begin, end = value
            yield Statement(name, array, text[begin:end], position(text, at))
            _check_end(text, begin, end, name, opened)
            before = ""
        else:
            end = _words_end(text, at, label)
            words = text[at:end]
            _check_words(text, at, words, label)
            opened += words.count("(") - words.count(")")
            before = text[_line_start(text, at) : end]
            yield words
        at = _after(_GAP, text, end)


def _labelled(text: str, at: int) -> tuple[str, Value | None]:
    """The label at `at`, or '', and its value if one follows."""
    first = ""
    for pattern in (LABEL, _HEADING):
        if match := pattern.match(text, at):
            label = match["label"].rstrip()
            first = first or label
            if not _OF_SHAPES.search(label) and (value := _value(text, match.end(), label)):
                return label, value
    return first, None


def _value(text: str, at: int, label: str) -> Value | None:
    """The value at `at`. Numbers without brackets need a label; if more follows on their line, it must have a role."""
    if found := old_torch_prints.array_at(text, at):
        return found[0], at, found[1]
    if _BEGIN.match(text, at):
        array, end = printed_arrays.array_at(text, at)
        return array, at, end
    row = printed_arrays.bare_row_at(text, at) if label else None
    return (row[0], at, row[1]) if row and (_ends(text, row[1]) or pasted_labels.role(label, row[0].ndim)) else None


def _ends(text: str, at: int) -> bool:
    """Whether nothing follows the value on its line but a separator, the end of the sentence, or the next label."""
    rest = text[at : _after(_REST, text, at)].strip()
    return not rest or bool(_STOP.match(rest) or LABEL.match(rest))


def _check_end(text: str, begin: int, at: int, label: str, opened: int) -> None:
    """Words may follow an array in brackets, or a loss; InputError for a sign that would change the numbers."""
    if _ends(text, at):
        return
    next_ = _after(_BLANK, text, at)
    bare = not _BEGIN.match(text, begin) and pasted_labels.role(label, 0) != "loss"
    words = not bare and _WORDS.match(text, next_) and (next_ > at or not text[next_].isascii())
    if words or (opened > 0 and text[next_] == ")"):
        return
    rest = text[next_ : _after(_REST, text, next_)].rstrip()
    raise error_at(text, next_, f"{rest[:12]!r} after the array")


def _words_end(text: str, at: int, label: str) -> int:
    """Where words end: at the end of the line, at another label in it, or at an array that is an argument of a call."""
    end = _after(_REST, text, at)
    match = LABEL.match(text, at) if label else None
    if match and match.end() < end and LABEL.match(text, match.end()):
        return match.end()
    keyed = _KEYED.search(text, at + 1, end)
    return keyed.start() if keyed else end


def _check_words(text: str, at: int, line: str, label: str) -> None:
    """InputError for a line of words with numbers that would be lost, or with a label for which no array follows."""
    if _NUMBERS.search(_SHAPE.sub("", line)):
        remedy = "label it: 'input: [[…]]', 'target: […]'; take the rest out"
        raise InputError("numbers that no label names", position(text, at), remedy=remedy)
    value = line[len(label) :].lstrip(" :=")
    after = LABEL.match(text, at)
    above = after is not None and LABEL.match(text, after.end())  # `Input:` over a line of code
    named = role_of(label) not in (None, "loss") and normalised(label) not in _WORDS_OF_PROSE
    if label and named and not _CODE.match(value) and not above:
        raise error_at(text, at, f"no array after {label!r}")


def _line_start(text: str, at: int) -> int:
    return max(text.rfind(sign, 0, at) for sign in "\n\f") + 1


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
