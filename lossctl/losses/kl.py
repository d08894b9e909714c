"""Kullback-Leibler divergence, KL(target ‖ input): F.kl_div."""

import numpy as np

from lossctl.errors import InputError
from lossctl.lesson.sheet import Column, Lesson, Note, Row, Step, Worked, silent
from lossctl.losses import LOSSES, class_axis
from lossctl.losses.torch_call import call
from lossctl.problem import Loss, Prepared, Problem
from lossctl.settings import Settings
from lossctl.sums.block import Block, Samples
from lossctl.sums.layout import Layers
from lossctl.sums.tally import Terms


def terms(block: Block, settings: Settings, note: Note = silent) -> Terms:
    """`k = p · (ln p − ln q)` for each class, p the target and q the input.

    Shapes: input and target are (n, C), so is the loss. 0 · ln 0 = 0 (xlogy), and 0 · ∞ (p = 0 on a class that q
    masks) is NaN, as in PyTorch; for log-probability targets 0 · ln 0 is NaN there, and so it is here.
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
        marks["target off 1"] = class_axis.off_one(y)
    return Terms(note("k", k), marks=marks | class_axis.zero_times_infinity(k, p, log_q))


def prepare(problem: Problem) -> Samples:
    """View input and target, of one shape, as rows of classes."""
    arrays, settings = problem.arrays, problem.settings
    axis = class_axis.class_axis(problem)
    shape = arrays["input"].shape
    if arrays["target"].shape != shape:
        found = arrays["target"].shape
        raise InputError(f"shape {found} does not fit the input's, {shape}: they must be equal", "target")
    class_axis.check_temperature(problem, (settings.from_, settings.target_from))
    rows = class_axis.samples_shape(shape, axis)
    return Samples(
        shape=rows,
        classes=shape[axis],
        dtype=settings.dtype,
        by_class={name: Layers(arrays[name], axis) for name in ("input", "target")},
        by_sample={"sample_weight": class_axis.sample_weight(problem, rows)} if "sample_weight" in arrays else {},
        fixed={},
        class_axis=axis,
    )


def check(block: Block, prepared: Prepared) -> None:
    """What is said to hold probabilities does."""
    class_axis.check_sample_weight(block, prepared)
    settings = prepared.problem.settings
    if settings.from_ == "probs":
        class_axis.check_probs(block.input, "input", block, prepared)
    if settings.target_from == "probs":
        class_axis.check_probs(block.target, "target", block, prepared)


def lesson(prepared: Prepared) -> Lesson:
    """Both sides as probabilities, then compared class by class."""
    arrays, settings = prepared.problem.arrays, prepared.problem.settings
    over = f" / {settings.temperature:g}" if settings.temperature != 1 else ""
    forms = {"logits": "softmax({}{})", "probs": "{}", "log-probs": "exp({})"}
    p = forms[settings.target_from].format("y", over)
    q = forms[settings.from_].format("x", over)
    columns = (
        *((Column("y", f"y{over.replace(' ', '')}"),) if settings.target_from != "probs" else ()),
        Column("p", "p"),
        *((Column("x", f"x{over.replace(' ', '')}"),) if settings.from_ != "probs" else ()),
        Column("q", "q"),
        Column("k", "k"),
    )
    steps = (
        Step("soften" if over else "probabilities", f"p = {p}        q = {q}", ("y", "p", "x", "q")),
        Step("compare", "k = p · ln(p / q)", ("k", "loss"), _work),
    )
    shape = arrays["input"].shape
    sampled = "sample_weight" in arrays
    return Lesson(
        _call(prepared),
        (("x", shape), ("y", shape)),
        steps,
        columns,
        sample="row",
        share="Σ s" if sampled else "elements",
        loss="KL",
        by_class=True,
    )


def _work(row: Row) -> tuple[Worked, ...]:
    p, q = float(row["p"][0]), float(row["q"][0])
    return (Worked((p, "× ln(", p, "/", q, ")"), float(row["k"][0])),) if p and q else ()


def _call(prepared: Prepared) -> str:
    settings = prepared.problem.settings
    over = f" / {settings.temperature:g}" if settings.temperature != 1 else ""
    axis = prepared.samples.class_axis
    forms = {"logits": f"F.log_softmax(x{over}, {axis})", "probs": "x.log()", "log-probs": "x"}
    targets = {"logits": f"F.softmax(y{over}, {axis})", "probs": "y", "log-probs": "y"}
    options = {"log_target": "True"} if settings.target_from == "log-probs" else {}
    return call(prepared, "kl_div", (forms[settings.from_], targets[settings.target_from]), options)


KL = Loss(LOSSES["kl"], prepare, check, terms, lesson)
