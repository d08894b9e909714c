"""The value of arithmetic on numbers that a post writes out: `-[1×log(0.7) + 0×log(0.2)]`, `(0.22 + 0.51) / 2`."""

import ast
import math
import re

_SIGNS = str.maketrans(
    {"×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "[": "(", "]": ")", "{": "(", "}": ")", "−": "-"}
)
_BARE_LOG = re.compile(r"\b(log|ln)\s*(\d+(?:\.\d+)?)(?![\w.(])")
_FUNCTION_SPACE = re.compile(r"\b(log2?|ln|log10|log_2|exp)\s+(?=\()")
_LOG_OF_BASE = re.compile(r"log_?₂|log_\{?2\}?|log_2")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_FACTOR = re.compile(r"(?<=[\d)])\s*(?=(?:log|ln)\b)")
_FUNCTIONS = {name: getattr(math, name) for name in ("log", "log2", "log10", "exp", "sqrt")} | {"ln": math.log}
_LONGEST = 2000  # characters


def value_of(written: str) -> float | None:
    """None for what is no arithmetic on numbers, or has no finite value."""
    if len(written) > _LONGEST or not re.search(r"\d", written):
        return None
    plain = _LOG_OF_BASE.sub("log2", written.strip().strip("$").translate(_SIGNS))
    plain = _DECIMAL_COMMA.sub(".", _FUNCTION_SPACE.sub(r"\1", _BARE_LOG.sub(r"\1(\2)", plain))).replace("^", "**")
    try:
        value = _value(ast.parse(_FACTOR.sub("*", plain).strip(), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError, KeyError):
        return None
    return value if math.isfinite(value) else None


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _value(inner)
        case ast.BinOp(left=left, op=op, right=right):
            return _of_two(op, _value(left), _value(right))
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[inner], keywords=[]):
            return _FUNCTIONS[name](_value(inner))
    raise ValueError


def _of_two(op: ast.operator, one: float, other: float) -> float:
    match op:
        case ast.Add():
            return one + other
        case ast.Sub():
            return one - other
        case ast.Mult():
            return one * other
        case ast.Div():
            return one / other
        case ast.Pow() if abs(other) < 100:
            return float(one**other)
    raise ValueError
