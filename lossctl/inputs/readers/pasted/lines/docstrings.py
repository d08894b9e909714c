"""The examples in the docstrings of functions and classes whose heads a paste shows: they are no bodies, but are read.

An example is what stands in a fence, or below a heading such as `Usage:` or `Example::`; where there is neither, the
lines of code are. Examples behind `>>>` need no more: their prompts tell them from a body.
"""

import re

_HEAD = re.compile(r"[ \t]*(?:async\s+)?(?:def|class)\s+\w+")
_OPENS = re.compile(r"[ \t]*[rRuUbB]{0,2}(?P<quotes>\"\"\"|''')")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_HEADING = re.compile(
    r"(?P<indent>[ \t]*)(?:(?:(?:standalone|basic|simple|code)\s+)?(?:examples?|usage|usages|use|sample)\b[^\n:]*:{1,2}"
    r"|[^\n:]*::|\.\. (?:code|code-block|testcode)::.*)\s*$",
    re.IGNORECASE,
)
_CODE = re.compile(r"[ \t]*(?:[A-Za-z_]\w*[ \t]*=[ \t]*(?:\w+\.)*\w*[\[(]|print\()")
_LONGEST_HEAD = 20  # lines of one definition's parameters


def example_lines(text: str) -> frozenset[int]:
    """The numbers of the lines that hold such examples, counted from 1."""
    if '"""' not in text and "'''" not in text:
        return frozenset()
    lines = text.split("\n")
    found: set[int] = set()
    at = 0
    while at < len(lines):
        begin = _docstring_behind(lines, at) if _HEAD.match(lines[at]) else None
        if begin is None:
            at += 1
            continue
        end = _end(lines, begin)
        found.update(_examples(lines, begin, end))
        at = max(end, at) + 1
    return frozenset(found)


def _docstring_behind(lines: list[str], at: int) -> int | None:
    """The line that opens the docstring of the definition whose head begins here."""
    for i in range(at, min(len(lines), at + _LONGEST_HEAD)):
        if lines[i].rstrip().endswith(":"):
            behind = next((j for j in range(i + 1, len(lines)) if lines[j].strip()), len(lines))
            return behind if behind < len(lines) and _OPENS.match(lines[behind]) else None
    return None


def _end(lines: list[str], begin: int) -> int:
    """The line that closes the docstring; behind the last line where the paste ends before it."""
    opening = _OPENS.match(lines[begin])
    assert opening
    if opening["quotes"] in lines[begin][opening.end() :]:
        return begin
    return next((i for i in range(begin + 1, len(lines)) if opening["quotes"] in lines[i]), len(lines))


def _examples(lines: list[str], begin: int, end: int) -> list[int]:
    """The numbers of the lines between these two that stand in a fence, or further in than a heading above them."""
    found: list[int] = []
    in_fence, heading = False, -1
    for i in range(begin + 1, end):
        line = lines[i]
        indent = len(line) - len(line.lstrip())
        if _FENCE.match(line):
            in_fence, heading = not in_fence, -1
        elif in_fence:
            found.append(i + 1)
        elif match := _HEADING.match(line):
            heading = len(match["indent"])
        elif line.strip() and heading >= 0:
            heading = heading if indent > heading else -1
            found += [i + 1] if heading >= 0 else []
    return found or _bare_code(lines, begin, end)


def _bare_code(lines: list[str], begin: int, end: int) -> list[int]:
    """The same for code that nothing introduces: from the first to the last line that makes an array or prints."""
    code = [i for i in range(begin + 1, end) if _CODE.match(lines[i])]
    return list(range(code[0] + 1, code[-1] + 2)) if len(code) > 1 else []
