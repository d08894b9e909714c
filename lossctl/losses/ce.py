"""Cross entropy of classes: F.cross_entropy, and F.nll_loss for log-probabilities."""

from functools import partial

import numpy as np

from lossctl import numerics
from lossctl.criterion import IGNORE_INDEX
from lossctl.errors import InputError
from lossctl.lesson.sheet import Note, silent
from lossctl.losses import LOSSES, checks, class_axis
from lossctl.losses.ce_lesson import lesson
from lossctl.losses.checks import decimal_commas, shown
from lossctl.losses.class_indices import check_indices, indices_shape
from lossctl.problem import Loss, Prepared, Problem
from lossctl.settings import Settings
from lossctl.sums.arrays import Array, Mask
from lossctl.sums.block import Block, Samples
from lossctl.sums.layout import Layers, StoredArray
from lossctl.sums.tally import Terms


def terms(block: Block, settings: Settings, note: Note = silent) -> Terms:
    """`l = −w[t] · ln p[t]` for a class index t, `l = −Σ w · t · ln p` for probabilities t, p = softmax(x).

    Shapes: input x (n, C); target (n,) indices or (n, C) probabilities; weight w (C,). The loss is (n,), and so is its
    share of mean's denominator: w[t] for indices, 1 for probabilities. Label smoothing ε mixes the target with the
    uniform distribution: (1 − ε) · l + ε/C · Σ −w · ln p; the share stays w[t].
    """
    x = note("x", class_axis.tempered(block.input, settings.from_, settings.temperature))
    if block.target.ndim == 1:
        return _of_indices(x, block.target.astype(np.intp), block, settings, note)
    return _of_probabilities(x, block.target, block.weight, settings, note)


def _of_indices(x: Array, t: Array, block: Block, settings: Settings, note: Note) -> Terms:
    rows, weight, smoothing = np.arange(len(t)), block.weight, settings.label_smoothing
    d = None
    if smoothing or settings.from_ != "logits":
        every = class_axis.log_probs(x if smoothing else x[rows, t][:, None], settings.from_)
        log_p = every[rows, t] if smoothing else every[:, 0]
    else:
        log_p, d = numerics.log_softmax_at(x, t, settings.dtype)
    note("log p", log_p)
    note("t", t)
    note.asked("predicted", lambda: x.argmax(axis=-1))
    note.asked("x[t]", lambda: x[rows, t])
    note.asked("p", lambda: np.exp(log_p))
    note.asked("exp", lambda: np.exp(x))
    note.asked("exp(x − max)", lambda: np.exp(x - x.max(axis=-1, keepdims=True)))
    note.asked("ln Σ exp", lambda: numerics.logsumexp(x))
    share = None if weight is None else note("w[t]", weight[t])
    loss = -log_p if share is None else -log_p * share
    if smoothing:
        uniform = note("u", -numerics.sum_rows(every if weight is None else every * weight))
        loss = loss * (1 - smoothing) + uniform * (smoothing / x.shape[-1])
    marks = _marks(x, settings)
    if share is not None:
        marks |= class_axis.zero_times_infinity(loss, share, log_p)
    return Terms(note("l", loss + 0.0), share, marks, partial(class_axis.is_largest, block.input, t, log_p, d))


def _of_probabilities(x: Array, t: Array, weight: Array | None, settings: Settings, note: Note) -> Terms:
    marks = {**_marks(x, settings), "target off 1": class_axis.off_one(t), **checks.outside(t)}
    note("t", t)
    note.asked("largest", lambda: t.argmax(axis=-1))
    note.asked("share", lambda: t.max(axis=-1))
    if settings.label_smoothing:
        t = note("t'", t * (1 - settings.label_smoothing) + settings.label_smoothing / x.shape[-1])
    log_p = note("log p", class_axis.log_probs(x, settings.from_))
    note.asked("ln Σ exp", lambda: np.broadcast_to(numerics.logsumexp(x)[:, None], x.shape))
    note.asked("p of largest", lambda: np.exp(log_p[np.arange(len(t)), t.argmax(axis=-1)]))
    factor = t if weight is None else t * note("w", np.broadcast_to(weight, x.shape))
    loss = numerics.sum_rows(note("k", factor * -log_p + 0.0))
    return Terms(note("l", loss), None, marks | class_axis.zero_times_infinity(loss, factor, log_p))


def _marks(x: Array, settings: Settings) -> dict[str, Mask]:
    marks = {"masked": (x == -np.inf).any(axis=-1)} if x.size and x.min() == -np.inf else {}
    return marks if settings.from_ == "logits" else {**marks, "input off 1": class_axis.off_one(x, settings.from_)}


