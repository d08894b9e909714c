"""Full-width punctuation, digits and minus signs, as posts in Chinese have them, replaced by those of Python."""

import re

# Each sign becomes one sign, so that every position in the text stays what it was.
_PLAIN = str.maketrans(
    "（），：；［］｛｝＝＋－−–．＜＞＿＇“”　\u00a0　" + "０１２３４５６７８９",
    '(),:;[]{}=+---.<>_\'""   ' + "0123456789",
)


def with_plain_signs(text: str) -> str:
    """The text with punctuation, digits and minus signs as Python writes them."""
    return text.translate(_PLAIN)


def blanks(match: re.Match[str]) -> str:
    """As many blanks as were found, so that every position in the text stays what it was."""
    return " " * len(match.group())
