"""The calls of losses in the code: with which arrays and settings each was called."""

import ast
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lossctl.inputs.readers.pasted.code_lines import constant, dotted
from lossctl.inputs.readers.pasted.evaluated import Arrays, Computed, evaluated, number_of
from lossctl.inputs.readers.pasted.loss_call import LossCall
from lossctl.inputs.readers.pasted.loss_functions import LossFunction, is_other_loss, loss_function, with_logits
from lossctl.inputs.readers.pasted.per_sample import over_arrays

_LOG_2 = re.compile(r"(?:\w+\.)?log\(2(?:\.0)?\)")
_TARGETS = ("target", "targets", "labels", "label", "y_true", "true", "truth", "actual", "y", "gt")
_INPUTS = ("input", "inputs", "logits", "y_pred", "pred", "preds", "prediction", "predictions", "output", "predicted")
_WRAPPERS = frozenset(
    ("float", "round", "run", "eval", "mean", "sum", "reduce_mean", "reduce_sum", "value", "get_value", "format", "str")
)
_REDUCING = {"mean": "mean", "reduce_mean": "mean", "sum": "sum", "reduce_sum": "sum", "average": "mean"}
_BEHIND = frozenset(("item", "numpy", "detach", "cpu", "data", "tolist", "asnumpy", "asscalar", "squeeze", "eval"))


class LossReader:
    """Finds the call of a loss behind an expression, by the names that the code has given so far."""

    def __init__(
        self,
        arrays: Arrays,
        criteria: Mapping[str, LossCall],
        results: Mapping[str, LossCall],
        own: set[str],
        own_losses: Mapping[str, float],
        constants: Mapping[str, object],
    ) -> None:
        """By name: `criteria` are loss objects, `results` losses, `constants` numbers and words.

        `own` are the functions that the paste defines. `own_losses` are those of them that calculate a logarithm, with
        what they add inside of it.
        """
        self.own_losses, self.constants = own_losses, constants
        self.arrays, self.criteria, self.results, self.own = arrays, criteria, results, own

    def criterion(self, node: ast.expr) -> LossCall | None:
        """The loss object that the expression makes: `nn.CrossEntropyLoss()`, or a name of one."""
        if isinstance(node, ast.Name | ast.Attribute):
            return self.criteria.get(dotted(node))
        if not isinstance(node, ast.Call):
            return None
        name = dotted(node.func)
        last = name.rpartition(".")[2]
        function = loss_function(name) if name else None
        is_class = (last[:1].isupper() and last != "LogLoss") or last.startswith("nn_")
        return self._built(name, function, node) if function and is_class else None

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
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            return self.loss(node.right, depth + 1)
        if isinstance(node, ast.BinOp) and _LOG_2.fullmatch(ast.unparse(node.right)):
            return self.loss(node.left, depth + 1)  # in bits: what it is compared with shows it
        if isinstance(node, ast.BinOp):
            return self._scaled(node, depth)
        return self._of_call(node, depth) if isinstance(node, ast.Call) else None

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
        function = loss_function(name) if name and self.criterion(node) is None else None
        if name in self.own_losses or (function and last in self.own):
            function = LossFunction(epsilon=self.own_losses.get(name, 0.0))
        if function is None or len(node.args) + len(node.keywords) < 2:
            return None
        return self.called(LossCall(name, function), node)

    def _built(self, name: str, function: LossFunction, node: ast.Call) -> LossCall:
        """The object; torch's take the weight first, where it is not named."""
        settings, arrays = self._keywords(node)
        if node.args and function.order == "it" and "weight" not in arrays:
            arrays["weight"] = evaluated(node.args[0], self.arrays)
        return LossCall(name, function, settings=settings, arrays=arrays, unread=self._unread(node, arrays))

    def called(self, criterion: LossCall, node: ast.Call) -> LossCall:
        settings, arrays = self._keywords(node)
        named = {
            role: each.value
            for each in node.keywords
            for role, names in (("target", _TARGETS), ("input", _INPUTS))
            if each.arg in names and len(node.args) < 2  # else it names the classes: log_loss(y, p, labels=[0, 1])
        }
        positional = node.args[: 2 - len(named)]
        if len(node.args) > 2 and criterion.function.order == "it" and not isinstance(node.args[2], ast.Constant):
            arrays.setdefault("weight", evaluated(node.args[2], self.arrays))
        settings = {**criterion.settings, **settings}
        return LossCall(
            criterion.name,
            with_logits(criterion.function) if settings.get("from_logits") is True else criterion.function,
            tuple(evaluated(each, self.arrays) for each in positional),
            tuple(positional),
            {role: evaluated(each, self.arrays) for role, each in named.items()},
            named,
            settings,
            {**criterion.arrays, **arrays},
            {**criterion.unread, **self._unread(node, arrays)},
        )

    def refreshed(self, call: LossCall) -> LossCall:
        """The call with the arrays that only later prints showed."""
        missing = [i for i, each in enumerate(call.arguments) if each is None]
        absent = [role for role, each in call.named.items() if each is None]
        if not missing and not absent:
            return call
        arguments = tuple(
            each or evaluated(node, self.arrays) for each, node in zip(call.arguments, call.nodes, strict=True)
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

    def _unread(self, node: ast.Call, arrays: Mapping[str, Computed | None]) -> dict[str, str]:
        """The expressions of arrays that the paste does not show."""
        written = {each.arg: ast.unparse(each.value) for each in node.keywords if each.arg}
        return {
            role: written.get(role, ast.unparse(node.args[0]) if node.args else role)
            for role, each in arrays.items()
            if each is None
        }

    def _keywords(self, node: ast.Call) -> tuple[dict[str, Any], dict[str, Computed | None]]:
        settings: dict[str, Any] = {}
        arrays: dict[str, Computed | None] = {}
        for each in node.keywords:
            if each.arg in ("weight", "pos_weight", "sample_weight"):
                if not (isinstance(each.value, ast.Constant) and each.value.value is None):
                    arrays[each.arg] = evaluated(each.value, self.arrays)
            elif each.arg:
                settings[each.arg] = self._setting(each.value)
        return settings, arrays

    def _setting(self, node: ast.expr) -> Any:
        """What a keyword says: a constant, what a name stands for, or the last word of `Reduction.SUM`."""
        if (found := constant(node)) is not None:
            return found
        name = dotted(node)
        return self.constants[name] if name in self.constants else name.rpartition(".")[2].lower() or None


def _replaced(call: LossCall | None, **changes: Any) -> LossCall | None:
    return call and replace(call, **changes)
