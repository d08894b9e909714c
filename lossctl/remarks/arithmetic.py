"""Numbers as written on paper, and lines `a = b` that come out with the digits shown."""

import ast
import math
import operator
import re
from collections.abc import Callable

from lossctl.remarks.sheet import Worked

_SIGNS = str.maketrans({"−": "-", "×": "*"})
_OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS = {"ln": math.log, "exp": math.exp}


def fixed(value: float, digits: int) -> str:
    """A number with so many decimals; in powers of ten where those would show too little of it, or too much."""
    value = float(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    if value and not 5 * 10.0**-digits <= abs(value) < 1e9:
        return f"{value:.{digits}e}".replace("-", "−")
    return f"{value:.{digits}f}".replace("-", "−")


def factor(value: float, digits: int) -> str:
    """A number in a calculation: as short as it can be written exactly, else with so many decimals."""
    text = fixed(value, digits)
    if "e" not in text and "." in text:
        short = text.rstrip("0").rstrip(".")
        if math.isclose(float(short.translate(_SIGNS)), value, rel_tol=1e-12):  # 1 − 0.8 is written 0.2
            return short
    return text


def line(worked: Worked) -> str:
    """`left  =  right`, with as many digits in the factors as the shown digits of the right side need."""
    right = fixed(worked.right, worked.digits)
    for digits in (worked.factor_digits, 6, 8, 10, 12, 15):
        left = _left(worked, digits)
        if _comes_out(left, right):
            break
    return f"{left}  =  {right}"


def evaluate(text: str) -> float:
    """The value of a left side: numbers, + − × /, ln, exp and brackets. ValueError where it has none."""
    text = re.sub(r"\bln ([\d.e+−-]+)", r"ln(\1)", text).translate(_SIGNS)
    try:
        return _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, KeyError, ZeroDivisionError, OverflowError) as error:
        raise ValueError(text) from error


def _left(worked: Worked, digits: int) -> str:
    words = [part if isinstance(part, str) else factor(part, digits) for part in worked.left]
    text = " ".join(words).replace("( ", "(").replace(" )", ")")
    text = re.sub(r"ln\(([^ ()]+)\)", r"ln \1", text)
    text = re.sub(r"([+−]) (−[^ ()]+)", r"\1 (\2)", text)
    return re.sub(r"^− ", "−", text)


def _comes_out(left: str, right: str) -> bool:
    try:
        value, shown = evaluate(left), float(right.translate(_SIGNS))
    except ValueError:  # an infinity or NaN stands in it: nothing to come out
        return True
    mantissa, _, exponent = right.partition("e")
    unit = 10.0 ** (int(exponent.translate(_SIGNS) or 0) - len(mantissa.partition(".")[2]))
    return abs(value - shown) <= unit * 0.5000001


def _value(node: ast.AST) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=sign, right=right):
            return _OPERATORS[type(sign)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return _FUNCTIONS[name](_value(argument))
    raise ValueError(ast.dump(node))
