"""Statements as the other modules read them: layers that only change their input are written out, places are from 0.

After `m = nn.Sigmoid()`, `m(x)` is read as `F.sigmoid(x)`.
"""

import ast
from typing import cast

from lossctl.inputs.readers.pasted.code.code_lines import dotted, last_name
from lossctl.inputs.readers.pasted.languages.one_based import counts_from_one, in_python

_FUNCTIONS = {"Sigmoid": "sigmoid", "Softmax": "softmax", "LogSoftmax": "log_softmax", "LogSigmoid": "logsigmoid"}


class Layers(ast.NodeTransformer):
    """The layers that the code has given names to so far."""

    def __init__(self, text: str) -> None:
        self._by_name: dict[str, ast.Call] = {}
        self._from_one = counts_from_one(text)

    def written_out(self, statement: ast.stmt) -> ast.stmt:
        """The statement with the function in place of each layer; what it assigns to a name is remembered."""
        statement = cast(ast.stmt, self.visit(statement))
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if _function(statement.value):
                    self._by_name[dotted(target)] = cast(ast.Call, statement.value)
                else:
                    self._by_name.pop(dotted(target), None)
        return statement

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        return in_python(node, self._from_one)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        layer = node.func if _function(node.func) else self._by_name.get(dotted(node.func))
        if not isinstance(layer, ast.Call) or not node.args:
            return node
        function = ast.Attribute(ast.Name("F", ast.Load()), _function(layer), ast.Load())
        return ast.copy_location(ast.Call(function, [*node.args, *layer.args], [*node.keywords, *layer.keywords]), node)


def _function(node: ast.expr) -> str:
    """The function that the layer made here calls, or ''."""
    return _FUNCTIONS.get(last_name(node.func), "") if isinstance(node, ast.Call) else ""
