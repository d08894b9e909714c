"""The binary cross entropy as code writes it out: `-mean(y * log(p) + (1 - y) * log(1 - p))`."""

import ast
import re

from lossctl.inputs.readers.pasted.code.evaluated import Arrays
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall
from lossctl.inputs.readers.pasted.losses.loss_functions import LossFunction

_PROBABILITY = re.compile(r"\blog\(1(?:\.0)? - ([A-Za-z_][\w.]*)\)")
_TARGET = re.compile(r"(?<!log)\(1(?:\.0)? - ([A-Za-z_][\w.]*)\) \*|\* \(1(?:\.0)? - ([A-Za-z_][\w.]*)\)")
_NEGATIVE_MEAN = re.compile(r"-(?:\w+\.)?(mean|sum)\(|(?:\w+\.)?(mean|sum)\(-\(")
_LONGEST = 400  # characters


def binary_formula(node: ast.expr, arrays: Arrays) -> LossCall | None:
    """The formula as a call of its two arrays; None for another expression, or where the paste does not show them."""
    if not isinstance(node, ast.UnaryOp | ast.Call):
        return None
    source = ast.unparse(node)
    outer = _NEGATIVE_MEAN.match(source) if len(source) <= _LONGEST else None
    probability, target = _PROBABILITY.search(source), _TARGET.search(source)
    if not outer or not probability or not target or "/" in source:
        return None
    names = (probability[1], target[1] or target[2])
    found = tuple(arrays.get(name) for name in names)
    if (
        len(set(names)) < 2
        or _names_in(node, arrays) != set(names)
        or not all(each and each.array.ndim for each in found)
    ):
        return None
    function = LossFunction(("bce",), "it", None, outer[1] or outer[2])
    nodes = tuple(ast.parse(name, mode="eval").body for name in names)
    return LossCall("the formula", function, found, nodes)


def _names_in(node: ast.expr, arrays: Arrays) -> set[str]:
    """The names of arrays in the expression: a third one would be a weight."""
    names = {ast.unparse(each) for each in ast.walk(node) if isinstance(each, ast.Name | ast.Attribute)}
    return {name for name in names if name in arrays}
