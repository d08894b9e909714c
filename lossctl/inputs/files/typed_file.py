"""The name of a file in the words that an error says to type: `x.csv:label` for `FILE:label`."""

import re
import shlex
from collections.abc import Sequence

from lossctl.inputs.files import locate_source

_PARTS = re.compile(r"\bFILE(?=:\S| FILE:)|(?<=INPUT )FILE\b")
_ANY_FILE = re.compile(r"FILE:(?:COLUMN|NAME)|in both: FILE|of standard input: -")  # not the one that is at fault


def with_file(remedy: str, where: Sequence[str]) -> str:
    """The remedy with the file that the places of its error name; as it is, where they name none that is there."""
    if not _PARTS.search(remedy) or _ANY_FILE.search(remedy):
        return remedy
    for place in where:
        if place.partition(":")[0] == "standard input":
            return _PARTS.sub("-", remedy)
        if found := locate_source.locate(place):
            return _PARTS.sub(lambda _: shlex.quote(found.name), remedy)
    return remedy
