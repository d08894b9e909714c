"""Pasted text: one array as Python prints it, or a block that names its arrays, as a post shows them.

    block     = { statement | words }
    statement = [label (':' | '=' | '->')] value   the label may stand on a line of its own, with words and commas
              | expression value                   below the code, or in a comment behind it, what Python prints of it
    value     = an array in brackets (see printed.py), rows with a foot (old_torch.py), or numbers up to the line's end

What is no name and no number is blanked out first (transcript.py), so that every position stays what it is. The words
may say which array is the weight (code.py); labels.py tells what the others are.
"""

import re
from collections.abc import Iterator

from lossctl.errors import InputError
from lossctl.inputs.array_names import role_of
from lossctl.inputs.document import Array, Document, Members
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.pasted import old_torch_prints, pasted_code, pasted_labels, printed_arrays
from lossctl.inputs.readers.pasted.array_calls import BEGIN, CALL
from lossctl.inputs.readers.pasted.pasted_block import Block, Statement
from lossctl.inputs.readers.pasted.transcript import END, readable
from lossctl.inputs.readers.tables import delimited_text

Value = tuple[Array, int, int]  # with where it begins and ends

_NAMING = r"[^\W\d][\w.\-]*(?: +[\w.\-]+)*"  # in this form the blanks before its sign are tried once
_LABEL = re.compile(rf"(?P<label>{_NAMING})\s*(?::|=(?!=)>?|[-]>|[→⇒])\s*")
_HEADING = re.compile(rf"(?P<label>[^\W\d][^{END}\[\](){{}}:=]*):[ \t]*(?=[{END}])\s*")
_NO_NAME = rf"(?!\s*(?!nan\b|inf\b|True\b|False\b|{CALL})[^\W\d]\w*\s*[,).])"  # torch.tensor(data) is code
_BEGIN = re.compile(BEGIN + _NO_NAME)
_SIGN = re.compile(rf"(?:^|\f)[ \t]*(?:{_NAMING}\s*(?:[:=]|->)\s*)?{BEGIN}", re.MULTILINE)
_CODE = re.compile(r"None\b|[A-Za-z_][\w.]*\s*[(.\[]|[A-Za-z_]\w*[\s,)]*$", re.MULTILINE)
_SHAPE = re.compile(
    r"torch\.Size\(\[[^\]]*\]\)|(?:shape|size)\s*[(\[][\d, ]*[)\]]|(?<=\w)\[[^\]]*\]|(?<=\w)\([^()\[\]]*\)"
)
_MORE = r"\s*(?:,|[\])]|(?<=\s)[-+.\d])"
_NUMBERS = re.compile(rf"[\[(]\s*(?:[\[(]|{printed_arrays.NUMBER}{_MORE})|^[ \t]*[-+.\d][-+.\d\se,/]*$")
_KEYED = re.compile(rf"(?<=[(,\s])(?:pos_weight|weight|input|target)\s*=\s*(?={CALL}|\[)")
_GAP = re.compile(r"[\s,;]*")
_REST = re.compile(rf"[^{END}]*")
_BLANK = re.compile(r"[ \t]*")
_WORDS = re.compile(r"\(?[^\W\d_]")
_STOP = re.compile(r"[,;。、]|[.!?]+(?=\s|$)")


def recognises(source: SourceBytes) -> bool:
    """A line begins an array, the first is labelled, or the only one is numbers in a file not called a table."""
    text = source.text.strip()
    if any(bracket in text for bracket in "[(［（") and _SIGN.search(readable(text)):
        return True
    first, _, rest = text.partition("\n")
    label = _LABEL.match(readable(first))
    if label and pasted_labels.role(label["label"], 1):
        return True
    return not rest and source.suffix not in delimited_text.SUFFIXES and printed_arrays.whole(first) is not None


