"""A session, a script or a post as it was copied: what is neither name nor number is blanked out, sign for sign.

Every position stays what it is in the text. A comment goes, unless it shows what the code before it prints
(`print(loss)  # tensor(0.3422)`): then its `#` becomes a form feed, a line's end that counts no line.
"""

import re

from lossctl.inputs.readers.pasted import pasted_code, printed_arrays
from lossctl.inputs.readers.pasted.array_calls import BEGIN

END = r"\n\f"  # what ends a line, inside the brackets of a pattern

_PROMPT = re.compile(r"^(?:>{2,3} ?|In ?\[\d*\]: ?|Out ?\[\d*\]: ?| *\.\.\.: ?)", re.MULTILINE)
_CONTINUED = re.compile(r"^\.\.\. ", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:'''|\"\"\"|```[\w+-]*|~~~\w*)[ \t]*$", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*(?:[-*•]|\d+[.)])[ \t]+(?=[^\W\d])", re.MULTILINE)
_BOLD = re.compile(r"(?<![\w)\]])\*\*(?=[^\W\d])|(?<=[^\W\d])\*\*(?!\w)|(?<=:)\*\*")
_SHOWN = re.compile(rf"\s*(?:(?:[^\W\d][\w ]*[:=]|[-=]+>)\s*)*(?:{BEGIN}|{printed_arrays.NUMBER}\s*$)", re.IGNORECASE)


def readable(text: str) -> str:
    """The text without prompts, fences, bullets and comments, with plain signs for full-width ones."""
    text = printed_arrays.plain(text)
    if ">>> " in text:
        text = _CONTINUED.sub(_blank, text)
    for sign in (_PROMPT, _FENCE, _BULLET, *([_BOLD] if "**" in text else ())):
        text = sign.sub(_blank, text)
    text = text.replace("`", " ")
    return _uncommented(text) if "#" in text else text


def _uncommented(text: str) -> str:
    lines: list[str] = []
    shown, opened = "", 0  # the code whose print may follow, and the brackets that a print in comments has open
    for line in text.split("\n"):
        before, sign, comment = line.partition("#")
        if before.strip():
            shown, opened = pasted_code.shown(before), 0
        kept = sign and (opened or (shown and _SHOWN.match(comment)))
        if kept:
            opened = max(0, opened + _opened(comment))
            shown = shown if opened else ""
        lines.append(before + ("\f" + comment if kept else " " * len(sign + comment)))
    return "\n".join(lines)


def _opened(text: str) -> int:
    return sum(text.count(sign) for sign in "([") - sum(text.count(sign) for sign in ")]")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
