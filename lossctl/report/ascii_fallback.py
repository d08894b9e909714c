"""Plain signs for streams that have no others."""

import codecs
import re
import sys
from typing import Any

PLAIN = {
    "Σ": "sum",
    "−": "-",
    "×": "x",
    "·": "*",
    "‖": "||",
    "–": "-",
    "—": "-",
    "…": "...",
    "²": "^2",
    "ε": "eps",
    "∞": "inf",
    "√": "sqrt",
    "≈": "~",
    "≤": "<=",
    "≥": ">=",
    "→": "->",
    "′": "'",
    "₀": "0",
    "₁": "1",
    "₂": "2",
    "’": "'",
}
_TABLE = str.maketrans(PLAIN)
_CELL = re.compile(r"(^ *| {2,})(\S+(?: \S+)*)", re.MULTILINE)


def any_sign(stream: Any) -> bool:
    """Whether a stream takes every sign there is: whether it is UTF-8 or the like."""
    try:
        return codecs.lookup(stream.encoding).name.startswith("utf")
    except (AttributeError, LookupError, TypeError):
        return False


def plain(text: str) -> str:
    """The text in plain signs. Columns stay in line, as longer signs take their room from the gap before them."""
    return _CELL.sub(_plain_cell, text)


def fitting_stdout(text: str) -> str:
    """The text as it is, or in plain signs, whichever standard output takes."""
    return text if any_sign(sys.stdout) else plain(text)


def _plain_cell(cell: re.Match[str]) -> str:
    gap, words = cell.groups()
    written = words.translate(_TABLE)
    sentence = cell.start() == cell.string.rfind("\n", 0, cell.start()) + 1 and " " in words  # keeps its indent
    longer = 0 if sentence else min(len(written) - len(words), max(len(gap) - 1, 0))
    return gap[longer:] + written
