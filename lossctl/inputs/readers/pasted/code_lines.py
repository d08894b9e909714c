"""A line of code as Python's own parser reads it; nothing of it is ever executed.

R, Julia and MATLAB are near enough: what they write in another way is put into Python's words first.
"""

import ast
import re
import warnings

_FOREIGN = (
    (re.compile(r"\s*;\s*$"), ""),
    (re.compile(r"<-"), "="),
    (re.compile(r"(?<=\w)\$(?=\w)|(?<=\w):::?(?=\w)"), "."),
    (re.compile(r"\b(\d+):(\d+)\b"), r"range(\1, \2)"),
    (re.compile(r"\b(\d+)L\b"), r"\1"),
    (re.compile(r"(?<=\d)f0\b"), ""),
    (re.compile(r"\bTRUE\b"), "True"),
    (re.compile(r"\bFALSE\b"), "False"),
    (re.compile(r"\bNULL\b|\bnothing\b"), "None"),
    (re.compile(r"\.\.?\("), "("),  # Julia's broadcast: `log.(p)`
)
_HEADER = re.compile(r"(?:async\s+)?(?:def|class|for|while|if|elif|else|with|try|except|finally)\b.*:$", re.DOTALL)
_DEFINITION = re.compile(
    r"(?:async\s+)?(?:def|class)\s+(\w+)|([\w.]+)\s*(?:=|<-)\s*(?:lambda\b|function\s*\()|function\s+(\w+)"
)
_LIBRARIES = re.compile(
    r"(?:torch\w*|tensorflow|(?:tf_)?keras|sklearn|jax|optax|flax|paddle|mxnet|mindspore|oneflow|scipy|chainer|tinygrad"
    r"|jittor|lightning)(?:\.|$)|.*\bnn\.functional$"
)
LONGEST = 20_000  # characters; what is longer is no line of code to be read


def parse_line(source: str) -> list[ast.stmt]:
    """The statements of the source, of which there may be several behind `;`; none if it is no code."""
    if len(source) > LONGEST:
        return []
    found = _parsed(source)
    if not found:
        for pattern, python in _FOREIGN:
            source = pattern.sub(python, source)
        found = _parsed(source)
    return found


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
