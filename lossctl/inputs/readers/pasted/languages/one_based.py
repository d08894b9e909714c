"""R, Julia and Lua count from 1 and take the last entry of a range with it: their subscripts as Python writes them."""

import ast
import re

_ONE_BASED = re.compile(
    r"^\s*(?:julia>|th>|local |using [A-Z]|library\()|^\s*(?:> )?[\w.]+\s*<-\s|\b(?:Matrix|Vector|Array)\{",
    re.MULTILINE,
)
_PYTHON = re.compile(r">>>|\b(?:np|numpy|torch|tf|paddle|jnp)\.|\bfrom \w+ import\b")
_UNKNOWN = ast.Name("?", ast.Load())  # stands for no array and no number


def counts_from_one(text: str) -> bool | None:
    """Whether its code does; None where it has signs of both."""
    is_one_based = _ONE_BASED.search(text) is not None
    return None if is_one_based and _PYTHON.search(text) else is_one_based


def in_python(node: ast.Subscript, from_one: bool | None) -> ast.Subscript:
    """The subscript with Python's numbers; a number whose meaning is not known stands for nothing."""
    if from_one is False:
        return node
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    found = [_from_zero(each, from_one) for each in parts]
    whole = ast.Tuple(found, ast.Load()) if isinstance(node.slice, ast.Tuple) else found[0]
    return ast.copy_location(ast.Subscript(node.value, whole, node.ctx), node)


def _from_zero(node: ast.expr, from_one: bool | None) -> ast.expr:
    if isinstance(node, ast.Slice) and (node.lower or node.upper):
        upper = None if isinstance(node.upper, ast.Name) and node.upper.id == "end" else node.upper
        lower = _from_zero(node.lower, from_one) if node.lower else None
        return _UNKNOWN if node.step or not from_one else ast.Slice(lower, upper, None)
    if isinstance(node, ast.UnaryOp):  # R leaves an entry out
        return _UNKNOWN
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return ast.Constant(node.value - 1) if from_one and node.value > 0 else _UNKNOWN
    return node
