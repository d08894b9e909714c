"""A session, a script or a post as it was copied: prompts, fences, bullets and comments are replaced by blanks.

There is a blank for each sign, so that every position stays what it is in the text. A comment that shows what the code
before it prints, `print(loss)  # tensor(0.3422)`, is kept: its `#` becomes a form feed, which ends the line for the
grammar but does not count as a line in the positions of errors.
"""

import re

from lossctl.inputs.readers.pasted.array_calls import BEGIN
from lossctl.inputs.readers.pasted.pasted_code import printed_expression
from lossctl.inputs.readers.pasted.plain_signs import with_plain_signs
from lossctl.inputs.readers.pasted.printed_arrays import NUMBER

END = r"\n\f"  # the signs that end a line, to stand inside the brackets of a regular expression

_PROMPT = re.compile(r"^(?:>{2,3} ?|In ?\[\d*\]: ?|Out ?\[\d*\]: ?| *\.\.\.: ?)", re.MULTILINE)
_CONTINUED = re.compile(r"^\.\.\. ", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:'''|\"\"\"|```[\w+-]*|~~~\w*)[ \t]*$", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*(?:[-*•]|\d+[.)])[ \t]+(?=[^\W\d])", re.MULTILINE)
_BOLD = re.compile(r"(?<![\w)\]])\*\*(?=[^\W\d])|(?<=[^\W\d])\*\*(?!\w)|(?<=:)\*\*")
_SHOWN = re.compile(rf"\s*(?:(?:[^\W\d][\w ]*[:=]|[-=]+>)\s*)*(?:{BEGIN}|{NUMBER}\s*$)", re.IGNORECASE)


def readable(text: str) -> str:
    """The text without prompts, fences, bullets and comments, and with plain signs for full-width ones."""
    text = with_plain_signs(text)
    if ">>> " in text:
        text = _CONTINUED.sub(_blank, text)
    for pattern in (_PROMPT, _FENCE, _BULLET, *([_BOLD] if "**" in text else ())):
        text = pattern.sub(_blank, text)
    text = text.replace("`", " ")
    return _without_comments(text) if "#" in text else text


def _without_comments(text: str) -> str:
    lines: list[str] = []
    shown = ""  # the expression whose print a comment may show
    opened = 0  # how many brackets are open in a print that goes on over several comments
    for line in text.split("\n"):
        before, sign, comment = line.partition("#")
        if before.strip():
            shown, opened = printed_expression(before), 0
        kept = sign and (opened or (shown and _SHOWN.match(comment)))
        if kept:
            opened = max(0, opened + _open_brackets(comment))
            shown = shown if opened else ""
        lines.append(before + ("\f" + comment if kept else " " * len(sign + comment)))
    return "\n".join(lines)


def _open_brackets(text: str) -> int:
    return sum(text.count(sign) for sign in "([") - sum(text.count(sign) for sign in ")]")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
