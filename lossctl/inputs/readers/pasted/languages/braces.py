"""Languages that write arrays in braces or declare names: C++, Java, Go, Rust, JavaScript, Swift, Mathematica.

`in_python_signs` replaces what they write before and around an array by pieces of the same length, so that every
position in the text stays what it was; RULES do the rest for lines of code.
"""

import re
from functools import partial

_TYPES = (
    r"auto|(?:unsigned[ \t]+)?(?:double|float|int|long|size_t)|INDArray|NDArray|(?:torch::)?Tensor"
    r"|(?:std::)?vector<[^=\n]{1,60}>"
)
_DECLARED = (
    r"(?:(?:pub|export|static|final|public|private|constexpr)[ \t]+)*"
    rf"(?:(?:const[ \t]+)?(?:{_TYPES})(?:\[\])*[ \t]*&?|const|let(?:[ \t]+mut)?|var|val)[ \t]+"
)
_SIGN = re.compile(
    rf"^[ \t]*{_DECLARED}\w+[^=\n]{{0,60}}=(?!=)|torch::|std::|\bNd4j\b|\bnew (?:double|float|int)\["
    r"|^[ \t]*[\w, ]+ :=|In\[\d+\]:=|\bTensor::|println!|\bfmt\.Print|console\.log",
    re.MULTILINE,
)
_DECLARATION = re.compile(
    rf"^([ \t]*){_DECLARED}(?=[A-Za-z_]\w*)(\w+)([ \t]*(?::[^=\n]*|(?:\[\d*\])+)?)(?==(?!=)|[ \t]+=(?!=))", re.MULTILINE
)
_BRACES = re.compile(
    r"(?<![\w\\^_$\"'])\{([\s\d.,+\-eEfFdDuL_\[\]]*[,\[][\s\d.,+\-eEfFdDuL_\[\]]*)\}|(?<=\d|[\])>])\{([\s\d.,+\-eEfFdDuL_\[\]]*[,\[][\s\d.,+\-eEfFdDuL_\[\]]*)\}"
)
_DEEPEST = 5
_PATH = re.compile(r"(?<![\w:])[A-Za-z_]\w*(?:::[A-Za-z_]\w*)+")
# Each of these becomes what stands beside it, and blanks for the rest of it.
_PIECES = (
    (re.compile(r"^((?:In|Out)\[\d+\]):?=", re.MULTILINE), r"\1:"),
    (re.compile(r"^([ \t]*\w+(?:,[ \t]*\w+)*)[ \t]*:=", re.MULTILINE), r"\1 ="),
    (re.compile(r"(?<!:)//(?!/)"), "#"),
    (re.compile(r"(?:::)?<[A-Za-z_][\w, :]{0,40}>(?=\()"), ""),
    (re.compile(r"\bnew[ \t]+\w+(?:\[\d*\])+[ \t]*(?=\[)|(?:\[\d*\])+(?:float(?:32|64)|u?int\d*)(?=\[)"), ""),
    (re.compile(r"(?:std\.)?vector<[^=\n]{1,60}>(?=[\[(])|\bvec!(?=\[)|&(?=\[)|(?<=[(,])[ \t]*&(?=[ \t]*\w)"), ""),
    (re.compile(r"(?<=\))\?(?=[;.)\s]|$)"), ""),
    (re.compile(r"(?<=[\d.])_?(?:[fiu](?:8|16|32|64)|usize|[fFdL])(?=[\s,\]);}])"), ""),
    (re.compile(r"\bTensor[ \t]*$", re.MULTILINE), ""),  # above an array that TensorFlow.js prints
    (re.compile(r"[ \t]as[ \t]+\[\w+\](?=[,)])"), ""),
)
# Prints that Python's parser would take for something else.
PRINT = re.compile(r"(?:std\.)?cout\s*<<|console\.(?:log|info)\(|fmt\.Print|System\.out\.print|[\w.]+\.print\(\);?$")
RULES = (
    (re.compile(r"\bawait\s+|\bnew\s+(?=[A-Z])"), ""),
    (re.compile(r"^(?:std\.)?cout\s*<<\s*(.*)$", re.DOTALL), lambda match: f"print({_streamed(match[1])})"),
    (
        re.compile(r"^(?:console\.(?:log|info)|fmt\.Print(?:ln|f)?|System\.out\.print(?:ln|f)?|print(?:ln)?!)\("),
        "print(",
    ),
    (re.compile(r"^([\w.]+)\.print\(\)$"), r"print(\1)"),
    (re.compile(r"^assert!\(\((.+?) - ([-\d.e]+)\)\.abs\(\) < ([-\d.e]+)\)"), r"assert abs(\1 - \2) < \3"),
    (re.compile(r"\b(assert_\w+)!\("), r"\1("),
    (re.compile(r'^print\("(?=[^"\n]*\{[A-Za-z_]\w*(?::[^}"\n]*)?\}[^"\n]*"\)$)'), 'print(f"'),
)


def in_python_signs(text: str) -> str:
    """The text with brackets for braces, and without declarations and types, where it is in one of these languages."""
    if not _SIGN.search(text):
        return text
    text = _DECLARATION.sub(_without_declaration, text)
    for _ in range(_DEEPEST):
        changed = _BRACES.sub(lambda match: f"[{match[1] or match[2]}]", text)
        if changed == text:
            break
        text = changed
    text = _PATH.sub(lambda match: match.group().replace("::", ".").rjust(len(match.group())), text)
    for pattern, plain in _PIECES:
        text = pattern.sub(partial(_padded, plain), text)
    return text


def _padded(plain: str, match: re.Match[str]) -> str:
    return match.expand(plain).ljust(len(match.group()))


def _without_declaration(match: re.Match[str]) -> str:
    return match[1] + match[2].ljust(len(match.group()) - len(match[1]))


def _streamed(written: str) -> str:
    """The arguments of `a << "b" << std::endl`."""
    parts = [each.strip() for each in written.split("<<")]
    return ", ".join(each for each in parts if each.rpartition(".")[2] not in ("endl", "flush"))
