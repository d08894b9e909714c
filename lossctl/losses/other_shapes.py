"""What makes a target fit that has the input's numbers, but in another shape: slices, or an order of axes."""

from math import prod

from lossctl.losses import LOSSES
from lossctl.losses.typed_call import Cut, Part, first_values, loss_of_elements, typed_call
from lossctl.problem import Problem

Shape = tuple[int, ...]


def other_shape(problem: Problem) -> str:
    """What to do with a target of as many numbers as the input, which has them in another shape; '' for no such."""
    shape, target = problem.arrays["input"].shape, problem.arrays["target"].shape
    if prod(shape) != prod(target):
        return ""
    if order := other_order(shape, target):
        return order
    numbers = f"{prod(shape)} numbers" if prod(shape) != 1 else "number"
    same = f"the same {numbers} in another shape"
    name = loss_of_elements(problem)
    call = without_axes_of_one(problem, name) if _long(shape) == _long(target) else ""
    same += "" if name == problem.loss.name or not call else ", and logits"
    return f"{same}: {call}" if call else f"{same}: write the target as {shape}"


def other_order(shape: Shape, target: Shape) -> str:
    """What to do with a target whose axes are those of the input in another order; '' for no such."""
    long, target_long = _long(shape), _long(target)
    if len(long) < 2 or long == target_long or sorted(long) != sorted(target_long):
        return ""
    return f"its axes lie in another order: {'transpose it' if len(long) == 2 else 'permute them'} to {shape}"


def without_axes_of_one(problem: Problem, name: str) -> str:
    """The call with slices that drop the axes of length 1 by which two shapes differ: `'x.npy[:, 0]'`."""
    shape, target = problem.arrays["input"].shape, problem.arrays["target"].shape
    if problem.settings.class_axis is not None and name == problem.loss.name:  # it would be another one
        return ""
    for wanted in (target, shape, _long(shape)):
        cuts = _dropping(shape, wanted), _dropping(target, wanted)
        if cuts[0] is not None and cuts[1] is not None and len(wanted) >= (LOSSES[name].family == "classes"):
            return typed_call(problem, name, input=Part("input", cuts[0]), target=Part("target", cuts[1]))
    return ""


def indices_without_axes_of_one(problem: Problem) -> str:
    """The call of ce with a slice that drops axes of length 1 of the indices, as masks of images have: `[:, 0]`."""
    shape, target, stated = problem.arrays["input"].shape, problem.arrays["target"].shape, problem.settings.class_axis
    axes = [1, -1] if stated is None else [stated]
    for axis in axes if len(shape) > 2 else ():
        rows = (*shape[: axis % len(shape)], *shape[axis % len(shape) + 1 :])
        cut = _dropping(target, rows) if shape[axis] > 1 else None
        if cut:
            option = "" if axis == 1 else f" --class-axis {axis}"
            call = typed_call(problem, "ce", option, target=Part("target", cut))
            return f"an index per sample has no axis for the classes: {call}" if call else ""
    return ""


def column_of_class_1(problem: Problem) -> str:
    """The call that takes class 1 of a one-hot target of two classes, beside an input of one number per sample."""
    shape, target = problem.arrays["input"].shape, problem.arrays["target"]
    cuts: dict[Shape, Cut] = {(*shape, 2): (..., 1)}
    if shape[-1:] == (1,):
        cuts[*shape[:-1], 2] = (..., slice(1, None))
    if not shape or target.shape not in cuts:
        return ""
    values = first_values(target)
    pairs = values[: values.size // 2 * 2].reshape(-1, 2)
    if not (((pairs == 0) | (pairs == 1)).all() and (pairs.sum(axis=1) == 1).all()):
        return ""
    call = typed_call(problem, loss_of_elements(problem), target=Part("target", cuts[target.shape]))
    return call and f"the target is one-hot, of two classes; its class 1 fits: {call}"


def _dropping(shape: Shape, wanted: Shape) -> "tuple[slice | int, ...] | None":
    """The slice that makes this shape the wanted one by taking the only entry of some axes; None where none does."""
    if not shape:
        return None if wanted else ()
    if shape[:1] == wanted[:1] and (rest := _dropping(shape[1:], wanted[1:])) is not None:
        return (slice(None), *rest) if rest else ()
    rest = _dropping(shape[1:], wanted) if shape[0] == 1 else None
    return None if rest is None else (0, *rest)


def _long(shape: Shape) -> Shape:
    """The shape without its axes of length 1."""
    return tuple(length for length in shape if length != 1)
