"""A value in a paste: an array in brackets, rows of numbers, words in quotes, or numbers up to the end of the line."""

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lossctl.inputs.document import Array
from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.lines.text_position import position
from lossctl.inputs.readers.pasted.prints import printed_arrays
from lossctl.inputs.readers.pasted.prints.array_calls import BEGIN, CALL
from lossctl.inputs.readers.pasted.prints.printed_rows import rows_at

if TYPE_CHECKING:
    from lossctl.inputs.readers.pasted.tables.pasted_table import PastedTable

_LABEL_WORDS = r"[^\W\d_](?:[^:=\n\[\]{}→⇒≈><]|=(?=[\w-]))*?"
_SIGN = (
    r"(?:(?::|=(?![=>])|[-=]+>|→|⇒|≈)|(?<=\s)(?:is|was|are|equals)(?::|(?=\s))|[为是](?=\s*(?:[-\[t]|\d+\.\d))"
    rf"|(?<=\s)(?:of|be)(?=\s*[\[(]\s*-?[\d.])|(?<=\s)(?={CALL}|\[[^\n]*\][ \t]*\)?$))"
)
LABEL = re.compile(rf"(?P<label>{_LABEL_WORDS})\s*{_SIGN}(?P<behind>\s*)", re.MULTILINE)
_NO_NAME = rf"(?!\s*(?!nan\b|inf\b|True\b|False\b|{CALL})[^\W\d]\w*\s*[,).\]])"  # torch.tensor(data) is code
_BEGIN = re.compile(BEGIN + _NO_NAME)
_WORDS = re.compile(
    r"(?:\[|\(|(?:np\.)?array\(\s*\[|c\()\s*((?:'[^'\n]*'|\"[^\"\n]*\")(?:\s*,?\s*(?:'[^'\n]*'|\"[^\"\n]*\"))*)\s*,?\s*[\])]\)?"
)
_WORD = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"")
_NUMBER_ALONE = re.compile(rf"{printed_arrays.NUMBER}[\s,]*(?:[-+.\d\s,]*)$", re.IGNORECASE | re.MULTILINE)
_ROWS = re.compile(r"torch_tensor[ \t]*\n|(?:Variable|Parameter) containing|\d+[×x]\d+|\d+-element |\[1\] |\[,1\]")
DASHES = re.compile(r"[ \t]+(?:--|—|–|\()|\((?=[^\W\d])")
_STOP = re.compile(r"[,;|。、)]|[.!?]+(?=\s|$)|:$|<\w|dtype|device")
# A number with Julia's sign for Float32 behind it, or one whose end a doctest leaves open.
_CUT = re.compile(
    rf"(?:{CALL}\s*)?(?P<number>[+-]?\d+\.\d+)(?:f0|\.\.\.)(?![\w.])(?:[^()\n]*\)(?=[ \t]*$))?", re.MULTILINE
)


_ANY_NUMBER = re.compile(r"(?<![\w.])-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)


class Value(NamedTuple):
    """An array as it is printed or written out, with its label; `words` where it holds words instead of numbers.

    `printer` is what printed it, where the print tells: `R`, `Julia` or `torch`. `tolerance` is how far a loss may be
    off, where a test of the code says so. `table` is the table that it is.
    """

    label: str
    array: Array
    text: str
    begin: int
    end: int
    printer: str = ""
    words: tuple[str, ...] = ()
    table: "PastedTable | None" = None
    tolerance: float | None = None

    @property
    def written(self) -> str:
        return self.text[self.begin : self.end]

    @property
    def where(self) -> str:
        return position(self.text, self.begin)

    @property
    def is_tuple_of_lengths(self) -> bool:
        """Whether it looks like a shape: `(2, 3)`."""
        return self.written[:1] == "(" and self.array.ndim == 1 and self.array.dtype.kind == "i"


def value_at(text: str, at: int, label: str = "", bare: bool = True) -> Value | None:
    """The value at `at`; InputError for a broken one. `bare`: it may be numbers without brackets."""
    if words := _WORDS.match(text, at):
        entries = tuple(a or b for a, b in _WORD.findall(words[1]))
        return Value(label, np.zeros(len(entries)), text, at, words.end(), words=entries)
    if rows := rows_at(text, at):
        return Value(label, rows.array, text, at, rows.end, rows.printer)
    if bare and (cut := _CUT.match(text, at)):
        return Value(label, np.array(float(cut["number"])), text, at, cut.end())
    if _BEGIN.match(text, at):
        array, end = printed_arrays.array_at(text, at)
        return Value(label, array, text, at, end)
    row = printed_arrays.bare_row_at(text, at) if bare else None
    if row and (
        ends_at(text, row[1]) or DASHES.match(text, row[1]) or (label and pasted_labels.role(label, row[0].ndim))
    ):
        return None if text[row[1] : row[1] + 1] in ("%", "/", "×") else Value(label, row[0], text, at, row[1])
    return None


def ends_at(text: str, at: int) -> bool:
    """Whether nothing follows on the line but a separator, the end of the sentence, or the next label."""
    rest = text[at : line_end(text, at)].strip()
    return not rest or bool(_STOP.match(rest) or LABEL.match(rest))


def begins_with_value(text: str, at: int) -> bool:
    """Whether the line begins with an array or a number, so that it is rather output than code."""
    return any(pattern.match(text, at) for pattern in (_ROWS, _BEGIN, _NUMBER_ALONE, _WORDS, _CUT))


def written_place(text: str, begin: int, end: int, array: Array) -> tuple[int, int]:
    """Where, between `begin` and `end`, the number is written last; all of that, where it is not or is an array."""
    if array.ndim == 0:
        for match in reversed([*_ANY_NUMBER.finditer(text, begin, end)]):
            if float(match.group()) == float(array):
                return match.span()
    return begin, end


def line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
