"""What the losses of single elements, bce and bce-logits, share: equal shapes, broadcast weights, the lesson."""

import math
from collections.abc import Callable

import numpy as np

from lossctl.errors import InputError
from lossctl.lesson.sheet import Column, Lesson, Row, Step, Worked
from lossctl.losses.checks import decimal_commas, sample_weight, shown
from lossctl.losses.torch_call import call
from lossctl.problem import Prepared, Problem
from lossctl.sums.block import Samples
from lossctl.sums.layout import in_order


def prepare(problem: Problem) -> Samples:
    """View the arrays element by element: shapes must be equal, weights broadcast over the input, as in PyTorch."""
    arrays, shape = problem.arrays, problem.arrays["input"].shape
    if arrays["target"].shape != shape:
        raise InputError(
            f"shape {arrays['target'].shape} does not fit the input's, {shape}: they must be equal",
            "target",
            remedy=_remedy(problem),
        )
    by_sample = {name: in_order(array) for name, array in arrays.items()}
    for name in ("weight", "pos_weight"):
        if name in arrays and not _broadcasts(arrays[name].shape, shape):
            raise InputError(
                f"shape {arrays[name].shape} does not broadcast over the input's, {shape}",
                name,
                remedy=_weight_remedy(name, problem),
            )
    if "sample_weight" in arrays:
        by_sample["sample_weight"] = sample_weight(problem, shape)
    return Samples(
        shape=shape,
        classes=None,
        dtype=problem.settings.dtype,
        by_class={},
        by_sample=by_sample,
        fixed={},
        ignore_index=problem.settings.ignore_index,
    )


def lesson(
    prepared: Prepared,
    *,
    call: str,
    shapes: tuple[tuple[str, tuple[int, ...]], ...],
    before: tuple[Step, ...],
    columns: tuple[Column, ...],
    formula: str,
    work: Callable[[Row], tuple[str | float, ...]],
    hint: str = "",
) -> Lesson:
    """What is common: the weights before the brackets, a table of elements. `work` gives what is in the brackets."""
    arrays = prepared.problem.arrays
    weights = tuple(symbol for symbol, name in (("s", "sample_weight"), ("w", "weight")) if name in arrays)

    def work_loss(row: Row) -> tuple[Worked, ...]:
        factors = [word for symbol in weights for word in (float(row[symbol]), "×")]
        return (Worked(("−", *factors, *work(row)), row["loss"]),)

    factors = "".join(f"{symbol} · " for symbol in weights)
    step = Step("loss of an element", f"l = −{factors}{formula}", ("y", *weights, "loss"), work_loss, hint)
    weight_columns = (Column(symbol, symbol, "factor", share=symbol == "s", brief=True) for symbol in weights)
    return Lesson(
        call,
        (*shapes, ("y", arrays["target"].shape)),
        (*before, step),
        (*columns, *weight_columns, Column("loss", "l", brief=True)),
        sample="element",
        share="Σ s" if "s" in weights else "elements",
        example="y" if "pos_weight" in arrays else "",
    )


def torch_call(prepared: Prepared, function: str, arguments: tuple[str, ...]) -> str:
    """The PyTorch call; ignored targets are left out by a mask, which PyTorch's functions lack."""
    arrays, ignored = prepared.problem.arrays, prepared.samples.ignore_index
    if ignored is not None:
        arguments = tuple(f"{name}[y != {ignored}]" for name in arguments)
    names = {"weight": "w", "pos_weight": "c"}
    return call(prepared, function, arguments, {name: names[name] for name in names if name in arrays})


def _broadcasts(shape: tuple[int, ...], onto: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(shape, onto) == onto
    except ValueError:
        return False


def _remedy(problem: Problem) -> str:
    from lossctl.losses.other_calls import indices_for_rows, swapped_classes
    from lossctl.losses.other_lengths import other_length
    from lossctl.losses.other_shapes import column_of_class_1, other_shape
    from lossctl.losses.typed_call import within_0_and_1

    shape, target = problem.arrays["input"].shape, problem.arrays["target"].shape
    no_probabilities = problem.loss.name == "bce" and not within_0_and_1(problem.arrays["input"])
    if no_probabilities and (commas := decimal_commas(problem, "input", math.prod(target))):
        return commas
    one = "one number per sample, that of class 1 alone; " if shape[1:] == (2,) and target == shape[:1] else ""
    if indices := indices_for_rows(problem):
        return one + indices
    other = other_shape(problem) or column_of_class_1(problem) or swapped_classes(problem)
    return other or other_length(problem)


def _weight_remedy(name: str, problem: Problem) -> str:
    """Weights of one number per sample need an axis for the labels."""
    weight, shape = problem.arrays[name].shape, problem.arrays["input"].shape
    if len(shape) < 2 or weight != shape[:1]:
        of_classes = _weights_of_classes(name, problem) if weight == (2,) else ""
        return of_classes or _that_broadcast(name, problem)
    column = f"one per sample? write it as {weight + (1,) * (len(shape) - 1)}"
    return column + ("; as --sample-weight it would divide the mean, too" if name == "weight" else "")


def _that_broadcast(name: str, problem: Problem) -> str:
    """Which weights broadcast over such an input."""
    shape = problem.arrays["input"].shape
    columns = f", {shape[-1:]}, one per column" if len(shape) > 1 else ""
    told = f"one number is for all{columns}, or {shape}, one each" if shape else "one number is for all"
    return "; ".join(filter(None, (told, decimal_commas(problem, name, 1, *shape[-1:]))))


def _weights_of_classes(name: str, problem: Problem) -> str:
    """Two weights, of the classes 0 and 1, are weights of the elements, or those of the positive term."""
    import shlex

    from lossctl.losses.typed_call import first_values, written

    targets, (of_0, of_1) = first_values(problem.arrays["target"]), np.asarray(problem.arrays[name], np.float64)
    if name != "weight" or not ((targets == 0) | (targets == 1)).all():
        return ""
    if "pos_weight" not in problem.loss.criterion.options:
        weights = written(np.where(targets == 1, of_1, of_0).reshape(problem.arrays["target"].shape))
        each = "one weight per class? write that of each element's target"
        return f"{each}: --weight {shlex.quote(weights)}" if weights else each
    if "pos_weight" in problem.arrays or not of_0:
        return ""
    return f"one weight per class? in place of it: --weight {shown(of_0)} --pos-weight {shown(of_1 / of_0)}"
