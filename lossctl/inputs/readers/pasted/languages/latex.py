r"""LaTeX in prose: `$\hat{y} = [0.7, 0.3]$`, `\mathcal{L} = -\log(0.7) \approx 0.357`, in plain signs.

Each piece becomes one of the same length, so that every position in the text stays what it was.
"""

import re
from functools import partial

_SIGN = re.compile(r"\\(?:log|ln|hat|text|approx|mathcal|mathrm|cdot|frac|left|begin|\(|\[)|\$[^$\n]*[=≈][^$\n]*\$")
_NAMES = re.compile(r"\\(?:text|mathrm|mathcal|mathbf|mathit|operatorname|textbf)\*?\{([^{}\n]*)\}")
_WORDS = (
    (re.compile(r"\\(?:approx|simeq|thickapprox)\b"), "≈"),
    (re.compile(r"\\(?:cdot|times|ast)(?![a-z])"), "*"),
    (re.compile(r"\\(log|ln|exp)(?![a-z])"), r"\1"),
    (re.compile(r"\\(?:left|right|bigl?|bigr?|Bigl?|Bigr?|quad|qquad|displaystyle|boldsymbol)(?![a-z])"), ""),
    (re.compile(r"\\begin\{\w+\*?\}|\\end\{\w+\*?\}|\\[\\,;:!()\[\]]"), ""),
    (re.compile(r"(?<![\w)\]])\$+|\$+(?!\w)"), ""),
    (re.compile(r"(?<=\s)&(?=\s*[=≈])|&(?==)"), ""),
    (_NAMES, r"\1"),
    (re.compile(r"\\(?:hat|widehat|tilde)\s*\{(\w+)\}"), r"\1_hat"),
    (re.compile(r"\\(?:hat|widehat|tilde)\s+(\w)"), r"\1_hat"),
    (re.compile(r"\\[dt]?frac\{([^{}\n]*)\}\{([^{}\n]*)\}"), r"(\1)/(\2)"),
)


def in_plain_signs(text: str) -> str:
    """The text without LaTeX's commands, where it has any."""
    if ("\\" not in text and "$" not in text) or not _SIGN.search(text):
        return text
    for pattern, plain in _WORDS:
        text = pattern.sub(partial(_padded, plain), text)
    return text


def _padded(plain: str, match: re.Match[str]) -> str:
    """As long as what was found; that itself, where it would not fit."""
    found = match.expand(plain)
    return found.rjust(len(match.group())) if len(found) <= len(match.group()) else match.group()
