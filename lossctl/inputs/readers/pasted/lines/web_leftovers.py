"""A text without what web pages leave in it: HTML, signs that nobody sees, buttons, and the prompts `[1]:`."""

import html
import re

from lossctl.inputs.readers.pasted.lines.plain_signs import blanks

_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_WIDE_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")
_ENTITY = re.compile(
    r"&(?:gt|lt|amp|quot|apos|nbsp|ensp|emsp|thinsp|minus|times|asymp|approx|rarr|lsqb|rsqb|lpar|rpar|equals"
    r"|#0?3[49]|#x2[27]|#6[02]|#160|#x0?a0);",
    re.IGNORECASE,
)
_OF_A_LINE = re.compile(r"[ \t]*<(?:br|/p|/div|/li|/pre|/h\d|/tr)(?:[ \t][^<>\n]{0,200})?/?>(?:[ \t]*$)?", re.MULTILINE)
_TAG = re.compile(
    r"</?(?:code|pre|p|div|span|li|ul|ol|strong|em|b|i|u|tt|kbd|samp|sub|sup|font|a|h\d|section|figure|blockquote"
    r"|html|head|body|main|article)"
    r"(?:[ \t]+[a-z-]+(?:=(?:\"[^\"<>\n]*\"|'[^'<>\n]*'|\w+))?)*[ \t]*/?>",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"^[ \t]*(?:(?:python3?|py|text|plaintext|bash|r|julia|cpp|java)?[ \t]*"
    r"(?:Copy code|Copy|Copied!?|Code copied|Run|Run code|复制代码|复制|运行|登录后复制|コピー|복사"
    r"|Копировать(?: код)?|Copiar(?: código)?|Copier|Code kopieren|Kopieren)|python3?"
    r"|plaintext)[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_BUTTON_BEHIND = re.compile(r"(?:Copy code|复制代码|登录后复制)[ \t]*$|[ \t]*¶$", re.MULTILINE)
_GRADIENT = re.compile(r",\s*grad_fn=(?=\))")  # `<NllLossBackward>` was taken for a tag by another page
_ANCHOR = re.compile(r"^\[\]\(#cb\d+-\d+\)", re.MULTILINE)
_PROMPT = re.compile(r"^\[(?:\d+| |\*)\]:(?=[ \t]|$)", re.MULTILINE)


def without_leftovers(text: str) -> str:
    """The same lines, but where `<br>` stands for a break that was lost."""
    if not text.isascii():
        text = _WIDE_BLANKS.sub(" ", _UNSEEN.sub("", text))
    if "<" in text:
        text = _TAG.sub("", _OF_A_LINE.sub(_break_if_lost, text))
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match.group()).replace("\u00a0", " "), text)
    if "grad_fn=)" in text:
        text = _GRADIENT.sub("", text)
    if "[](#cb" in text:
        text = _ANCHOR.sub("", text)
    text = _BUTTON_BEHIND.sub("", _BUTTON.sub("", text))
    return _PROMPT.sub(blanks, text)


def _break_if_lost(match: re.Match[str]) -> str:
    """A line's last tag leaves nothing, since its break is there."""
    is_last = match.end() == len(match.string) or match.string[match.end()] == "\n"
    return "" if is_last else "\n"
