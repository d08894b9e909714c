"""ASCII in place of signs such as Σ or −, for streams that cannot encode them."""

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
    **dict(zip("▁▂▃▄▅▆▇█", ":-=+*%#@", strict=True)),
}
_TABLE = str.maketrans(PLAIN)
_CELL = re.compile(r"(^ *| {2,})(\S+(?: \S+)*)", re.MULTILINE)


def takes_any_sign(stream: Any) -> bool:
    """Whether a stream can encode every sign: whether it is UTF-8 or the like."""
    try:
        return codecs.lookup(stream.encoding).name.startswith("utf")
    except (AttributeError, LookupError, TypeError):
        return False


def to_ascii(text: str) -> str:
    """The text in ASCII. Columns stay aligned: longer signs take their room from the blanks before the cell."""
    return _CELL.sub(_ascii_cell, text)


def fitting_stdout(text: str) -> str:
    """The text as it is, or in ASCII where standard output can encode nothing else."""
    return text if takes_any_sign(sys.stdout) else to_ascii(text)


def _ascii_cell(cell: re.Match[str]) -> str:
    gap, words = cell.groups()
    written = words.translate(_TABLE)
    sentence = cell.start() == cell.string.rfind("\n", 0, cell.start()) + 1 and " " in words  # keeps its indent
    longer = 0 if sentence else min(len(written) - len(words), max(len(gap) - 1, 0))
    return gap[longer:] + written
