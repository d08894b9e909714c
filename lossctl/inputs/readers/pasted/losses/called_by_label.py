"""Calls that are losses by the words that they are printed under."""

import ast

from lossctl.inputs.readers.pasted.code.code_lines import dotted
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall
from lossctl.inputs.readers.pasted.losses.loss_calls import LossReader
from lossctl.inputs.readers.pasted.losses.loss_functions import LossFunction, is_other_loss


def called_by_label(node: ast.expr, reader: LossReader) -> LossCall | None:
    """The call of a function with two arrays that is no known loss, but is printed as one: `Loss: {f(t, p)}`."""
    if not isinstance(node, ast.Call) or not (name := dotted(node.func)) or is_other_loss(name):
        return None
    call = reader.called(LossCall(name, LossFunction()), node)
    return call if call.is_called and all((*call.arguments, *call.named.values())) else None
