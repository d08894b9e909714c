"""The words before they are parsed: `_` for `-` in option names, and literals with a leading minus.

The parser would take a literal such as `-0.5,1.2`, or a part of standard input such as `-:label` or `-[:5]`, for an
option. With a space in front it does not; `as_typed` takes the space off again.
"""

import re
from collections.abc import Sequence

_UNSIGNED = r"(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|nan|inf(?:inity)?)"
_LITERAL = rf"(?i:-{_UNSIGNED}(?:\s*[,，\s]\s*[-+−]?{_UNSIGNED})*\s*[,，]?\s*)"


def for_parser(typed: Sequence[str]) -> list[str]:
    """The words as the parser understands them; those after `--` stay as they are."""
    end = typed.index("--") if "--" in typed else len(typed)
    return [_for_parser(word) for word in typed[:end]] + list(typed[end:])


def as_typed(word: str) -> str:
    """The word, or the message that quotes it, as it was typed."""
    return re.sub(r"(^|') -", r"\1-", word) if " -" in word else word


def _for_parser(word: str) -> str:
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        return name.replace("_", "-") + equals + value
    is_letter = len(word) == 2 and word[1].isalpha()  # for -q the pattern below need not be compiled
    if word.startswith(("-:", "-[")) or (word.startswith("-") and not is_letter and re.fullmatch(_LITERAL, word)):
        return " " + word
    return word
