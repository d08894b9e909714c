"""Pasted text: one array as Python prints it, or a block that names its arrays, as a post shows them.

copied_text.py puts back what copying took away. The lines are read in block_reader.py: framed_lines.py takes their
prompts away, code_lines.py parses code, outputs.py, comments.py and values.py what is printed, open_prints.py and
pairing.py pair both, and bindings.py keeps what the names stand for. call_order.py and roles.py tell the input from the
target, losses_in_order.py to which example a printed loss belongs, printed_losses.py how it is to be judged. All this
is imported only for a text that has a sign of it, which few tables have.
"""

from lossctl.inputs.document import Document
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.delimited import delimited_text

_BRACKETS = frozenset("[(［（")
_PROMPTS = ("<-", "> ", " =\n")  # of R and Julia, and MATLAB's print
_OF_MARKDOWN = ("```", "**:", ":**")
_HEAD = 4000  # characters in which a label is looked for
_BEHIND_LABELS = frozenset(":=>→⇒：＝＞")


def recognises(source: SourceBytes) -> bool:
    """Whether a line begins with an array, the first line has a label, or the only line is numbers and no table."""
    text = source.text.strip()
    first, _, rest = text.partition("\n")
    if any(sign in text for sign in _OF_MARKDOWN):
        return True  # a post: if it holds no array, that is what there is to say, not that its rows are unequal
    may_be_alone = not rest and source.suffix not in delimited_text.SUFFIXES
    has_sign = any(sign in text for sign in (*_BRACKETS, *_PROMPTS))
    has_label = any(sign in text[:_HEAD] for sign in _BEHIND_LABELS)
    if not (has_sign or may_be_alone or has_label):
        return False
    from lossctl.inputs.readers.pasted import pasted_arrays

    if has_sign and pasted_arrays.is_block(text):
        return True
    if has_label and (pasted_arrays.has_label(first) or pasted_arrays.has_bare_numbers(text)):
        return True
    if has_label and source.suffix not in delimited_text.SUFFIXES and pasted_arrays.has_samples(text):
        return True
    if source.suffix not in delimited_text.SUFFIXES and pasted_arrays.has_table_beside(text):
        return True
    return may_be_alone and pasted_arrays.is_array(first)


def read(source: SourceBytes) -> Document:
    """InputError for an array that cannot be read, or for one of several that has no label."""
    from lossctl.inputs.readers.pasted import pasted_arrays

    return pasted_arrays.document_of(source.text)
