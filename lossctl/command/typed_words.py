"""The words before they are parsed: a command by its own name, `_` for `-` in options, literals with a leading minus.

The parser would take a literal such as `-0.5,1.2`, or a part of standard input such as `-:label` or `-[:5]`, for an
option. With a space in front it does not; `as_typed` takes the space off again.
"""

import re
from collections.abc import Sequence

ON, OFF = ("true", "yes", "on", "1"), ("false", "no", "off", "0")  # what a switch is given elsewhere
_UNSIGNED = r"(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|nan|inf(?:inity)?)"
_LITERAL = rf"(?i:-{_UNSIGNED}(?:\s*[,，\s]\s*[-+−]?{_UNSIGNED})*\s*[,，]?\s*)"


def for_parser(typed: Sequence[str]) -> list[str]:
    """The words as the parser understands them; those after `--` stay as they are."""
    end = typed.index("--") if "--" in typed else len(typed)
    return [_for_parser(word) for word in typed[:end]] + list(typed[end:])


def with_command(typed: Sequence[str], commands: Sequence[str]) -> list[str]:
    """The words with the command by its own name: `CE`, `bce_logits`, `help ce`, `version` and `--schema` are known."""
    first, *rest = typed or [""]
    if first == "help":
        return [*with_command(rest, commands)[:1], "--help"]
    if first == "version" and not rest:
        return ["--version"]
    if first.partition("=")[0] == "--schema":
        first, rest = "batch", [*typed]
    name = first.lower().replace("_", "-")
    if name == "batch":
        rest = [each for word in rest for each in (word.split("=") if word.startswith("--schema=") else (word,))]
    return [name, *rest] if name in commands else [*typed]


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