def read(source: SourceBytes) -> Document:
    """Raises for an array that cannot be read, or that no label names beside others."""
    text = readable(source.text)
    if not _SIGN.search(text) and (alone := printed_arrays.whole(text)) is not None:
        return Members({"": lambda: alone})
    parts = list(_parts(text))
    found = tuple(part for part in parts if isinstance(part, Statement))
    if len(found) == 1 and not found[0].label:
        return Members({"": lambda: found[0].array})
    for statement in found:
        if not statement.label:
            remedy = "label them: 'input: [[…]]', 'target: […]'"
            raise InputError(f"{len(found)} arrays, and this one has no name", statement.where, remedy=remedy)
    words = "\n".join(part if isinstance(part, str) else _as_setting(part) for part in parts)
    return Block(found, pasted_code.said(words, frozenset(statement.label for statement in found)))


def _as_setting(statement: Statement) -> str:
    return f"{statement.label}={statement.written}" if statement.label in pasted_code.SETTINGS else ""


def _parts(text: str) -> Iterator[Statement | str]:
    """The statements, and the words between them line by line."""
    at, before, opened = _after(_GAP, text, 0), "", 0  # the line just above; how many '(' of the words are open
    while at < len(text):
        label, value = _labelled(text, at)
        name = label if value else pasted_code.shown(before)
        if value := value or _value(text, at, name):
            array, begin, end = value
            yield Statement(name, array, text[begin:end], printed_arrays.place(text, at))
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
    """The label that stands here, or '', and its value if there is one."""
    first = ""
    for pattern in (_LABEL, _HEADING):
        if match := pattern.match(text, at):
            label = match["label"].rstrip()
            first = first or label
            if value := _value(text, match.end(), label):
                return label, value
    return first, None


def _value(text: str, at: int, label: str) -> Value | None:
    if old := old_torch_prints.array_at(text, at):
        return old[0], at, old[1]
    if _BEGIN.match(text, at):
        array, end = printed_arrays.array_at(text, at)
        return array, at, end
    run = printed_arrays.run_at(text, at) if label else None
    return (run[0], at, run[1]) if run and (_ends(text, run[1]) or pasted_labels.role(label, run[0].ndim)) else None


def _ends(text: str, at: int) -> bool:
    """After a value: the end of the line or of the sentence, a separator, or the next label."""
    rest = text[at : _after(_REST, text, at)].strip()
    return not rest or bool(_STOP.match(rest) or _LABEL.match(rest))


def _check_end(text: str, begin: int, at: int, label: str, opened: int) -> None:
    """Words may follow an array in brackets, or a loss; a sign that would change the numbers may not."""
    if _ends(text, at):
        return
    first = _after(_BLANK, text, at)
    bare = not _BEGIN.match(text, begin) and pasted_labels.role(label, 0) != "loss"
    words = not bare and _WORDS.match(text, first) and (first > at or not text[first].isascii())
    if words or (opened > 0 and text[first] == ")"):
        return
    rest = text[first : _after(_REST, text, first)].rstrip()
    printed_arrays.fail(text, first, f"{rest[:12]!r} after the array")


def _words_end(text: str, at: int, label: str) -> int:
    """The end of the line, or where within it another label or a weight given in a call begins."""
    end = _after(_REST, text, at)
    match = _LABEL.match(text, at) if label else None
    if match and match.end() < end and _LABEL.match(text, match.end()):
        return match.end()
    keyed = _KEYED.search(text, at + 1, end)
    return keyed.start() if keyed else end


def _check_words(text: str, at: int, line: str, label: str) -> None:
    """A line may be passed over where it holds no numbers that the reader could take for read."""
    if _NUMBERS.search(_SHAPE.sub("", line)):
        remedy = "label it: 'input: [[…]]', 'target: […]'; take the rest out"
        raise InputError("numbers that no label names", printed_arrays.place(text, at), remedy=remedy)
    value = line[len(label) :].lstrip(" :=")
    after = _LABEL.match(text, at)
    above = after is not None and _LABEL.match(text, after.end())  # `Input:` over a line of code
    if label and role_of(label) not in (None, "loss") and not _CODE.match(value) and not above:
        printed_arrays.fail(text, at, f"no array after {label!r}")


def _line_start(text: str, at: int) -> int:
    return max(text.rfind(sign, 0, at) for sign in "\n\f") + 1


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
