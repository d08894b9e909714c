"""What a line of code prints, and which of the outputs below belong to which of its arguments."""

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.code_lines import dotted
from lossctl.inputs.readers.pasted.evaluated import Computed
from lossctl.inputs.readers.pasted.loss_call import LossCall
from lossctl.inputs.readers.pasted.values import Value

PRINTING = frozenset(("print", "println", "disp", "display", "cat", "show", "pprint", "info"))
_SHAPES = re.compile(
    r"\.(?:shape|size\(.*\)|ndim|dtype|type\(\)|device|requires_grad|is_leaf|grad_fn)$|^(?:type|len)\("
)
NEAR = 1e-3  # a print of four decimals is of the same array as the code
_WORDS = re.compile(r"[^\W_]+")
_RESULT = re.compile(
    r"(?:the\s+)?(?:results?|outputs?|prints?|actual (?:results?|output)|结果|输出|输出结果|运行结果|結果|出力|출력"
    r"|결과|вывод|результат"
    r"|ausgabe|ergebnis|resultado|salida|résultat|sortie)",
    re.IGNORECASE,
)
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
    if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in PRINTING:
        return _arguments(node.args)
    if isinstance(node, ast.Tuple):
        return _arguments(node.elts)
    return [] if isinstance(node, ast.Constant) else [Shown("", node, certain=False)]


def _arguments(nodes: Sequence[ast.expr]) -> list[Shown]:
    found: list[Shown] = []
    words = ""
    for node in nodes:
        if isinstance(node, ast.Constant):
            words = f"{words} {node.value!s}"
            continue
        for before, each in _formatted(node):
            words = f"{words} {before}"
            if each is not None and not _SHAPES.search(ast.unparse(each)):
                found.append(Shown(words.strip(), each, certain=True))
            words = "" if each is not None else words
    return found


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


def paired(shown: Sequence[Shown], values: Sequence[Value]) -> list[tuple[Shown | None, Value]]:
    """Each value with what printed it: by the words before it, by the numbers that are known, then in order."""
    certain = [each for each in shown if each.certain]
    last = [each for each in shown[-1:] if not each.certain]
    plain = [value for value in values if is_plain(value)]
    for pending in ([*certain, *last], certain, last):
        for found in (list(values), plain):
            if (
                pending
                and len(pending) == len(found)
                and all(_may_be(each, value) for each, value in zip(pending, found, strict=True))
            ):
                by_value = {id(value): each for each, value in zip(pending, found, strict=True)}
                return [_named(by_value.get(id(value)), value) for value in values]
    tail = certain[-len(values) :]
    if len(tail) == len(values) < len(certain) and all(map(_is_of, tail, values)):
        return list(map(_named, tail, values))
    if last and not certain and is_plain(values[0]) and _may_be(last[0], values[0]):
        return [_named(last[0], values[0]), *((None, value) for value in values[1:])]
    return _by_signs([*certain, *last], values)


def is_plain(value: Value) -> bool:
    """Whether no label says whose value it is: `Result:` and the like don't."""
    return not value.label or _RESULT.fullmatch(value.label.strip()) is not None


def _named(shown: Shown | None, value: Value) -> tuple[Shown | None, Value]:
    """What printed it says more than a label that only says that it is a result."""
    says_more = shown is not None and is_plain(value) and (shown.words or dotted(shown.node))
    return shown, value._replace(label="") if says_more else value


def _is_of(shown: Shown, value: Value) -> bool:
    """Whether it is surely this print's: one number of a call, or the numbers of a known array."""
    if not _may_be(shown, value):
        return False
    return _is_known(shown, value) or (not value.array.ndim and (shown.call is not None or bool(shown.fault)))


def _by_signs(shown: list[Shown], values: Sequence[Value]) -> list[tuple[Shown | None, Value]]:
    left = list(shown)
    found: list[Shown | None] = []
    for value in values:
        said = [each for each in left if value.label and _same_words(each.words, value.label)]
        known = [each for each in left if not value.label and value.array.ndim and _is_known(each, value)]
        chosen = next(iter(said or known), None)
        if chosen:
            left = left[left.index(chosen) + 1 :]
        found.append(chosen)
    return list(zip(found, values, strict=True))


def _may_be(shown: Shown, value: Value) -> bool:
    """Whether the value can be what this printed: its words stand before it, and known numbers are of one shape."""
    if not is_plain(value) and shown.words and not _same_words(shown.words, value.label):
        return False
    known = shown.array
    if known is not None and shown.assigned and value.label not in ("", dotted(shown.node)):
        return is_plain(value) and _is_known(shown, value)
    return known is None or known.array.size == value.array.size


def _is_known(shown: Shown, value: Value) -> bool:
    known = shown.array
    return (
        known is not None
        and known.array.shape == value.array.shape
        and np.allclose(known.array, value.array, atol=NEAR)
    )


def _same_words(printed: str, label: str) -> bool:
    said, found = _WORDS.findall(printed.casefold()), _WORDS.findall(label.casefold())
    return bool(said) and (said[-len(found) :] == found or found[-len(said) :] == said)
