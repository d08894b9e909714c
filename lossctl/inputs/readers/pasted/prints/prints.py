"""What a line of code prints."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.code.code_lines import dotted, last_name
from lossctl.inputs.readers.pasted.code.evaluated import Computed
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall

PRINTING = frozenset(("print", "println", "disp", "display", "cat", "show", "pprint", "info"))
_SHAPES = re.compile(
    r"\.(?:shape|size\(.*\)|ndim|dtype|type\(\)|device|requires_grad|is_leaf|grad_fn)$|^(?:type|len)\("
)
_CONVERTING = frozenset(("float", "double", "numpy", "detach", "cpu", "tolist", "clone", "contiguous"))
_ENDS_LABEL = re.compile(r"\s*(?::|=|->|=>)\s*")


class Shown(NamedTuple):
    """One value that code prints: the words before it in the print, and its expression.

    `certain` is one of `print(x)`. The value of an expression alone, or of an assignment, may be shown or not: then it
    stands directly below. The other fields say what the expression stood for when it was printed: names may stand for
    something else further down.
    """

    words: str
    node: ast.expr
    certain: bool
    assigned: bool = False
    call: LossCall | None = None
    array: Computed | None = None
    fault: str = ""  # why a loss cannot be judged
    is_other: bool = False  # a loss that lossctl does not have

    @property
    def source(self) -> str:
        return ast.unparse(self.node)


def shown_by(statement: ast.stmt) -> list[Shown]:
    """What the statement prints or may show, in order."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and dotted(statement.targets[0]):
        return [Shown("", statement.targets[0], certain=False, assigned=True)]
    if not isinstance(statement, ast.Expr):
        return []
    node = statement.value
    if isinstance(node, ast.Call) and last_name(node.func) in PRINTING:
        return _arguments(node.args)
    if isinstance(node, ast.Tuple):
        return _arguments(node.elts)
    return [] if isinstance(node, ast.Constant) else [Shown("", node, certain=False)]


def _arguments(nodes: Sequence[ast.expr]) -> list[Shown]:
    found: list[Shown] = []
    words = ""
    for node in _separate(nodes):
        if isinstance(node, ast.Constant):
            words = f"{words} {node.value!s}"
            continue
        for before, each in _formatted(node):
            words = f"{words} {before}"
            if each is not None and not _SHAPES.search(ast.unparse(each)):
                found.append(Shown(words.strip(), _unconverted(each), certain=True))
            words = "" if each is not None else words
    return found


def _unconverted(node: ast.expr) -> ast.expr:
    """The name in `y.float()` or `x.detach().numpy()`, whose numbers these leave as they are."""
    inner = node
    while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and not inner.args:
        if inner.func.attr not in _CONVERTING:
            return node
        inner = inner.func.value
    return inner if isinstance(inner, ast.Name) else node


def _separate(nodes: Sequence[ast.expr]) -> Iterator[ast.expr]:
    """The arguments of a print, and for `sess.run([a, b])` what it runs: it prints them as a list."""
    for node in nodes:
        is_run = isinstance(node, ast.Call) and dotted(node.func).endswith(".run") and node.args
        if is_run and isinstance(node, ast.Call) and isinstance(node.args[0], ast.List | ast.Tuple):
            yield from node.args[0].elts
        else:
            yield node


def _formatted(node: ast.expr) -> list[tuple[str, ast.expr | None]]:
    """The values in a formatted string, each with the words before it; another expression is its own value."""
    if isinstance(node, ast.JoinedStr):
        parts: list[tuple[str, ast.expr | None]] = []
        words = ""
        for i, each in enumerate(node.values):
            if isinstance(each, ast.FormattedValue):
                behind = node.values[i + 1 : i + 2]
                if (
                    pasted_labels.sounds_like_loss(words)
                    and behind
                    and _ENDS_LABEL.fullmatch(str(getattr(behind[0], "value", "")))
                ):
                    continue  # a part of the label of the next: f"Loss of {x}: {loss}"
                parts.append((words, each.value))
                words = ""
            elif isinstance(each, ast.Constant):
                words += str(each.value)
        return [*parts, (words, None)] if words.strip() and not parts else parts
    template = _template(node)
    if template is None:
        return [("", node)]
    pieces = re.split(r"%[-+ #0-9.]*[a-zA-Z]|\{[^{}]*\}", template[0])
    return [(piece, each) for piece, each in zip(pieces, template[1], strict=False)]


def _template(node: ast.expr) -> tuple[str, list[ast.expr]] | None:
    """The template and the values of `'loss %.4f' % loss` and `'loss {}'.format(loss)`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
        values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        return str(node.left.value), list(values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        inner = node.func.value
        return (str(inner.value), list(node.args)) if isinstance(inner, ast.Constant) else None
    return None
