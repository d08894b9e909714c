"""The calls of losses in the code: with which arrays and settings each was called."""

import ast
import re
from dataclasses import replace
from typing import Any

from lossctl.inputs.readers.pasted.code.code_lines import constant, dotted
from lossctl.inputs.readers.pasted.code.evaluated import Computed, along_first_axis, evaluated, number_of
from lossctl.inputs.readers.pasted.code.names import Names
from lossctl.inputs.readers.pasted.losses import metrics
from lossctl.inputs.readers.pasted.losses.binary_formula import binary_formula
from lossctl.inputs.readers.pasted.losses.call_keywords import behind_the_pair, keywords_of, unread
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall, named_arguments
from lossctl.inputs.readers.pasted.losses.loss_functions import (
    LossFunction,
    is_other_loss,
    loss_function,
    own_function,
    with_logits,
)
from lossctl.inputs.readers.pasted.losses.per_sample import over_arrays

_LOG_2 = re.compile(r"(?:\w+\.)?log\(2(?:\.0)?\)")
_WRAPPERS = frozenset(
    (
        *("float", "round", "run", "eval", "mean", "sum", "reduce_mean", "reduce_sum", "value", "get_value", "format"),
        *("str", "as_numeric", "as_double", "as_array", "tensor", "signif"),
    )
)
_REDUCING = {"mean": "mean", "reduce_mean": "mean", "sum": "sum", "reduce_sum": "sum", "average": "mean"}
_BEHIND = frozenset(("item", "numpy", "detach", "cpu", "data", "tolist", "asnumpy", "asscalar", "squeeze", "eval"))


