"""Pasted text: one array as Python prints it, or a block that names its arrays, as a post shows them.

block_reader.py goes through the lines. Each part of the reading has a folder: `lines` takes away what frames the lines,
`code` parses them and keeps what their names stand for, `prints` reads what is printed and finds what printed it,
`tables` reads tables, `languages` has what others write in another way than Python, and `losses` the calls of losses
and how each printed loss is to be judged. roles.py tells the input from the target where no call does. All this is
imported only for a text that has a sign of it, which few tables have.
"""

import re

from lossctl.inputs.document import Document
from lossctl.inputs.files import file
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers.delimited import delimited_text

_BRACKETS = frozenset("[(［（")
_PROMPTS = ("<-", "> ", " =\n")  # of R and Julia, and MATLAB's print
_OF_MARKDOWN = ("```", "**:", ":**")
_HEAD = 4000  # characters in which a label is looked for
_BEHIND_LABELS = ":=>→⇒：＝＞"
_IN_CELL = re.compile(f"[{_BEHIND_LABELS}]")


def recognises(source: SourceBytes) -> bool:
    """Whether a line begins with an array, the first line has a label, or the only line is numbers and no table."""
    text = source.text.strip()
    if len(source.data) >= file.LONGEST_POST:
        from lossctl.inputs.readers.pasted.large_text import begins_array

        return begins_array(text)
    first, _, rest = text.partition("\n")
    if any(sign in text for sign in _OF_MARKDOWN):
        return True  # a post: if it holds no array, that is what there is to say, not that its rows are unequal
    may_be_table = source.suffix in delimited_text.SUFFIXES
    may_be_alone = not rest and not may_be_table
    has_sign = any(sign in text for sign in (*_BRACKETS, *_PROMPTS))
    has_label = any(sign in text[:_HEAD] for sign in _BEHIND_LABELS)
    if not (has_sign or may_be_alone or has_label):
        return False
    from lossctl.inputs.readers.pasted import pasted_arrays
    from lossctl.inputs.readers.pasted.lines.log_prefixes import without_log_prefixes

    text = without_log_prefixes(text)
    first = text.partition("\n")[0].strip()
    labelled = pasted_arrays.has_label(first) and not _is_header(first)
    return (
        (has_sign and pasted_arrays.is_block(text))
        or (has_label and (labelled or pasted_arrays.has_bare_numbers(text)))
        or (has_label and not may_be_table and pasted_arrays.has_samples(text))
        or (not may_be_table and pasted_arrays.has_table_beside(text))
        or (may_be_alone and pasted_arrays.is_array(first))
    )


def _is_header(first: str) -> bool:
    """Whether several cells of the line begin with the same label: `id,probs:cat,probs:dog`."""
    labels = [
        cell.strip(' "')[: found.start()] for cell in re.split("[,;\t]", first) if (found := _IN_CELL.search(cell))
    ]
    return len(labels) > len(set(labels))


def read(source: SourceBytes) -> Document:
    """InputError for an array that cannot be read, or for one of several that has no label."""
    from lossctl.inputs.readers.pasted import pasted_arrays

    return pasted_arrays.document_of(source.text)
