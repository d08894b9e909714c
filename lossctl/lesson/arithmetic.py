"""Numbers as they are written on paper, and lines `left = right` that are true of the digits shown."""

import ast
import math
import operator
import re
from collections.abc import Callable
from decimal import Context, Decimal, DecimalException, localcontext

from lossctl.lesson.sheet import Worked

SMALL = 1e-4  # a factor below this is written as a power of ten, however many decimals are shown

_SIGNS = str.maketrans({"−": "-", "×": "*"})
_OPERATORS: dict[type, Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS: dict[str, Callable[[Decimal], Decimal]] = {"ln": Decimal.ln, "exp": Decimal.exp}


def fixed(value: float, digits: int) -> str:
    """A number with so many decimals; with a power of ten if it is too small or too large for that."""
    value = float(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    if value and not 5 * 10.0**-digits <= abs(value) < 1e9:
        return f"{value:.{digits}e}".replace("-", "−")
    return f"{value:.{digits}f}".replace("-", "−")


def factor(value: float, digits: int) -> str:
    """A number on the left side of a line: written out if that takes no more decimals than these, else rounded."""
    text = f"{value:.{digits}e}".replace("-", "−") if 0 < abs(value) < SMALL else fixed(value, digits)
    if "e" not in text and "." in text:
        short = text.rstrip("0").rstrip(".")
        if math.isclose(float(short.translate(_SIGNS)), value, rel_tol=1e-12):  # 1 − 0.8 is 0.19999999999999996
            return short
    return text


def line(worked: Worked) -> str:
    """`left  =  right`: the numbers on the left have as many decimals as it takes to get the digits on the right."""
    right = fixed(worked.right, worked.digits)
    for digits in (worked.factor_digits, 6, 8, 10, 12, 15):
        left = _left(worked, digits)
        if _comes_out(left, right):
            break
    return f"{left}  =  {right}"


def evaluate(text: str) -> Decimal:
    """The value of a left side: numbers, + − × /, ln, exp and brackets. ValueError if it has none, as 1 / 0.

    It is calculated in decimals, because 1 + 9.357623e−14 has more digits than a float.
    """
    text = re.sub(r"\bln ([\d.e+−-]+)", r"ln(\1)", text).translate(_SIGNS)
    text = re.sub(r"\d[\d.]*(e[+-]?\d+)?", r"'\g<0>'", text)
    try:
        with localcontext(Context(prec=50)):
            value = _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, KeyError, DecimalException) as error:
        raise ValueError(text) from error
    if not value.is_finite():
        raise ValueError(text)
    return value


def _left(worked: Worked, digits: int) -> str:
    """The left side with so many decimals, and with brackets only where they are needed."""
    words = [part if isinstance(part, str) else factor(part, digits) for part in worked.left]
    text = " ".join(words).replace("( ", "(").replace(" )", ")")
    text = re.sub(r"ln\(([^ ()]+)\)", r"ln \1", text)
    text = re.sub(r"([+−]) (−[^ ()]+)", r"\1 (\2)", text)
    return re.sub(r"^− ", "−", text)


def _comes_out(left: str, right: str) -> bool:
    """Whether the left side gives the right one, rounded to its last digit."""
    try:
        value, shown = evaluate(left), Decimal(right.translate(_SIGNS))
    except (ValueError, DecimalException):  # there is an infinity or NaN, which no digits bring out
        return True
    exponent = shown.as_tuple().exponent
    return not isinstance(exponent, int) or abs(value - shown) <= Decimal(10) ** exponent / 2


def _value(node: ast.AST) -> Decimal:
    match node:
        case ast.Constant(value=str() as number):
            return Decimal(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=sign, right=right):
            return _OPERATORS[type(sign)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return _FUNCTIONS[name](_value(argument))
    raise ValueError(ast.dump(node))
