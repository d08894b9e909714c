"""What a logger writes before each line: when, how grave, who, and the rank or the process that wrote it.

Each becomes as many blanks, so that every position in the text stays what it was.
"""

import re

from lossctl.inputs.readers.pasted.lines.plain_signs import blanks

_WHEN = r"(?:(?:\d{4}[-/]\d\d[-/]\d\d|\d\d?/\d\d/\d\d(?:\d\d)?)[T ,]*)?\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
_LEVEL = r"(?:DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL)\b"
_WHO = r"[\w.<>-]{1,80}(?::[\w.<>-]{1,80}){0,3}"  # `trainer`, `__main__:train:12`
_GAP = r"[ \t]*+[-|:]*+[ \t]*+"  # taken whole or not at all, as are the parts: else a long line takes for ever
_PARTS = (
    rf"\[{_WHEN}\]|\({_WHEN}\)|{_WHEN}(?=[ \t|:-])",
    rf"[\[(]?(?:{_WHO}{_GAP})??{_LEVEL}[\])]?(?::[\w.]+(?=:)|{_GAP}{_WHO}(?=[ \t]+-[ \t]))?",
    r"\[(?:rank|default)\d+\]:?",  # torchrun
    r"\(\w+ pid=\d+(?:, ip=[\d.]+)?\)",  # Ray
    r"[DIWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w.-]+:\d+\]",  # glog
)
_PREFIX = re.compile(rf"^[ \t]*(?:(?:{'|'.join(_PARTS)}){_GAP}){{1,6}}+(?=[^\W\d]|[\[(>]|$)", re.MULTILINE)
_FEWEST = 2  # lines: one may be anything


def without_log_prefixes(text: str) -> str:
    """The text as it was handed to the logger, if its first line and another one begin as a log's do."""
    if not _PREFIX.match(text) or len(_PREFIX.findall(text)) < _FEWEST:
        return text
    return _PREFIX.sub(blanks, text)
