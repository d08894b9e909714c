"""The arrays of a pasted text: one alone as Python prints it, or a block that names its arrays."""

import re

from lossctl.inputs.document import Document, Members
from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.languages import in_python_signs
from lossctl.inputs.readers.pasted.lines.copied_text import as_typed
from lossctl.inputs.readers.pasted.lines.plain_signs import with_plain_signs
from lossctl.inputs.readers.pasted.lines.web_leftovers import without_leftovers
from lossctl.inputs.readers.pasted.pasted_block import PastedBlock
from lossctl.inputs.readers.pasted.prints import printed_arrays
from lossctl.inputs.readers.pasted.prints.array_calls import BEGIN
from lossctl.inputs.readers.pasted.prints.values import LABEL

_ARRAY_LINE = re.compile(rf"^[ \t>#/*`+-]*(?:\w[\w.]*(?: +[\w.]+)*[ \t*`]*(?:[:=]|<-|->)[\s*`]*)?{BEGIN}", re.MULTILINE)
_SESSION = re.compile(
    r"^[ \t>#/*`'+;%-]*(?:>>> |In ?\[\d+\])|(?<!>)>>> [A-Za-z_(\[]|^#'[ \t]*(?:@examples|[\w.]+[ \t]*<-)|"
    r"^[ \t]*\d+[:|.)]?[ \t]*(?:import \w|from [\w.]+ import |[A-Za-z_]\w* *= *[\w.]*[\[(])"
    r"|^julia> |^> [A-Za-z.]|^\[ (?:CPU|CUDA)\w*Type\{|^torch_tensor\b|^(?:#> )?# A tibble"
    r"|^[A-Za-z.]\w*[ \t]*<-|^\w+ =\n\n[ \t]+[-\d]|^[^\n]*\bprint ?\(",
    re.MULTILINE,
)

# An array within prose: `Let $p = [0.7, 0.3]$ be …`, `a softmax output of [0.7, 0.3] and …`.
_IN_PROSE = re.compile(r"(?:[^\W\d]\w*\}?\s*=|\b(?:of|is|are|be))\s*\[\s*-?[\d.]+\s*,")

_BARE_LINE = re.compile(r"\s*(?P<label>[^\W\d][\w ]{0,40}?)\s*[:=]\s*[-+.\d][-+.\d\s,e]*")
_BESIDE_TABLE = re.compile(
    r"^[ \t]*[^\W\d][\w.]*\(.*\)|^[ \t]*[^\W\d][^\n|,;\t]*[:=][ *]*[-+]?\d[\d.]*[ *]*$", re.MULTILINE
)
_TWO_FIELDS = re.compile(r"[^\W\d][ \t]*[:=][ \t]*[-+.\d][^\n:=]*[ \t,;|(→>][^\W\d][^\n:=]*[:=][ \t]*[-+.\d]")
_HEAD = 4000  # characters


def is_block(text: str) -> bool:
    """Whether a line begins with an array, perhaps behind a label, or shows a session of code and its output."""
    if "&" in text:
        text = without_leftovers(text)
    plain = in_python_signs(with_plain_signs(text))
    return any(sign.search(plain) is not None for sign in (_ARRAY_LINE, _SESSION, _IN_PROSE))


def has_label(first: str) -> bool:
    """Whether the first line has a label that tells a role."""
    label = LABEL.match(with_plain_signs(first))
    return label is not None and pasted_labels.role(label["label"], 1) is not None


def has_bare_numbers(text: str) -> bool:
    """Whether one of the first lines gives numbers to a label that tells a role: `target: 0 1`."""
    lines = with_plain_signs(text[:_HEAD]).split("\n")
    labels = [match["label"] for line in lines if (match := _BARE_LINE.fullmatch(line))]
    return any(pasted_labels.role(label, 1) in ("input", "target") for label in labels)


def has_samples(text: str) -> bool:
    """Whether two of the first lines are samples with the same labels: `y: 1, p: 0.9, loss: 0.1054`."""
    head = text[:_HEAD]
    if not _TWO_FIELDS.search(head):
        return False
    from lossctl.inputs.readers.pasted.lines.framed_lines import framed_lines
    from lossctl.inputs.readers.pasted.lines.sample_lines import samples_at

    lines = framed_lines(head)
    return any(samples_at(lines, at) for at in range(len(lines)))


def has_table_beside(text: str) -> bool:
    """Whether a table stands among lines of which one calls something, or gives a number to a label."""
    if not _BESIDE_TABLE.search(text):
        return False
    from lossctl.inputs.readers.pasted.tables.tables_in_text import tables_in

    plain = with_plain_signs(text)
    tables = tables_in(plain).values()
    lines = enumerate(plain.split("\n"), 1)
    outside = [line for number, line in lines if not any(each.first <= number <= each.last for each in tables)]
    return bool(tables) and _BESIDE_TABLE.search("\n".join(outside)) is not None


def is_array(text: str) -> bool:
    """Whether the text is one array, or numbers without brackets."""
    return printed_arrays.parse_all(text) is not None


def document_of(text: str) -> Document:
    """InputError for a single array that cannot be read."""
    text = as_typed(text)
    plain = with_plain_signs(text)
    if not _ARRAY_LINE.search(plain) and (alone := printed_arrays.parse_all(plain)) is not None:
        return Members({"": lambda: alone})
    block = PastedBlock(text)
    block.check()
    if (only := block.only_unnamed) is not None:
        return Members({"": lambda: only})
    return block
