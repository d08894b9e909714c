"""A line of code as Python's own parser reads it; nothing of it is ever executed.

R, Julia and MATLAB are near enough: what they write in another way is put into Python's words first.
"""

import ast
import re
import warnings
from collections.abc import Collection

from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.languages import braces, julia, matlab, r

# Each language's own rules, in this order, for a line that Python cannot read.
_FOREIGN = ((re.compile(r"\s*;\s*$"), ""), *braces.RULES, *r.RULES, *matlab.RULES, *julia.RULES)
_HEADER = re.compile(r"(?:async\s+)?(?:def|class|for|while|if|elif|else|with|try|except|finally)\b.*:$", re.DOTALL)
_DOTS = re.compile(r"[\d.\]]\s*,?\s*(?:\.\.\.|…)\s*[,\])]|[\[(]\s*(?:\.\.\.|…)\s*,?\s*[-+.\d\[]")
_DEFINITION = re.compile(
    r"(?:async\s+)?(?:def|class)\s+(\w+)|([\w.]+)\s*(?:=|<-)\s*(?:lambda\b|function\s*\()|function\s+(\w+)"
)
_LIBRARIES = re.compile(
    r"(?:torch\w*|tensorflow|(?:tf_)?keras|sklearn|jax|optax|flax|paddle|mxnet|mindspore|oneflow|scipy|chainer|tinygrad"
    r"|jittor|lightning)(?:\.|$)|.*\bnn\.functional$"
)
_OTHER_SCRIPT = re.compile(r"[\u0400-\u052f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # Cyrillic to Korean
LONGEST = 20_000  # characters; what is longer is no line of code to be read


def parse_line(source: str) -> list[ast.stmt]:
    """The statements of the source, of which there may be several behind `;`; none if it is no code."""
    if len(source) > LONGEST:
        return []
    is_foreign = r.ASSIGNMENT.match(source) or braces.PRINT.match(source)
    found = [] if is_foreign else _parsed(source)
    if not found:
        for pattern, python in _FOREIGN:
            source = pattern.sub(python, source)
        found = _parsed(source)
    return found


def is_prose(statement: ast.stmt, known: Collection[str]) -> bool:
    """Whether an expression is a sentence in another script that the parser takes for names: `nn.NLLLoss(负对数)`."""
    if not isinstance(statement, ast.Expr):
        return False
    names = {each.id for each in ast.walk(statement) if isinstance(each, ast.Name)}
    names |= {each.attr for each in ast.walk(statement) if isinstance(each, ast.Attribute)}
    return any(_OTHER_SCRIPT.search(name) for name in names - set(known))


def has_dots(source: str) -> bool:
    """Whether `...` stands for numbers left out: `[0.1, ..., 0.3]`."""
    return _DOTS.search(source) is not None


def is_code(*sources: str) -> bool:
    """Whether one of them can be read."""
    return any(map(parse_line, sources))


def is_label(statement: ast.stmt) -> bool:
    """Whether it is no annotation but a label and what stands behind it: `Result: loss = 0.5`."""
    if not isinstance(statement, ast.AnnAssign):
        return False
    return statement.value is None or pasted_labels.role(dotted(statement.annotation), 0) == "loss"


def is_header(source: str) -> bool:
    """Whether it begins a block of statements: `for x in y:`."""
    return _HEADER.match(source) is not None


def defined_name(source: str) -> str:
    """The name of the function or class whose definition begins here, or ''."""
    match = _DEFINITION.match(source)
    return next(filter(None, match.groups()), "") if match else ""


def names_imported(statement: ast.ImportFrom) -> dict[str, str]:
    """The full name of each name that is imported from a library; none from a module of the author's own."""
    module = statement.module or ""
    if not _LIBRARIES.match(module):
        return {}
    return {each.asname or each.name: f"{module}.{each.name}" for each in statement.names}


def dotted(node: ast.expr) -> str:
    """`nn.CrossEntropyLoss` of a name with its attributes, or ''."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def last_name(node: ast.expr) -> str:
    """`CrossEntropyLoss` of `nn.CrossEntropyLoss`, or ''."""
    return dotted(node).rpartition(".")[2]


def constant(node: ast.expr | None) -> object:
    """The number, word or tuple of numbers that the node writes out; None where it is something else."""
    if node is None:
        return None
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _parsed(source: str) -> list[ast.stmt]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source).body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return []
