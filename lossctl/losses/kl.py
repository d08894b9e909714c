"""Kullback-Leibler divergence, KL(target ‖ input): F.kl_div."""

from functools import partial

import numpy as np

from lossctl.errors import InputError
from lossctl.lesson.sheet import Note, silent
from lossctl.losses import LOSSES, checks, class_axis
from lossctl.losses.kl_lesson import lesson
from lossctl.problem import Loss, Prepared, Problem
from lossctl.settings import Settings
from lossctl.sums.arrays import Array
from lossctl.sums.block import Block, Samples
from lossctl.sums.layout import Layers, RowForAll, StoredArray
from lossctl.sums.tally import Terms


def terms(block: Block, settings: Settings, note: Note = silent) -> Terms:
    """`k = p · (ln p − ln q)` for each class, p the target and q the input.

    Shapes: input and target are (n, C), so is the loss. 0 · ln 0 = 0 (xlogy), and 0 · ∞ (p = 0 on a class that q
    masks) is NaN, as in PyTorch; for log-probability targets 0 · ln 0 is NaN there, and so it is here. Targets
    outside [0, 1] are calculated as there: the log of a negative one is NaN.
    """
    x = note("x", class_axis.tempered(block.input, settings.from_, settings.temperature))
    y = note("y", class_axis.tempered(block.target, settings.target_from, settings.temperature))
    log_q = class_axis.log_probs(x, settings.from_)
    p, log_p = class_axis.probs_and_logs(y, settings.target_from)
    k = log_p - log_q
    k *= p
    if settings.target_from != "log-probs" and np.isnan(k.min(initial=0)):
        np.copyto(k, p * -log_q, where=p == 0)
    k += 0.0  # no -0
    note("ln q", log_q)
    note("p", p)
    note.asked("q", lambda: np.exp(log_q))
    marks = {}
    if settings.from_ != "logits":
        marks["input off 1"] = class_axis.off_one(x, settings.from_)
    if settings.target_from != "logits":
        marks["target off 1"] = class_axis.off_one(y, settings.target_from)
    if settings.target_from == "probs":
        marks |= checks.outside(y)
    marks |= class_axis.zero_times_infinity(k, p, log_q)
    same_top = partial(class_axis.same_largest, block.input, block.target) if x.shape[1] > 1 else None
    return Terms(note("k", k), marks=marks, hits=same_top)


def prepare(problem: Problem) -> Samples:
    """View the input as rows of classes, the target likewise or as one row for all; single numbers as a row of one."""
    arrays, settings = problem.arrays, problem.settings
    axis = None if _are_single_numbers(problem) else class_axis.class_axis(problem)
    shape = arrays["input"].shape
    checks.check_temperature(problem, (settings.from_, settings.target_from))
    rows = () if axis is None else class_axis.samples_shape(shape, axis)
    return Samples(
        shape=rows,
        classes=1 if axis is None else shape[axis],
        dtype=settings.dtype,
        by_class={"input": _layers(arrays["input"], axis), "target": _target(problem, axis)},
        by_sample={"sample_weight": checks.sample_weight(problem, rows)} if "sample_weight" in arrays else {},
        fixed={},
        class_axis=axis,
    )


def _are_single_numbers(problem: Problem) -> bool:
    """Whether both sides are one number without a class axis: no softmax can be taken of such."""
    forms = (problem.settings.from_, problem.settings.target_from)
    return problem.arrays["input"].shape == () and problem.arrays["target"].size == 1 and "logits" not in forms


def _target(problem: Problem, axis: int | None) -> Layers | RowForAll:
    """The target in the input's shape, or as one row, (C,) or (1, C), of which PyTorch makes one for all rows.

    PyTorch lines shapes up at their ends, so the classes must come last.
    """
    target, shape = problem.arrays["target"], problem.arrays["input"].shape
    if target.shape == shape or axis is None:
        return _layers(target, axis)
    is_row = target.shape in (shape[-1:], (1, *shape[-1:]))
    if is_row and axis == len(shape) - 1:
        return RowForAll(np.asarray(target).reshape(-1))
    remedy = "--class-axis -1 makes it one row for all" if is_row else _remedy(problem)
    raise InputError(
        f"shape {target.shape} does not fit the input's, {shape}: they must be equal", "target", remedy=remedy
    )


def _remedy(problem: Problem) -> str:
    from lossctl.losses.other_calls import indices_for_rows, swapped_classes
    from lossctl.losses.other_lengths import other_length
    from lossctl.losses.other_shapes import other_shape

    of_ce = indices_for_rows(problem) or swapped_classes(problem)
    return of_ce or other_shape(problem) or other_length(problem)


def _layers(array: Array | StoredArray, axis: int | None) -> Layers:
    return Layers(np.asarray(array).reshape(1), 0) if axis is None else Layers(array, axis)


def check(block: Block, prepared: Prepared) -> None:
    """What is said to hold probabilities does; a target that is not said to may hold any numbers, as in PyTorch."""
    checks.check_sample_weight(block, prepared)
    settings = prepared.problem.settings
    if settings.from_ == "probs":
        checks.check_probs(block.input, "input", block, prepared)
    checks.check_stated_target(block, prepared)


KL = Loss(LOSSES["kl"], prepare, check, terms, lesson)
