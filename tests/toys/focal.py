"""Focal loss of class indices (Lin et al. 2017, γ = 2): a fifth loss as a developer would write it."""

import numpy as np

from lossctl import numerics
from lossctl.criterion import Criterion
from lossctl.lesson.sheet import Column, Lesson, Note, Row, Step, Worked, silent
from lossctl.losses import class_indices
from lossctl.losses.class_axis import class_axis, samples_shape
from lossctl.problem import Loss, Prepared, Problem
from lossctl.settings import Settings
from lossctl.sums.block import Block, Samples
from lossctl.sums.layout import Layers
from lossctl.sums.tally import Terms

CRITERION = Criterion(
    "focal",
    title="focal loss of classes",
    equals="torchvision's focal loss, of classes",
    family="classes",
    own_options=("class_axis",),
    record=f"{__name__}:FOCAL",
    examples=("lossctl focal '[[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]]' 0,1",),
)


def terms(block: Block, settings: Settings, note: Note = silent) -> Terms:  # noqa: ARG001 - none concerns the terms
    """`l = −(1 − p[t])² · ln p[t]` with p = softmax(x)."""
    log_p = note("log p", numerics.log_softmax(block.input)[np.arange(len(block.target)), block.target.astype(np.intp)])
    note("t", block.target)
    p = note("p", np.exp(log_p))
    return Terms(note("l", (1 - p) ** 2 * -log_p))


def prepare(problem: Problem) -> Samples:
    """View the input as rows of classes, the target as an index for each."""
    axis, shape = class_axis(problem), problem.arrays["input"].shape
    rows = samples_shape(shape, axis)
    return Samples(
        shape=rows,
        classes=shape[axis],
        dtype=problem.settings.dtype,
        by_class={"input": Layers(problem.arrays["input"], axis)},
        by_sample={"target": class_indices.indices_shape(problem, axis, rows)},
        fixed={},
        class_axis=axis,
    )


def check(block: Block, prepared: Prepared) -> None:
    """Targets are classes."""
    class_indices.check_indices(block, prepared)


def lesson(prepared: Prepared) -> Lesson:
    """The log-probability of the right class, and its loss."""
    arrays = prepared.problem.arrays
    steps = (Step("loss of a sample", "l = −(1 − p)² · log p", ("p", "log p", "loss"), _work),)
    columns = (Column("t", "t", "class", brief=True), Column("p", "p", "share", brief=True))
    columns = (*columns, Column("loss", "l", brief=True))
    return Lesson("focal(x, t)", (("x", arrays["input"].shape), ("t", arrays["target"].shape)), steps, columns)


def _work(row: Row) -> tuple[Worked, ...]:
    rest = 1 - float(row["p"])
    return (Worked(("−", rest, "×", rest, "×", float(row["log p"])), row["loss"]),)


FOCAL = Loss(CRITERION, prepare, check, terms, lesson)
