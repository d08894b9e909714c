"""Metrics: objects that are called with arrays first, and then asked for their loss, by `.compute()` or `.result()`.

torchmetrics, torcheval and Keras have them. What such an object holds is kept among the results, under `name()`.
"""

import ast
from typing import TYPE_CHECKING

from lossctl.inputs.readers.pasted.code.code_lines import dotted
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall

if TYPE_CHECKING:
    from lossctl.inputs.readers.pasted.losses.loss_calls import LossReader

_UPDATING = ("update", "update_state", "forward")
_ASKING = ("compute", "result")
_FORGETTING = ("reset", "reset_state", "reset_states")


def called(func: ast.Attribute, node: ast.Call, reader: "LossReader") -> LossCall | None:
    """The loss that the object holds, for `m.compute()`; the call with its arrays, for `m.update(p, y)`."""
    method, held = func.attr, func.value
    if method in _ASKING and not node.args:
        return reader.results.get(f"{dotted(held)}()")
    if method in _UPDATING and len(node.args) + len(node.keywords) > 1 and (criterion := reader.criterion(held)):
        return reader.called(criterion, node)
    return None


def updated(statement: ast.stmt, reader: "LossReader") -> None:
    """Keep what the statement gives to such an object; a second call adds to the first, which nothing here follows."""
    node = statement.value if isinstance(statement, ast.Expr | ast.Assign) else None
    if not isinstance(node, ast.Call):
        return
    is_method = isinstance(node.func, ast.Attribute) and node.func.attr in (*_UPDATING, *_FORGETTING)
    name = dotted(node.func.value) if is_method and isinstance(node.func, ast.Attribute) else dotted(node.func)
    if name not in reader.criteria:
        return
    key = f"{name}()"
    if isinstance(node.func, ast.Attribute) and node.func.attr in _FORGETTING:
        reader.results.pop(key, None)
    elif key in reader.results:
        reader.results[key] = LossCall(
            reader.criteria[name].name, reader.criteria[name].function, settings={"third": "a second call"}
        )
    elif (call := reader.loss(node)) and call.is_called:
        reader.results[key] = call
