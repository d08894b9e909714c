"""Which other call fits arrays that the call as typed does not: input and target swapped, or another loss."""

import shlex

import numpy as np

from lossctl.losses.class_axis import samples_shape
from lossctl.problem import Problem
from lossctl.sums.arrays import Array
from lossctl.sums.layout import StoredArray

FIRST = 1 << 16  # so many values are looked at


def swapped(problem: Problem, name: str, options: str = "") -> str:
    """The call of a loss with input and target swapped."""
    typed = _call(problem, name, ("target", "input"), options)
    order = "" if typed else f"the input comes first, then the target: lossctl {name}{options}"
    return f"the two look swapped: {typed or order}"


def swapped_classes(problem: Problem) -> str:
    """The call of ce with both swapped, if the input holds class indices of rows that the target holds; else ''."""
    indices, rows = problem.arrays["input"], problem.arrays["target"]
    options = _options_of_rows(rows.shape, indices.shape)
    if options is None or not _are_indices(indices, rows, options):
        return ""
    return swapped(problem, "ce", options + _form(problem, rows))


def indices_for_rows(problem: Problem) -> str:
    """The call of ce, if the target holds an index for each row of classes; else ''."""
    rows, indices = problem.arrays["input"], problem.arrays["target"]
    options = _options_of_rows(rows.shape, indices.shape)
    if options is None or not _are_indices(indices, rows, options):
        return ""
    options += _form(problem, rows)
    typed = _call(problem, "ce", ("input", "target"), options)
    return f"for one class index per sample: {typed or 'lossctl ce' + options}"


def other_shape(shape: tuple[int, ...], target: tuple[int, ...]) -> str:
    """What to do with a target of as many numbers as the input, which has them in another shape; '' for no such."""
    if int(np.prod(shape)) != int(np.prod(target)):
        return ""
    long, target_long = (tuple(length for length in each if length != 1) for each in (shape, target))
    if len(long) > 1 and long != target_long and sorted(long) == sorted(target_long):
        return f"its axes lie in another order: {'transpose it' if len(long) == 2 else 'permute them'} to {shape}"
    return f"the same {int(np.prod(shape))} numbers in another shape: write the target as {shape}"


def _options_of_rows(shape: tuple[int, ...], indices: tuple[int, ...]) -> str | None:
    """The option by which an input of this shape has an index for each row; None where none does."""
    default = min(1, len(shape) - 1)
    axes = [axis for axis in range(len(shape)) if shape[axis] > 1 and samples_shape(shape, axis) == indices]
    if not axes:
        return None
    if default in axes:
        return ""
    return f" --class-axis {-1 if axes[-1] == len(shape) - 1 else axes[-1]}"


def _form(problem: Problem, rows: Array | StoredArray) -> str:
    """The option by which ce reads what this loss reads: bce takes probabilities."""
    criterion = problem.loss.criterion
    if "from_" in criterion.options:
        form = problem.settings.from_
    else:
        values = _first(rows)
        form = criterion.form if ((values >= 0) & (values <= 1)).all() else "logits"
    return "" if form == "logits" else f" --from {form}"


def _are_indices(indices: Array | StoredArray, rows: Array | StoredArray, options: str) -> bool:
    """Whether the first of these values are class indices; negative ones may be marks."""
    axis = int(options.split()[-1]) if options else min(1, len(rows.shape) - 1)
    values = _first(indices)
    return bool(((np.floor(values) == values) & (values < rows.shape[axis])).all()) and bool((values >= 0).any())


def _first(array: Array | StoredArray) -> Array:
    values = array if isinstance(array, np.ndarray) else array.read(0, min(array.size, FIRST))
    return np.asarray(values, np.float64).reshape(-1)[:FIRST]


def _call(problem: Problem, name: str, order: tuple[str, str], options: str) -> str:
    """The command as it is typed with these arrays; '' where they are no files, but written out."""
    words = [problem.origins.get(each, each) for each in order]
    are_files = not {word.lower() for word in words} & {"input", "target"}
    return f"lossctl {name} {shlex.join(words)}{options}" if are_files else ""
