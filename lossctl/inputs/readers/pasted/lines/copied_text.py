"""A text as it was before pages, mails and reviews copied it: with its line breaks, and without signs at its margin."""

import re

from lossctl.inputs.readers.pasted.code import code_lines
from lossctl.inputs.readers.pasted.lines import log_prefixes, lost_breaks, margins, web_leftovers
from lossctl.inputs.readers.pasted.lines.plain_signs import blanks

_PROMPT = re.compile(r"(?<=\S)[ \t]*(?=>>> )")
_CELL = re.compile(r"(?<=[^\s#/;*%])[ \t]*(?=(?:In|Out) ?\[\d+\]:[ \t])")
_CONTINUED = re.compile(r"(?<=[:,(\[{]) +(?=\.\.\. )")
_OUTPUT = re.compile(r"(?<=[\w)\]])[ \t]+(?=[-+]?\d|\[|\(|tensor\(|\w*\.?(?:array|Array|Tensor|Variable)\(|<tf\.)")
_BEHIND_COMMENT = re.compile(r"[ \t]+(?=(?:\w+\.)?(?:tensor|array|Tensor|Array)\([^()]*\)[ \t]*$)")
_KEYWORD = re.compile(r"\b(?:in|return|and|or|not|if|else|is|import|as|lambda)[ \t]+$")
_GLUED = re.compile(
    r"(?<=\))(?=(?:print\(|[A-Za-z_]\w* = ))|(?:(?<=[)\]])|(?<=#{3}))(?=[A-Z][\w ]*:?[ \t]*$)", re.MULTILINE
)
_QUOTED_SESSION = re.compile(r"^(?:> ?)+[ \t]*>>> ", re.MULTILINE)
_QUOTE = re.compile(r"^(?:>(?!>) ?)+(?=[ \t]*>>>(?: |$))|^>(?!>)(?: |$)", re.MULTILINE)
_NESTED = re.compile(r"^[ \t]?>[ \t]?>(?!>)(?:[ \t]?>(?!>))*(?:[ \t]|$)", re.MULTILINE)
_ADDED = re.compile(r"^\+(?![\d.+])", re.MULTILINE)
_REMOVED = re.compile(r"^-(?![\d.-])", re.MULTILINE)
_FEWEST = 3  # lines with a sign of a review: fewer may be anything
_CODE_OF_REVIEW = re.compile(r"^[+-][ \t]*(?:>>> |import |from |print\(|[\w.]+ = )", re.MULTILINE)


def as_typed(text: str) -> str:
    """The text with a line for each statement and output, and without what pages and reviews put between and before."""
    text = margins.without_margins(log_prefixes.without_log_prefixes(web_leftovers.without_leftovers(text)))
    text = _without_quotes(_without_review(text))
    if "In [" in text or "In[" in text:
        text = _CELL.sub("\n", text)
    if ">>> " in text:
        text = "\n".join(_separated(line) if line.count(">>> ") > 1 else line for line in text.split("\n"))
    return _GLUED.sub("\n", lost_breaks.with_breaks(text)) if ")" in text else text


def _without_review(text: str) -> str:
    """A review's new lines without their sign, and its old ones left out; old ones alone are read."""
    if not _CODE_OF_REVIEW.search(text):
        return text
    added, removed = len(_ADDED.findall(text)), len(_REMOVED.findall(text))
    if added >= _FEWEST:
        return _ADDED.sub(" ", re.sub(r"^-(?![\d.-]).*$", "", text, flags=re.MULTILINE))
    return _REMOVED.sub(" ", text) if removed >= _FEWEST else text


def _without_quotes(text: str) -> str:
    """The text without the signs of a mail that is answered; `> ` alone may be a prompt of R."""
    if len(_NESTED.findall(text)) >= _FEWEST:
        text = _NESTED.sub(blanks, text)
        text = re.sub(r"^>(?: |$)", "  ", text, flags=re.MULTILINE)
    return _QUOTE.sub(blanks, text) if _QUOTED_SESSION.search(text) else text


def _separated(line: str) -> str:
    """A session that was copied into one line."""
    return "\n".join(_with_output(piece) for piece in _PROMPT.sub("\n", line).split("\n"))


def _with_output(piece: str) -> str:
    """A prompt's statement, and its output on a line of its own: `>>> ce(x, t) 0.5`."""
    piece = _CONTINUED.sub("\n", piece)
    before, prompt, source = piece.rpartition(">>> ")
    if prompt and "#" in source and (gap := _BEHIND_COMMENT.search(source)):
        return f"{before}{prompt}{source[: gap.start()]}\n{source[gap.end() :]}"
    for gap in _OUTPUT.finditer(source) if prompt else ():
        statement, output = source[: gap.start()], source[gap.end() :]
        if _KEYWORD.search(source[: gap.end()]) or not code_lines.parse_line(statement):
            continue
        if output[0] in "[" or not code_lines.parse_line(source):
            return f"{before}{prompt}{statement}\n{output}"
    return piece
