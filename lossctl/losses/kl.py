"""Kullback-Leibler divergence, KL(target ‖ input): F.kl_div."""

import numpy as np

from lossctl.errors import InputError
from lossctl.lesson.sheet import Note, silent
from lossctl.losses import LOSSES, checks, class_axis
from lossctl.losses.kl_lesson import lesson
from lossctl.problem import Loss, Prepared, Problem
from lossctl.settings import Settings
from lossctl.sums.block import Block, Samples
from lossctl.sums.layout import Layers
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
    if settings.from_ == "probs":
        marks["input off 1"] = class_axis.off_one(x)
    if settings.target_from == "probs":
        marks |= {"target off 1": class_axis.off_one(y), **checks.outside(y)}
    return Terms(note("k", k), marks=marks | class_axis.zero_times_infinity(k, p, log_q))


def prepare(problem: Problem) -> Samples:
    """View input and target, of one shape, as rows of classes."""
    arrays, settings = problem.arrays, problem.settings
    axis = class_axis.class_axis(problem)
    shape = arrays["input"].shape
    if arrays["target"].shape != shape:
        found = arrays["target"].shape
        raise InputError(f"shape {found} does not fit the input's, {shape}: they must be equal", "target")
    checks.check_temperature(problem, (settings.from_, settings.target_from))
    rows = class_axis.samples_shape(shape, axis)
    return Samples(
        shape=rows,
        classes=shape[axis],
        dtype=settings.dtype,
        by_class={name: Layers(arrays[name], axis) for name in ("input", "target")},
        by_sample={"sample_weight": checks.sample_weight(problem, rows)} if "sample_weight" in arrays else {},
        fixed={},
        class_axis=axis,
    )


def check(block: Block, prepared: Prepared) -> None:
    """What is said to hold probabilities does; a target that is not said to may hold any numbers, as in PyTorch."""
    checks.check_sample_weight(block, prepared)
    settings = prepared.problem.settings
    if settings.from_ == "probs":
        checks.check_probs(block.input, "input", block, prepared)
    checks.check_stated_target(block, prepared)


KL = Loss(LOSSES["kl"], prepare, check, terms, lesson)