def prepare(problem: Problem) -> Samples:
    """View the input as rows of classes, the target as indices or as rows of probabilities."""
    arrays, settings = problem.arrays, problem.settings
    axis = class_axis.class_axis(problem)
    if arrays["input"].shape[axis] == 1:
        raise _one_class(problem, axis)
    rows = class_axis.samples_shape(arrays["input"].shape, axis)
    checks.check_temperature(problem, (settings.from_,))
    soft = arrays["target"].shape == arrays["input"].shape
    if soft and "ignore_index" in settings.stated:
        raise InputError(
            "--ignore-index is for class indices, and the target has the input's own shape: it holds probabilities",
            remedy="to leave samples out, give them --sample-weight 0",
        )
    by_class = {"input": Layers(arrays["input"], axis)}
    by_sample: dict[str, Array | StoredArray] = {}
    if soft:
        by_class["target"] = Layers(arrays["target"], axis)
    else:
        by_sample["target"] = indices_shape(problem, axis, rows)
    if "sample_weight" in arrays:
        by_sample["sample_weight"] = checks.sample_weight(problem, rows)
    weighted = {"weight", "sample_weight"} & set(arrays)
    return Samples(
        shape=rows,
        classes=arrays["input"].shape[axis],
        dtype=settings.dtype,
        by_class=by_class,
        by_sample=by_sample,
        fixed={"weight": _class_weight(problem, axis)} if "weight" in arrays else {},
        class_axis=axis,
        cast_later=settings.from_ == "logits" and settings.temperature == 1 and not (soft or settings.label_smoothing),
        ignore_index=None if soft else IGNORE_INDEX if settings.ignore_index is None else settings.ignore_index,
        likelihood=not (soft or weighted or settings.label_smoothing),
    )


def _one_class(problem: Problem, axis: int) -> InputError:
    from lossctl.losses.single_numbers import one_number_per_sample

    problem_ = f"shape {problem.arrays['input'].shape} has one class along axis {axis}, whose cross entropy is 0"
    return InputError(problem_, "input", remedy=one_number_per_sample(problem))


def _class_weight(problem: Problem, axis: int) -> Array:
    """--weight as (C,); a (1, C) array, as a CSV of one row gives it, serves too."""
    weight, classes_ = np.asarray(problem.arrays["weight"]), problem.arrays["input"].shape[axis]
    if weight.shape not in ((classes_,), (1, classes_)):
        per_sample = weight.ndim == 1 and weight.size == problem.arrays["target"].size
        remedy = "one number per sample is --sample-weight" if per_sample else ""
        if weight.size == 1 and classes_ == 2:
            remedy = f"for class 1 alone: --weight 1,{shown(weight.reshape(-1)[0])}"
        remedy = remedy or decimal_commas(problem, "weight", classes_)
        problem_ = f"shape {weight.shape} does not fit: it must be ({classes_},), one number per class"
        raise InputError(problem_, "weight", remedy=remedy)
    return weight.reshape(-1)


def check(block: Block, prepared: Prepared) -> None:
    """Targets of one number a sample are classes, and an input that is said to hold probabilities does."""
    checks.check_sample_weight(block, prepared)
    if prepared.samples.indexed:
        check_indices(block, prepared)
    elif len(prepared.problem.arrays["input"].shape) == 1 and "class_axis" not in prepared.problem.settings.stated:
        _check_is_one_sample(block, prepared)
    if prepared.problem.settings.from_ == "probs":
        checks.check_probs(block.input, "input", block, prepared)


def _check_is_one_sample(block: Block, prepared: Prepared) -> None:
    """InputError where the numbers of a one-sample target, (1, C), are whole but not one-hot: they are many samples'.

    PyTorch refuses such integers too, but not the same numbers as floats, which a file cannot tell apart.
    """
    target = checks.counted(block)
    total, count = target.sum(), target.shape[1]
    one_hot = total == 1 and target.min() >= 0
    if len(target) and not one_hot and (np.floor(target) == target).all():
        from lossctl.losses.single_numbers import one_number_per_sample

        raise InputError(
            f"one number per sample is no input for ce, which needs one per class: here is one sample of {count} "
            f"classes, and whole numbers with a sum of {shown(total)} as its target's probabilities",
            prepared.problem.origin("input"),
            remedy=f"{one_number_per_sample(prepared.problem)}; --class-axis 0 takes them as the classes of one sample",
        )


CE = Loss(LOSSES["ce"], prepare, check, terms, lesson)
