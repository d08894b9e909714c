"""What calls take under names that the paste shows nowhere: columns of a table, or a target shown as `output`."""

import ast
from collections.abc import Sequence

from lossctl.inputs.readers.pasted.code.code_lines import dotted
from lossctl.inputs.readers.pasted.code.evaluated import Computed, evaluated
from lossctl.inputs.readers.pasted.losses.call_order import order_by_kind
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall
from lossctl.inputs.readers.pasted.tables.named_tables import NamedTables

_NAMES = ("output", "outputs")


def name_what_calls_take(calls: Sequence[LossCall], tables: NamedTables, arrays: dict[str, Computed]) -> None:
    """Give these names what they stand for, where only one thing can be meant."""
    tables.name_columns()
    tables.name_by(node for call in calls for node in (*call.nodes, *call.named_nodes.values()))
    arrays.update(_shown_as_output(calls, arrays))


def _shown_as_output(calls: Sequence[LossCall], arrays: dict[str, Computed]) -> dict[str, Computed]:
    """What stands for the second argument that calls name alike, where `output` can only be the target of the first."""
    used = {node.id for call in calls for each in call.nodes for node in ast.walk(each) if isinstance(node, ast.Name)}
    outputs = [arrays[name] for name in _NAMES if name in arrays and name not in used]
    without = [call.nodes for call in calls if len(call.nodes) > 1 and evaluated(call.nodes[1], arrays) is None]
    missing = {dotted(nodes[1]) for nodes in without}
    if len(outputs) != 1 or len(missing) != 1 or "" in missing:
        return {}
    firsts = [evaluated(nodes[0], arrays) for nodes in without]
    fits = all(first and order_by_kind(first.array, outputs[0].array) for first in firsts)
    return {missing.pop(): outputs[0]} if fits else {}
