"""Which other call fits arrays that the call as typed does not: input and target swapped, or another loss."""

import numpy as np

from lossctl.criterion import IGNORE_INDEX
from lossctl.losses.checks import shown
from lossctl.losses.class_axis import samples_shape
from lossctl.losses.typed_call import INPUT, TARGET, first_values, is_pattern, typed_call, within_0_and_1
from lossctl.problem import Problem
from lossctl.sums.arrays import Array
from lossctl.sums.layout import StoredArray


def swapped(problem: Problem, name: str, options: str = "") -> str:
    """The call of a loss with input and target swapped."""
    call = typed_call(problem, name, options, input=TARGET, target=INPUT)
    order = "; the input comes first, then the target" if is_pattern(call) else ""
    return f"the two look swapped{order}: {call}"


def swapped_classes(problem: Problem) -> str:
    """The call of ce with both swapped, if the input holds class indices of rows that the target holds; else ''."""
    indices, rows = problem.arrays["input"], problem.arrays["target"]
    options = _options_of_rows(problem, rows.shape, indices.shape)
    options = None if options is None else _marked(problem, indices, rows, options)
    if options is None:
        return ""
    return swapped(problem, "ce", options + _form(problem, rows))


def indices_for_rows(problem: Problem) -> str:
    """The call of ce, if the target holds an index for each row of classes; else ''."""
    rows, indices = problem.arrays["input"], problem.arrays["target"]
    is_column = rows.ndim == 2 and rows.shape[1] > 1 and indices.shape == (rows.shape[0], 1)  # ce squeezes it
    options = "" if is_column else _options_of_rows(problem, rows.shape, indices.shape)
    options = None if options is None else _marked(problem, indices, rows, options)
    if options is None:
        return ""
    return f"for one class index per sample: {typed_call(problem, 'ce', options + _form(problem, rows))}"


def _options_of_rows(problem: Problem, shape: tuple[int, ...], indices: tuple[int, ...]) -> str | None:
    """The option by which an input of this shape has an index for each row; None where none does."""
    default, stated = min(1, len(shape) - 1), problem.settings.class_axis
    axes = [axis for axis in range(len(shape)) if shape[axis] > 1 and samples_shape(shape, axis) == indices]
    if not axes:
        return None
    if stated is not None and -len(shape) <= stated < len(shape) and stated % len(shape) in axes:
        return f" --class-axis {stated}"
    if default in axes:
        return "" if stated is None else f" --class-axis {default}"
    return f" --class-axis {-1 if axes[-1] == len(shape) - 1 else axes[-1]}"


def _form(problem: Problem, rows: Array | StoredArray) -> str:
    """The option by which ce reads what this loss reads: bce takes probabilities."""
    criterion = problem.loss.criterion
    if "from_" in criterion.options:
        form = problem.settings.from_
        if form == "probs" and not within_0_and_1(rows):
            return " --from logits"
    else:
        form = criterion.form if within_0_and_1(rows) else "logits"
    return "" if form == "logits" else f" --from {form}"


def _marked(problem: Problem, indices: Array | StoredArray, rows: Array | StoredArray, options: str) -> str | None:
    """The options with that of a mark among the indices; None where they are none of these rows."""
    axis = int(options.split()[-1]) if options else min(1, len(rows.shape) - 1)
    values = first_values(indices)
    if not ((np.floor(values) == values) & (values < rows.shape[axis])).all() or not (values >= 0).any():
        return None
    marks = set(values[values < 0].tolist()) - {IGNORE_INDEX, problem.settings.ignore_index}
    if not marks:
        return options
    are_codes = marks == {-1.0} and rows.shape[axis] == 2 and (np.abs(values) == 1).all()
    if are_codes or len(marks) > 1 or (values == IGNORE_INDEX).any():
        return None
    return f"{options} --ignore-index {shown(marks.pop())}"
