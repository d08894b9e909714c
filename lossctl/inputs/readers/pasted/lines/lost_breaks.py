"""Statements and outputs that were copied into one line, each put back on a line of its own.

`x = f([1.])y = g(x)print(y)0.5` is three statements and an output. A break is put back only in a line that Python
cannot read, between two tokens that no code has side by side, outside of brackets and quotes, and only where the part
before it is a statement and the part behind it begins as one, or as an output.
"""

import ast
import re
from collections.abc import Iterator

from lossctl.inputs.readers.pasted.code import code_lines

_NAME = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_PRINTED = r"(?:\w+\.)?(?:tensor|array|Tensor|Array|ndarray|Variable|float(?:32|64))\("
_NUMBER = r"[-+]?\d+\.\d*(?:e[-+]?\d+)?(?![\w.])"
_BEGINS_CODE = (
    r"(?:(?:import|from|def|class|assert)[ \t]+\w|for[ \t][^\n:]*:"
    rf"|{_NAME}(?:\[[^\]\n]*\])?(?:[ \t]*,[ \t]*{_NAME})*[ \t]*(?:[-+*/]?=(?!=)|<-)|{_NAME}\()"
)
_LABELLED = rf"[A-Z][\w ]{{0,40}}:[ \t]*(?:{_PRINTED}|{_NUMBER})"
_BEGINS_OUTPUT = rf"(?:{_PRINTED}|<tf\.|{_NUMBER}|{_LABELLED}|\[+[ \t]*[-+]?\d+\.?\d*[ \t]+[-+]?\d)"
_BEGINS = re.compile(rf"{_BEGINS_CODE}|{_BEGINS_OUTPUT}|{_NAME}[ \t]+{_BEGINS_OUTPUT}")
_OUTPUT = re.compile(_BEGINS_OUTPUT)
# A line in which two parts stand side by side; most lines have none, and nothing more is done to them.
_SIGN = re.compile(
    rf"(?:(?<=[)\]\"'])[ \t]*|(?<=[\w,#])[ \t]+)(?:import[ \t]|from[ \t]|def[ \t]|{_BEGINS_OUTPUT}"
    r"|[A-Za-z_][\w.]*(?:\(|[ \t]*(?:=(?!=)|<-)))"
)
_TOKEN = re.compile(
    r"[rbfu]{0,2}(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')|[^\W\d]\w*(?:\.[^\W\d]\w*)*|\d[\d.]*(?:e[-+]?\d+)?|\S",
    re.IGNORECASE,
)
# A comment that ends where code begins: behind an output, behind a sentence, or anywhere before an import or a print.
_COMMENT = re.compile(
    rf"#+[ \t]*(?:(?:{_PRINTED}[^()\n]*\)|{_NUMBER}|\[[-+\d., ]*\])[ \t]+(?={_BEGINS_CODE})"
    rf"|[^\n#]*?[.:](?:[ \t]+(?={_BEGINS_CODE})|(?=[A-Za-z_]\w* = \w|print\())"
    r"|[^\n#]*?[ \t](?=from [\w.]+ import |import [\w.]+|print\())"
)
_JOINING = frozenset(
    ["and", "or", "not", "in", "is", "if", "else", "lambda", "as", "await", "yield", "return", "raise"]
)
_STATEMENTS = frozenset(["import", "from", "def", "class", "for", "assert"])
# Modules and names that stand before the next statement without a blank: `import torchimport torch.nn as nnx = 1`.
_FUSED = re.compile(
    r"(?<=[\w)])(?=import (?:torch|numpy|tensorflow|keras|sklearn|math|pandas|matplotlib)\b)"
    r"|(?<=\w)(?=from (?:torch|numpy|tensorflow|keras|sklearn|math|scipy)[\w.]* import )"
    r"|(?<=\bas (?:nn|np|tf|pd))(?=[A-Za-z_]\w* *=|print\()|(?<=\bas F)(?=[a-z_]\w* *=|print\()"
    r"|(?<=\bas plt)(?=[A-Za-z_]\w* *=)"
)
_PROSE_BEFORE = re.compile(r"[^\n]*?[^\w\s(\[{,=.][ \t]*(?=(?:import [A-Za-z]|from [A-Za-z][\w.]* import ))")
_MOST_TRIES = 12  # places at which a statement may end; with more it is prose


