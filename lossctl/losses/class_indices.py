"""Class indices: which shapes fit an input, and which values are classes."""

import numpy as np

from lossctl.errors import InputError
from lossctl.losses.checks import shown
from lossctl.losses.class_axis import samples_shape
from lossctl.problem import Prepared, Problem
from lossctl.sums.arrays import Array
from lossctl.sums.block import Block
from lossctl.sums.layout import StoredArray

LIKELY_MARK, LARGEST_MARK = 100, 2**31  # -1, 255 and the like mark targets to leave out; 3 among 3 classes is a slip


def indices_shape(problem: Problem, axis: int, rows: tuple[int, ...]) -> Array | StoredArray:
    """TARGET as an index per sample; else InputError.

    `(N, 1)` serves too, `(1, N)` as MATLAB and a CSV of one row have it, and one number or `(1,)` for one sample.
    """
    target, shape = problem.arrays["target"], problem.arrays["input"].shape
    if target.shape == rows:
        return target
    is_matrix = target.shape == (*rows, 1) or (len(rows) == 1 and target.shape == (1, *rows))
    if is_matrix or (target.size == 1 and int(np.prod(rows)) == 1 and target.ndim <= 1):
        return np.asarray(target).reshape(rows)
    raise InputError(
        f"shape {target.shape} does not fit an input of shape {shape}: "
        f"class indices have {rows}, probabilities {shape}, with the classes along axis {axis}",
        "target",
        remedy=_fitting(problem) or _other_count(problem, axis),
    )


def fitting_axes(shape: tuple[int, ...], target: tuple[int, ...]) -> list[int]:
    """The axes that can hold the classes, two or more, if the target holds indices."""
    return [axis for axis in range(len(shape)) if shape[axis] > 1 and samples_shape(shape, axis) == target]


def check_indices(block: Block, prepared: Prepared) -> None:
    """Every target that counts is a whole number from 0 to C − 1; InputError at the first that is not."""
    target = block.target
    classes = block.input.shape[-1]
    if target.dtype.kind == "f" and not (np.floor(target) == target).all():
        first = int(np.argmin(np.floor(target) == target))
        raise InputError(
            f"{shown(target[first])} is not a class index: a whole number from 0 to {classes - 1} is",
            *prepared.place("target", block.start + first),
            remedy=_probabilities(target, prepared.problem.arrays["input"].shape),
        )
    outside = (target < 0) | (target >= classes)
    if outside.any():
        first = int(np.argmax(outside))
        raise InputError(
            f"{shown(target[first])} is not a class: there are {classes}, 0 to {classes - 1}",
            *prepared.place("target", block.start + first),
            remedy=_suspicion(float(target[first]), prepared),
        )


def is_likely_mark(value: float) -> bool:
    """Whether a target of this value probably marks what is to be left out, as -1 and 255 do."""
    return -LARGEST_MARK <= value < 0 or LIKELY_MARK <= value <= LARGEST_MARK


def _probabilities(targets: Array, shape: tuple[int, ...]) -> str:
    """How targets are written that are fractions: of two classes, they may be the probability of class 1."""
    own_shape = f"probabilities of classes have the input's own shape, {shape}"
    if len(shape) == 2 and shape[1] == 2 and ((targets >= 0) & (targets <= 1)).all():
        return f"{own_shape}: where y is that of class 1, rows of 1 − y and y"
    return own_shape


def _suspicion(value: float, prepared: Prepared) -> str:
    """What a target out of range probably means: labels from 1, or a mark for what does not count."""
    from lossctl.losses.typed_call import with_target

    samples = prepared.samples
    target = np.asarray(samples.by_sample["target"])
    counted = target[(target != samples.ignore_index) & (target != value)]
    classes = samples.classes or 0
    if classes == 2 and value == -1 and (counted == 1).all():
        call = with_target(prepared.problem, lambda t: np.where(t == -1, 0, t))
        return f"for two classes write 0 for -1, as PyTorch's are 0 and 1{call}"
    if value == classes and (not counted.size or counted.min() >= 1) and not (counted > classes).any():
        others = f" but {samples.ignore_index}" if (target == samples.ignore_index).any() else ""
        call = with_target(prepared.problem, lambda t: np.where(t == samples.ignore_index, t, t - 1))
        call = call or _in_another_file(prepared.problem, samples.ignore_index if others else None)
        return f"are the labels counted from 1? PyTorch counts from 0: subtract 1 from each{others}{call}"
    if is_likely_mark(value) and not ((counted < 0) | (counted >= classes)).any():
        if (target == samples.ignore_index).any():  # of two marks, only one can be stated
            return f"does {shown(value)} mark targets to leave out? write {samples.ignore_index} for it: that one does"
        return f"does {shown(value)} mark targets to leave out? --ignore-index {shown(value)}"
    return ""


def _in_another_file(problem: Problem, ignore_index: int | None) -> str:
    """The command that writes the labels of an .npy, less 1, into another file; '' for what is no .npy."""
    origin = problem.origin("target")
    if not origin.endswith(".npy") or set("*?[:'\"\\$`!") & {*origin}:
        return ""
    less = "t - 1" if ignore_index is None else f"numpy.where(t == {ignore_index}, t, t - 1)"
    code = f"import numpy; t = numpy.load('{origin}'); numpy.save('{origin[:-4]}-from-0.npy', {less})"
    return f': python -c "{code}"'


def _other_count(problem: Problem, axis: int) -> str:
    """What is told of a target for another number of samples, or of classes."""
    from lossctl.losses.other_lengths import other_length

    shape, target = problem.arrays["input"].shape, problem.arrays["target"].shape
    if len(shape) == len(target) == 1:
        per_sample = "for one number per sample there are lossctl bce and lossctl bce-logits"
        return f"the input is one sample of {shape[0]} classes, and its target one number; {per_sample}"
    if len(shape) == len(target) and (*target[:axis], shape[axis], *target[axis + 1 :]) == shape:
        return f"as probabilities they are of {target[axis]} classes, and the input has {shape[axis]}"
    return other_length(problem)


def _fitting(problem: Problem) -> str:
    """What makes a target fit the input: an option, another loss, a slice, another shape, or another order."""
    from lossctl.losses.next_tokens import next_tokens
    from lossctl.losses.other_calls import swapped_classes
    from lossctl.losses.other_shapes import indices_without_axes_of_one, other_order
    from lossctl.losses.single_numbers import one_number_per_sample

    shape, target = problem.arrays["input"].shape, problem.arrays["target"].shape
    axes = fitting_axes(shape, target)
    if axes:
        axis = -1 if axes[-1] == len(shape) - 1 else axes[-1]
        return f"--class-axis {axis} makes them fit"
    if len(shape) == 1 and int(np.prod(target)) == shape[0]:
        return one_number_per_sample(problem)
    if len(target) == 1 and len(shape) > 2 and target[0] == int(np.prod(samples_shape(shape, len(shape) - 1))):
        return "the targets look flattened: flatten the input's samples too, or give the targets their shape"
    if len(target) > 1 and len(shape) == 2 and shape[0] == int(np.prod(target)) and shape[1] > 1:
        return f"the input's samples look flattened: flatten the targets to {shape[:1]}"
    other = indices_without_axes_of_one(problem) or other_order(shape, target)
    return other or next_tokens(problem) or swapped_classes(problem)
