"""The arrays of a pasted text.

transcript.py first replaces prompts, comments and the like by blanks. Then statements.py finds the arrays and their
labels, pasted_labels.py tells the role of each label, and pasted_code.py what the code in between tells of the names.
"""

import re

from lossctl.errors import InputError
from lossctl.inputs.document import Document, Members
from lossctl.inputs.readers.pasted import pasted_code, pasted_labels, printed_arrays, statements
from lossctl.inputs.readers.pasted.array_calls import BEGIN
from lossctl.inputs.readers.pasted.pasted_block import PastedBlock
from lossctl.inputs.readers.pasted.statements import LABEL, LABEL_WORDS, Statement
from lossctl.inputs.readers.pasted.transcript import readable

_ARRAY_LINE = re.compile(rf"(?:^|\f)[ \t]*(?:{LABEL_WORDS}\s*(?:[:=]|->)\s*)?{BEGIN}", re.MULTILINE)


def has_array(text: str) -> bool:
    """Whether a line begins with an array, perhaps behind its label."""
    return _ARRAY_LINE.search(readable(text)) is not None


def has_label(first: str) -> bool:
    """Whether the first line has a label that tells a role."""
    label = LABEL.match(readable(first))
    return label is not None and pasted_labels.role(label["label"], 1) is not None


def is_array(text: str) -> bool:
    """Whether the text is one array, or numbers without brackets."""
    return printed_arrays.parse_all(text) is not None


def document_of(written: str) -> Document:
    """InputError for an array that cannot be read, or for one of several that has no label."""
    text = readable(written)
    if not _ARRAY_LINE.search(text) and (alone := printed_arrays.parse_all(text)) is not None:
        return Members({"": lambda: alone})
    parts = list(statements.parse(text))
    found = tuple(part for part in parts if isinstance(part, Statement))
    if len(found) == 1 and not found[0].label:
        return Members({"": lambda: found[0].array})
    for statement in found:
        if not statement.label:
            remedy = "label them: 'input: [[…]]', 'target: […]'"
            raise InputError(f"{len(found)} arrays, and this one has no name", statement.where, remedy=remedy)
    words = "\n".join(part if isinstance(part, str) else _as_setting(part) for part in parts)
    return PastedBlock(found, pasted_code.read_code(words, frozenset(statement.label for statement in found)))


def _as_setting(statement: Statement) -> str:
    return f"{statement.label}={statement.written}" if statement.label in pasted_code.SETTINGS else ""