class LossReader:
    """Finds the call of a loss behind an expression, by the names that the code has given so far."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.arrays, self.criteria, self.results = names.arrays, names.criteria, names.results

    def criterion(self, node: ast.expr) -> LossCall | None:
        """The loss object that the expression makes: `nn.CrossEntropyLoss()`, or a name of one."""
        if isinstance(node, ast.Name | ast.Attribute):
            return self.criteria.get(dotted(node))
        if not isinstance(node, ast.Call) or dotted(node.func) in self.criteria:
            return None
        name = dotted(node.func)
        last = name.rpartition(".")[2]
        function = self._function(name) if name else None
        is_class = last[:1].isupper() or last.startswith("nn_")
        is_class = is_class and last != "LogLoss" and not self._has_both_arrays(node)
        return self._built(name, function, node) if function and is_class else None

    def _has_both_arrays(self, node: ast.Call) -> bool:
        """Whether it is called with an input and a target, as R's `LogLoss(y_pred = p, y_true = y)` is."""
        named = len(named_arguments(node)[0])
        given = [evaluated(each, self.arrays) for each in node.args[: 2 - named]]
        return named + sum(each is not None and each.array.ndim > 0 for each in given) == 2

    def loss(self, node: ast.expr, depth: int = 0) -> LossCall | None:
        """The call whose value the expression is; None where it is no loss."""
        if depth > 20:
            return None
        if (whole := over_arrays(node)) is not node:
            return (found := self.loss(whole, depth + 1)) and replace(found, reduced=found.reduced or "none")
        if name := dotted(node):
            if name in self.results:
                return self.results[name]
            return (
                self.loss(node.value, depth + 1) if isinstance(node, ast.Attribute) and node.attr in _BEHIND else None
            )
        if isinstance(node, ast.Subscript | ast.FormattedValue):
            return self.loss(node.value, depth + 1)
        if isinstance(node, ast.BinOp) and (
            isinstance(node.op, ast.Mod) or (isinstance(node.op, ast.Add) and isinstance(constant(node.left), str))
        ):
            return self.loss(node.right, depth + 1)  # `"%f" % loss`, `"loss: " + str(loss)`
        if isinstance(node, ast.BinOp) and _LOG_2.fullmatch(ast.unparse(node.right)):
            return self.loss(node.left, depth + 1)  # in bits: what it is compared with shows it
        if isinstance(node, ast.BinOp):
            return self._scaled(node, depth)
        call = self._of_call(node, depth) if isinstance(node, ast.Call) else None
        return call or binary_formula(node, self.arrays)

    def _function(self, name: str) -> LossFunction | None:
        """What is known of a function by its name; of the paste's own, its code tells more (see Bindings.finished)."""
        function = loss_function(self.names.imported.get(name, name))
        if is_other_loss(name):
            return None
        owner, _, last = name.rpartition(".")
        may_be_own = owner in ("", "self", "cls", *self.names.own, *self.criteria)  # F.cross_entropy is a library's
        if may_be_own and (name in self.names.own_losses or (function and last in self.names.own)):
            return LossFunction(own=True)
        return function if name in self.names.imported else own_function(name) or function

    def _scaled(self, node: ast.BinOp, depth: int) -> LossCall | None:
        """A loss multiplied or divided by a number: `loss * T ** 2`."""
        sides = (node.left, node.right)
        calls, numbers = (
            [self.loss(each, depth + 1) for each in sides],
            [number_of(each, self.arrays) for each in sides],
        )
        if isinstance(node.op, ast.Div) and calls[0] and numbers[1]:
            return replace(calls[0], scale=calls[0].scale / numbers[1])
        for call, number in zip(calls, reversed(numbers), strict=True):
            if isinstance(node.op, ast.Mult) and call and number:
                return replace(call, scale=call.scale * number)
        return None

    def _of_call(self, node: ast.Call, depth: int) -> LossCall | None:
        if isinstance(node.func, ast.Attribute):
            method = node.func.attr
            if held := metrics.called(node.func, node, self):
                return held
            inner = self.loss(node.func.value, depth + 1)
            if inner and method in _REDUCING:
                return _replaced(inner, reduced=_REDUCING[method])
            if inner:
                return inner
        if (criterion := self.criterion(node.func)) and node.args + node.keywords:
            return self.called(criterion, node)
        name = dotted(node.func)
        last = name.rpartition(".")[2]
        if last in _WRAPPERS or last in _REDUCING:
            inner = next((found for each in node.args if (found := self.loss(each, depth + 1))), None)
            return _replaced(inner, reduced=_REDUCING[last]) if inner and last in _REDUCING else inner
        function = self._function(name) if name and self.criterion(node) is None else None
        if function is None or len(node.args) + len(node.keywords) < 2:
            return None
        return self.called(LossCall(name, function), node)

    def _built(self, name: str, function: LossFunction, node: ast.Call) -> LossCall:
        """The object; torch's take the weight first, where it is not named."""
        settings, arrays = keywords_of(node, self.arrays, self.names.constants)
        if node.args and function.order == "it" and "weight" not in arrays:
            arrays["weight"] = evaluated(node.args[0], self.arrays)
        if node.args and function.own and isinstance(constant(node.args[0]), float):
            settings["share"] = constant(node.args[0])
        return LossCall(name, function, settings=settings, arrays=arrays, unread=unread(node, arrays))

    def called(self, criterion: LossCall, node: ast.Call) -> LossCall:
        """The call of a loss, or of a loss object, with these arguments."""
        settings, arrays = keywords_of(node, self.arrays, self.names.constants)
        settings = {**criterion.settings, **settings}
        named, labels = named_arguments(node, criterion.function)
        positional = node.args[: 2 - len(named)]
        more_settings, more_arrays = behind_the_pair(node, criterion.function, self.arrays)
        settings, arrays = {**more_settings, **settings}, {**more_arrays, **arrays}
        return LossCall(
            criterion.name,
            with_logits(criterion.function) if settings.get("from_logits") is True else criterion.function,
            tuple(self._argument(each, criterion) for each in positional),
            tuple(positional),
            {role: evaluated(each, self.arrays) for role, each in named.items()},
            named,
            settings,
            {**criterion.arrays, **arrays},
            {**criterion.unread, **unread(node, arrays)},
            evaluated(labels, self.arrays) if labels else None,
        )

    def _argument(self, node: ast.expr, call: LossCall) -> Computed | None:
        found = evaluated(node, self.arrays)
        return along_first_axis(found) if call.function.classes_first else found

    def refreshed(self, call: LossCall) -> LossCall:
        """The call with the arrays that only later prints showed."""
        missing = [i for i, each in enumerate(call.arguments) if each is None]
        absent = [role for role, each in call.named.items() if each is None]
        if not missing and not absent:
            return call
        arguments = tuple(
            each or self._argument(node, call) for each, node in zip(call.arguments, call.nodes, strict=True)
        )
        named = {role: each or evaluated(call.named_nodes[role], self.arrays) for role, each in call.named.items()}
        return replace(call, arguments=arguments, named=named)

    def is_mixture(self, node: ast.expr) -> bool:
        """Whether it is arithmetic on losses."""
        if isinstance(node, ast.Name | ast.Call) or self.loss(node):
            return False
        return any(self.loss(each) for each in ast.walk(node) if isinstance(each, ast.Name | ast.Call))

    def is_other(self, node: ast.expr) -> bool:
        """Whether it is the value of a loss that lossctl does not have, or arithmetic on losses."""
        if self.is_mixture(node):
            return True
        calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
        return any(is_other_loss(dotted(each.func)) for each in calls)


def _replaced(call: LossCall | None, **changes: Any) -> LossCall | None:
    return call and replace(call, **changes)
