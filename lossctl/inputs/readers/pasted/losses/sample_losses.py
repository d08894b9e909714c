"""The losses of samples that stand one a line: each is judged by the arrays of its own line, many as one array."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from lossctl import numerics
from lossctl.inputs.array_names import form_of
from lossctl.inputs.document import Array
from lossctl.inputs.readers.pasted.code.bindings import Bindings
from lossctl.inputs.readers.pasted.code.evaluated import Computed
from lossctl.inputs.readers.pasted.code.named import Named, Printed
from lossctl.inputs.readers.pasted.lines.framed_lines import Line
from lossctl.inputs.readers.pasted.lines.sample_lines import Samples, may_be_rounded, number_at, samples_at, unit_of
from lossctl.inputs.readers.pasted.losses.call_order import pair_of
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall
from lossctl.inputs.readers.pasted.losses.loss_functions import LossFunction
from lossctl.inputs.readers.pasted.prints.open_prints import OpenPrints
from lossctl.inputs.readers.pasted.prints.prints import Shown
from lossctl.inputs.readers.pasted.prints.values import Value
from lossctl.inputs.readers.pasted.roles import has_both_names
from lossctl.inputs.readers.pasted.tables.column_names import named_columns, role_of_column

_MOST = 20  # losses that are judged one by one; more are an array


def read_at(lines: Sequence[Line], at: int, prints: OpenPrints, bindings: Bindings) -> int:
    """Read the samples that begin with this line, and give which line is behind them; 0 where none do."""
    found = samples_at(lines, at)
    if found is None:
        return 0
    shown = prints.shown
    if prints.values:
        prints.pair()
    columns = columns_of(found, bindings.named)
    losses = losses_of(found, *columns, shown)
    for column in columns:
        bindings.show(None, column)
    bindings.losses += losses
    return found.behind


def of_columns(lines: Sequence[Line], bindings: Bindings) -> None:
    """Name the columns of a list of tuples that a loop or a comment names, and give its losses to their samples."""
    if has_both_names(bindings.named) or not (columns := named_columns(lines, bindings.arrays)):
        return
    bindings.named = [
        each for each in bindings.named if not any(np.may_share_memory(each.array, of.array) for of in columns.values())
    ]
    bindings.named += [Named(name, each) for name, each in columns.items()]
    rows = len(next(iter(columns.values())).array)
    unknown = [each for each in bindings.losses if not each.value.array.ndim and not (each.call and pair_of(each.call))]
    by_label = {label: [each for each in unknown if each.label == label] for label in {each.label for each in unknown}}
    values = {role_of_column(name): Value(name, each.array, "", 0, 0) for name, each in columns.items()}
    for losses in by_label.values():
        for i, each in enumerate(losses if len(losses) > 1 else ()):
            known = _of_sample(each, values["input"], values["target"], i) if len(losses) == rows else None
            new = known or each._replace(call=None, fault=f"nothing tells of which of the {rows} samples it is")
            bindings.losses[next(j for j, other in enumerate(bindings.losses) if other is each)] = new


def columns_of(samples: Samples, named: Sequence[Named]) -> tuple[Value, Value]:
    """The input and the target; with the digits of an array of the paste that the lines print rounded."""
    input_, target = samples.columns[samples.input], samples.columns[samples.target]
    return _as_known(input_, named), _as_known(target, named)


def _as_known(column: Value, named: Sequence[Named]) -> Value:
    unit = unit_of(column.written)
    if column.array.dtype.kind == "i":
        return column
    known = [each.array for each in named]
    known += [column for each in known if each.ndim == 2 and each.shape[1] < _MOST for column in each.T]
    for array in known:
        if array.shape == column.array.shape and np.all(np.abs(array - column.array) <= 0.51 * unit):
            return column._replace(array=array)
    return column


def losses_of(samples: Samples, input: Value, target: Value, shown: Iterable[Shown]) -> list[Printed]:
    """The losses of the lines, with the call in the loop that printed them, where the paste shows one."""
    if samples.loss is None:
        return []
    losses = samples.columns[samples.loss]
    call = _call(input, next((each.call for each in shown if each.call and _is_plain(each.call)), None))
    if losses.array.size > _MOST:
        return [Printed(losses.label, losses, _with(call, input, target, slice(None)), is_sample=True)]
    found = []
    for i in range(losses.array.size):
        number = number_at(losses, i)
        of_sample = _with(call, input, target, slice(i, i + 1))
        found.append(Printed(losses.label, number, of_sample, _rounded(input, target, i, number, call), is_sample=True))
    is_one_alone = sum(bool(each.fault) for each in found) == 1
    has_zeros = any(each.endswith("0") for each in input.written.strip("[]").split(", "))
    return [each._replace(fault="") for each in found] if is_one_alone and not has_zeros else found


def _of_sample(loss: Printed, input: Value, target: Value, index: int) -> Printed:
    known = loss.call if loss.call and _is_plain(loss.call) else None
    call = _with(_call(input, known), input, target, slice(index, index + 1))
    return loss._replace(call=call, is_sample=True)


def _is_plain(call: LossCall) -> bool:
    """Whether it takes names alone: a softmax inside of it would be of numbers that the lines do not print."""
    nodes = (*call.nodes, *call.named_nodes.values())
    return all(isinstance(each, ast.Name | ast.Attribute | ast.Subscript | ast.List) for each in nodes)


def _call(input: Value, known: LossCall | None) -> LossCall:
    call = known or LossCall("", LossFunction())
    if call.function.criteria or input.array.ndim > 1:
        return call
    is_logit = form_of(input.label) == "logits" or not ((input.array >= 0) & (input.array <= 1)).all()
    criteria = ("bce-logits",) if is_logit else ("bce",)
    return replace(call, function=call.function._replace(criteria=criteria))


def _with(call: LossCall, input: Value, target: Value, taken: slice) -> LossCall:
    named = {
        "input": Computed(input.array[taken], input.label),
        "target": Computed(target.array[taken], target.label),
    }
    nodes = {role: ast.Name(role) for role in named}
    return replace(call, arguments=(), nodes=(), named=named, named_nodes=nodes)


def _rounded(input: Value, target: Value, index: int, loss: Value, call: LossCall) -> str:
    """Why a loss that the printed digits of its input do not give may be right all the same, or ''."""
    if (
        not may_be_rounded(input.written)
        or input.array.ndim > 1
        or call.function.criteria not in (("bce",), ("bce-logits",))
    ):
        return ""
    if input.array[index] != number_at(input, index).array:
        return ""  # the paste shows it elsewhere with more digits
    half, off = 0.5 * unit_of(input.written), unit_of(loss.written)
    binary = _of_probability if call.function.criteria == ("bce",) else _of_logit
    value, wanted, number = input.array[index], target.array[index], float(loss.array)
    exact, *ends = (float(binary(value + each, wanted)) for each in (0.0, -half, half))
    if abs(exact - number) <= off or not min(ends) - off <= number <= max(ends) + off:
        return ""
    return f"its input is printed with so few digits that the loss may be from {min(ends):.4g} to {max(ends):.4g}"


def _of_probability(value: Array, target: Array) -> Array:
    inside = np.clip(value, 1e-12, 1 - 1e-12)
    return np.asarray(-target * np.log(inside) - (1 - target) * numerics.log1p(-inside))


def _of_logit(value: Array, target: Array) -> Array:
    off, on = numerics.softplus_pair(np.asarray(value, dtype=np.float64))
    return np.asarray(target * on + (1 - target) * off)
