"""Losses that code calculates one by one: the same call over the whole arrays."""

import ast
from collections.abc import Mapping


def over_arrays(node: ast.expr) -> ast.expr:
    """`[f(t, p) for t, p in zip(y, q)]` as `f(y, q)`, `[f(y[i], q[i]) for i in range(n)]` too; others unchanged."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.args[0], ast.ListComp | ast.GeneratorExp):
        inner = over_arrays(node.args[0])
        return ast.Call(node.func, [inner], node.keywords) if inner is not node.args[0] else node
    if added := _added_of_mean(node):
        return ast.Call(ast.Name("mean"), [over_arrays(added)], [])
    if not isinstance(node, ast.ListComp | ast.GeneratorExp) or len(node.generators) != 1 or node.generators[0].ifs:
        return node
    loop = node.generators[0]
    whole: ast.expr = _Whole(_by_name(loop), _index(loop)).visit(ast.parse(ast.unparse(node.elt), mode="eval").body)
    return whole


def _added_of_mean(node: ast.expr) -> ast.expr | None:
    """The x of `sum(x) / len(…)`."""
    match node:
        case ast.BinOp(
            left=ast.Call(func=ast.Name("sum"), args=[added]), op=ast.Div(), right=ast.Call(func=ast.Name("len"))
        ):
            return added
    return None


def _by_name(loop: ast.comprehension) -> Mapping[str, ast.expr]:
    """The arrays that the loop's names go through."""
    names = loop.target.elts if isinstance(loop.target, ast.Tuple) else [loop.target]
    arrays = [loop.iter]
    if isinstance(loop.iter, ast.Call) and isinstance(loop.iter.func, ast.Name) and loop.iter.func.id == "zip":
        arrays = loop.iter.args
    return {name.id: array for name, array in zip(names, arrays, strict=False) if isinstance(name, ast.Name)}


def _index(loop: ast.comprehension) -> str:
    """The loop's name, if it counts: `for i in range(n)`."""
    counts = isinstance(loop.iter, ast.Call) and isinstance(loop.iter.func, ast.Name) and loop.iter.func.id == "range"
    return loop.target.id if counts and isinstance(loop.target, ast.Name) else ""


class _Whole(ast.NodeTransformer):
    """Puts the arrays where their elements are."""

    def __init__(self, arrays: Mapping[str, ast.expr], index: str) -> None:
        self._arrays, self._index = arrays, index

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return node if self._index else self._arrays.get(node.id, node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if self._index and isinstance(node.slice, ast.Name) and node.slice.id == self._index:
            return node.value
        return self.generic_visit(node)