def with_breaks(text: str) -> str:
    """The text with each statement and each output of such a line on a line of its own."""
    if not _SIGN.search(text):
        return text
    return "\n".join(_separated(line) if _SIGN.search(line) else line for line in text.split("\n"))


def _separated(line: str) -> str:
    if len(line) > code_lines.LONGEST or code_lines.parse_line(line.strip()):
        return line
    if closed := _closed_before(line):  # the end of a statement that began on a line above
        behind = _separated(line[closed:])
        is_other = _BEGINS.match(line[closed:].lstrip()) is not None and ("\n" in behind or _is_read(behind, "", 0))
        return f"{line[:closed]}\n{behind}" if is_other else line
    prose = _PROSE_BEFORE.match(line)
    begin = prose.end() if prose else len(line) - len(line.lstrip())
    pieces = [part for whole in _FUSED.sub("\n", line[begin:]).split("\n") for part in _pieces(whole)]
    fewest = 3 if line[begin : begin + 1] == "#" else 2  # a comment may hold a line of code
    if len(pieces) < fewest or not any("(" in piece or piece.startswith(("import ", "from ")) for piece in pieces):
        return line
    if prose:
        return "\n".join([line[:begin], *pieces])
    return "\n".join(line[:begin] + piece for piece in pieces)


def _closed_before(line: str) -> int:
    """Where the last bracket ends that the line closes, but does not open."""
    depth = end = 0
    for match in _TOKEN.finditer(line):
        depth += (match.group() in "([{") - (match.group() in ")]}")
        if match.group() == "#":
            break
        if depth < 0:
            depth, end = 0, match.end()
    return end


def _pieces(line: str) -> list[str]:
    """The statements and outputs; one piece if that is all that can be read."""
    pieces: list[str] = []
    begin = tries = 0
    unread: int | None = None  # the first place at which a statement may end, though nothing that is known follows
    for at in _places(line):
        piece = line[begin:at].strip()
        tries += 1
        if tries > _MOST_TRIES:
            break
        is_followed = _BEGINS.match(line, at) is not None
        if not (is_followed or (unread is None and pieces)) or not _is_read(piece, line, at):
            continue
        if not is_followed:
            unread = at
            continue
        pieces.append(piece)
        begin, tries, unread = at, 0, None
    rest = line[begin:].strip()
    if unread is not None and len(pieces) > 1 and not code_lines.parse_line(rest):
        return [*pieces, line[begin:unread].strip(), line[unread:].strip()]
    return [*pieces, rest]


def _is_read(piece: str, line: str, at: int) -> bool:
    """Whether the piece is a statement, or an output; a name alone is one if what it stands for is shown behind it."""
    if _OUTPUT.match(piece) or piece.startswith("#"):
        return True
    statements = code_lines.parse_line(piece)
    if not statements or isinstance(statements[0], ast.AnnAssign):
        return False
    if not isinstance(statements[0], ast.Expr) or isinstance(statements[0].value, ast.Call):
        return True
    return isinstance(statements[0].value, ast.Name | ast.Attribute) and _OUTPUT.match(line, at) is not None


def _places(line: str) -> Iterator[int]:
    """Where two tokens stand side by side that no code has so, outside of brackets."""
    depth, before, at = 0, "", 0
    is_broken = line.lstrip().startswith("#")
    while match := _TOKEN.search(line, at):
        token, at = match.group(), match.end()
        if token == "#" and not depth:
            comment = _COMMENT.match(line, match.start()) if is_broken else None
            if comment is None:
                return
            at, before = comment.end(), ")"
            continue
        is_side_by_side = not depth and _may_end(before) and _may_begin(token, line, match.start())
        if is_side_by_side and not (before.isidentifier() and token in "([{"):
            is_broken = True
            yield match.start()
        depth = max(0, depth + (token in "([{") - (token in ")]}"))
        before = token


def _may_end(token: str) -> bool:
    return token in (")", "]", "}") or (
        (token[-1:].isalnum() or token[-1:] in "_\"'.") and token not in _JOINING | {"."}
    )


def _may_begin(token: str, line: str, at: int) -> bool:
    if token in _STATEMENTS:
        return True
    if token in ("[", "<", "-"):
        return line[at - 1 : at] != "=" and _OUTPUT.match(line, at) is not None and token != "-"
    return (token[0].isalnum() or token[0] in "_\"'") and token not in _JOINING
