"""The lines of a paste without what frames them: prompts, fences, bullets, emphasis, comment signs.

Each sign that is taken away leaves a blank, so that every position stays what it is in the paste. What stands behind a
`#` is a line of its own, in a text of its own: posts show there what the code before it prints.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lossctl.inputs.readers.pasted.languages import in_python_signs
from lossctl.inputs.readers.pasted.lines.plain_signs import blanks, with_plain_signs


class Line(NamedTuple):
    """A line without its frame: where it begins and ends in `text`, which is the paste's code or its comments.

    `frame`: `code` behind a prompt, `more` behind a prompt of continuation, `out` behind one of output, `comment`
    behind a comment sign; empty where nothing tells. `indent` is how far it stood from the prompt or the margin.
    """

    text: str
    begin: int
    end: int
    frame: str = ""
    indent: int = 0
    number: int = 1

    @property
    def content(self) -> str:
        return self.text[self.begin : self.end]


_PROMPTS = (
    ("code", re.compile(r"[ \t]*(?:>>>(?: |$)|In ?\[[\d ]*\]:? ?|julia>(?: |$))")),
    ("more", re.compile(r"[ \t]*(?:\.\.\.(?:: ?| |$)|\+(?= ))")),
    ("out", re.compile(r"[ \t]*(?:Out ?\[[\d ]*\]:? ?|#>(?= |$))")),
)
_ANGLE = re.compile(r"[ \t]*>{1,3}[ \t]*(?=[^\s>])")  # R's and MATLAB's prompt, a quotation, or an arrow before output
_CODE = re.compile(r"(?!tensor\(|array\()[A-Za-z_.][\w.$:]*[ \t]*(?:<-|=(?!=)|\(|$)")
_PROMPTED = re.compile(r"^[ \t]*>{1,3} |^[ \t]*In ?\[", re.MULTILINE)
_FENCE = re.compile(r"[ \t]*(?:'''|\"\"\"|```.*|~~~\w*)[ \t]*$")
_BULLET = re.compile(r"[ \t]*(?:[-*•]|\d+[.)])[ \t]+(?=[^\W\d]|\*\*)")
_EMPHASIS = re.compile(r"(?<![\w)\]])\*\*(?=[^\W\d])|(?<=[^\W\d])\*\*(?!\w)|(?<=:)\*\*|`")
_CUT = re.compile(r"\[\s*-?\d+\.\d+(?:\.{3}|…)(?:[\s,]+-?\d+\.\d+(?:\.{3}|…))+\s*\]")  # digits, by a doctest
_DOTS = re.compile(r"\.{3}|…")
_COMMENT = re.compile(r"#+[>:]?|%+(?!\d)|//")
LONGEST_STATEMENT = 200  # lines
_QUOTED = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")


def framed_lines(written: str) -> list[Line]:
    """All lines that hold something, in order; the comment behind a line comes after it."""
    plain = in_python_signs(_CUT.sub(lambda match: _DOTS.sub(blanks, match.group()), with_plain_signs(written)))
    continued = _PROMPTED.search(plain) is not None
    parts = [_Parts.of(line, continued) for line in plain.split("\n")]
    code, comments = "\n".join(part.code for part in parts), "\n".join(part.comment for part in parts)
    return list(_lines(parts, code, comments))


class _Parts(NamedTuple):
    """The code and the comment of a line, each as long as the line, with blanks for the other and for the frame."""

    code: str
    comment: str
    frame: str
    prompt: int

    @classmethod
    def of(cls, line: str, continued: bool) -> "_Parts":
        if _FENCE.match(line):
            return cls(" " * len(line), " " * len(line), "", 0)
        line = _EMPHASIS.sub(blanks, line) if "*" in line or "`" in line else line
        begin, frame = _frame(line, continued)
        framed = " " * begin + line[begin:]
        found = _comment_at(framed)
        if found is None:
            return cls(framed, " " * len(line), frame, begin)
        begin_of_comment, stop = found
        arrow = _ANGLE.match(framed, stop)
        stop = arrow.end() if arrow else stop
        code = framed[:begin_of_comment].ljust(len(line))
        return cls(code, " " * stop + framed[stop:], frame, begin)


def _lines(parts: list[_Parts], code: str, comments: str) -> Iterator[Line]:
    at = 0
    for number, part in enumerate(parts, 1):
        for text, whole, frame in ((part.code, code, part.frame), (part.comment, comments, "comment")):
            if content := text.strip():
                begin = len(text) - len(text.lstrip())
                indent = begin - (part.prompt if frame != "comment" else 0)
                yield Line(whole, at + begin, at + begin + len(content), frame, indent, number)
        at += len(part.code) + 1


def _frame(line: str, continued: bool) -> tuple[int, str]:
    """Where the text of the line begins, and what the sign before it says."""
    for frame, pattern in _PROMPTS:
        if (match := pattern.match(line)) and (frame != "more" or continued):
            return match.end(), frame
    if match := _ANGLE.match(line):
        is_code = match.group().count(">") < 3 and _CODE.match(line, match.end())
        return match.end(), "code" if is_code else ""
    bullet = _BULLET.match(line)
    return (bullet.end() if bullet else 0), ""


def _comment_at(line: str) -> tuple[int, int] | None:
    """Where a comment begins outside of quotes, and where the text behind its sign does."""
    if not any(sign in line for sign in "#%/"):
        return None
    blanked = _QUOTED.sub(blanks, line)
    for match in _COMMENT.finditer(blanked):
        if match.group()[0] == "#" or not blanked[: match.start()].strip():
            return match.span()
    return None


def statement_end(lines: list[Line], at: int, longest: int = LONGEST_STATEMENT) -> int:
    """Where the brackets that the line opens are closed; its own end if they are not within so many lines."""
    depth = 0
    for line in lines[at : at + longest]:
        if line.frame == "comment":
            continue
        text = _QUOTED.sub("", line.content)
        depth += sum(map(text.count, "([{")) - sum(map(text.count, ")]}"))
        if depth <= 0:
            return line.end
    return lines[at].end
