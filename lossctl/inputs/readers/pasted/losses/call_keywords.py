"""What a call of a loss is given beside its pair: settings with constants, and weights with arrays."""

import ast
from collections.abc import Mapping
from typing import Any

from lossctl.inputs.readers.pasted.code.code_lines import constant, dotted
from lossctl.inputs.readers.pasted.code.evaluated import Arrays, Computed, evaluated
from lossctl.inputs.readers.pasted.losses.loss_functions import LossFunction


def keywords_of(
    node: ast.Call, known: Arrays, constants: Mapping[str, object]
) -> tuple[dict[str, Any], dict[str, Computed | None]]:
    """The settings of the call, and its weights by role: None for one that the paste does not show."""
    settings: dict[str, Any] = {}
    arrays: dict[str, Computed | None] = {}
    for each in node.keywords:
        if each.arg in ("weight", "pos_weight", "sample_weight"):
            if not (isinstance(each.value, ast.Constant) and each.value.value is None):
                arrays[each.arg] = evaluated(each.value, known)
        elif each.arg:
            settings[each.arg] = _setting(each.value, constants)
    return settings, arrays


def behind_the_pair(
    node: ast.Call, function: LossFunction, known: Arrays
) -> tuple[dict[str, Any], dict[str, Computed | None]]:
    """The same of what has no keyword: a weight, MindSpore's pos_weight, a reduction behind flags as in PyTorch."""
    settings: dict[str, Any] = {}
    arrays: dict[str, Computed | None] = {}
    for place, each in enumerate(node.args[2:]):
        found = evaluated(each, known)
        is_array = found is not None and found.array.ndim > 0
        if place == 0 and function.own and is_array:
            settings["third"] = ast.unparse(each)
        elif place == 0 and function.order == "it" and not isinstance(each, ast.Constant):
            arrays["weight"] = found
        elif place == 1 and function.criteria == ("bce-logits",) and is_array:
            arrays["pos_weight"] = found
        elif place > 0 and isinstance(constant(each), str):
            settings["reduction"] = constant(each)
    return settings, arrays


def _setting(node: ast.expr, constants: Mapping[str, object]) -> Any:
    """What a keyword says: a constant, what a name stands for, or the last word of `Reduction.SUM`."""
    if (found := constant(node)) is not None:
        return found
    name = dotted(node)
    return constants[name] if name in constants else name.rpartition(".")[2].lower() or None


def unread(node: ast.Call, arrays: Mapping[str, Computed | None]) -> dict[str, str]:
    """The expressions of weights that the paste does not show."""
    written = {each.arg: ast.unparse(each.value) for each in node.keywords if each.arg}
    return {
        role: written.get(role, ast.unparse(node.args[0]) if node.args else role)
        for role, each in arrays.items()
        if each is None
    }
