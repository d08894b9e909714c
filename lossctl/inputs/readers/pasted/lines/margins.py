"""What stands before each line of a copied text: the numbers of its lines, or the signs of a comment.

Each becomes as many blanks, so that every position in the text stays what it was.
"""

import re
from collections.abc import Sequence

from lossctl.inputs.readers.pasted.lines.plain_signs import blanks

_FEWEST = 3  # lines with numbers that rise by one: fewer may be anything
_NUMBERED = re.compile(r"[ \t]*(\d{1,5})(?:[ \t]*[|:│](?=[ \t]|$|[^\d\s])|[.)]?(?=[ \t]|$)|(?=[A-Za-z_#>]))")
_ALONE = re.compile(r"(\d{1,5})[ \t]*$")
_CODE = re.compile(
    r"[ \t]*(?:>>>|import |from [\w.]+ import |def \w|class \w|#|print\(|@?[A-Za-z_][\w.]*(?:, ?\w+)*[ \t]*(?:=|<-|\()"
    r"|library\()"
)
_HEAD = 20_000  # characters: what has no numbers in them has none before its lines
_DIGIT = re.compile(r"^[ \t]*\d", re.MULTILINE)
# A session within a comment goes on as long as its lines have the same sign.
_SIGN = r"(?://+!?|#+'?|\*|;+|--|%+)"
_PROMPT = r"(?:>>>(?= |$)|In ?\[\d+\]:|julia>)"
_COMMENTED = re.compile(
    rf"^[ \t]*(?P<sign>{_SIGN})[ \t]*{_PROMPT}.*"
    rf"(?:\n[ \t]*(?P=sign)(?![#/*;%-]).*|\n[ \t]*(?=\n[ \t]*(?P=sign)[ \t]*{_PROMPT}))*",
    re.MULTILINE,
)
_COMMENT_SIGN = re.compile(r"^[ \t]*#", re.MULTILINE)
_ROXYGEN = re.compile(r"^[ \t]*#'", re.MULTILINE)
_EXAMPLE_IN_ROXYGEN = re.compile(r"^[ \t]*#'[ \t]*(?:@examples|[\w.]+[ \t]*<-)", re.MULTILINE)


def without_margins(text: str) -> str:
    """The text with blanks for the numbers of its lines, and for the comment signs before a session."""
    if ">>>" in text or "In [" in text or "julia>" in text:
        text = _COMMENTED.sub(_uncommented, text)
    if "#'" in text and _EXAMPLE_IN_ROXYGEN.search(text):
        text = _ROXYGEN.sub(blanks, text)
    if _is_all_comments(text):
        text = _COMMENT_SIGN.sub(blanks, text)
    return _without_numbers(text) if len(_DIGIT.findall(text[:_HEAD])) >= _FEWEST else text


def _is_all_comments(text: str) -> bool:
    """Whether every line is a comment, and some hold code: then all of it was commented out."""
    if not text.lstrip().startswith("#"):
        return False
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not all(line.startswith("#") for line in lines):
        return False
    return sum(_CODE.match(line[1:]) is not None for line in lines) >= _FEWEST


def _uncommented(match: re.Match[str]) -> str:
    sign = match["sign"]
    return re.sub(rf"^[ \t]*{re.escape(sign)}", blanks, match.group(), flags=re.MULTILINE)


def _without_numbers(text: str) -> str:
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        end = _end_of_numbers(lines, at)
        if end - at >= _FEWEST:
            _take_away(lines, at, end)
        at = max(end, at + 1)
    return "\n".join(lines)


def _end_of_numbers(lines: list[str], begin: int) -> int:
    """Behind the last of the lines whose numbers rise by one."""
    at, expected = begin, None
    while at < len(lines) and (match := _NUMBERED.match(lines[at])):
        if expected is not None and int(match[1]) != expected:
            break
        expected = int(match[1]) + 1
        at += 1
    return at


def _take_away(lines: list[str], begin: int, end: int) -> None:
    """Blanks for the numbers before code, or for a column of numbers that stands beside as many lines of code."""
    column = [_ALONE.match(line) for line in lines[begin:end]]
    if all(column):
        is_first = column[0] is not None and column[0][1] == "1"
        if is_first and (_is_code(lines, _first_behind(lines, end), column) or _ends_code(lines, begin, column)):
            lines[begin:end] = [""] * (end - begin)
        return
    matches = [_NUMBERED.match(line) for line in lines[begin:end]]
    rests = [line[match.end() :] for line, match in zip(lines[begin:end], matches, strict=True) if match]
    written = [rest for rest in rests if rest.strip()]
    if (
        written
        and _CODE.match(written[0])
        and 3 * sum(_CODE.match(rest) is not None for rest in written) >= len(written)
    ):
        numbers = [match.end() for match in matches if match]
        lines[begin:end] = [" " * number + rest for number, rest in zip(numbers, rests, strict=True)]


def _is_code(lines: list[str], first: int, column: Sequence[object]) -> bool:
    """Whether as many lines as there are numbers begin here, and are a piece of code of their own."""
    last = first + len(column)
    if first < 0 or last > len(lines) or not _CODE.match(lines[first]):
        return False
    around = (lines[first - 1 : first] if first else [], lines[last : last + 1])
    return not any(each and _CODE.match(each[0]) for each in around)


def _first_behind(lines: list[str], end: int) -> int:
    return next((at for at in range(end, min(len(lines), end + 3)) if lines[at].strip()), -1)


def _ends_code(lines: list[str], begin: int, column: Sequence[object]) -> bool:
    last = next((at for at in range(begin, max(0, begin - 3), -1) if lines[at - 1].strip()), 0)
    return _is_code(lines, last - len(column), column)
