"""The squared error of elements, with a weight: a loss of the other family."""

from lossctl.criterion import Criterion
from lossctl.lesson.sheet import Column, Lesson, Note, Row, Step, Worked, silent
from lossctl.losses import elementwise
from lossctl.problem import Loss, Prepared
from lossctl.settings import Settings
from lossctl.sums.block import Block
from lossctl.sums.tally import Terms

CRITERION = Criterion(
    "squared",
    title="squared error",
    equals="F.mse_loss",
    family="elements",
    own_options=("weight",),
    record=f"{__name__}:SQUARED",
    examples=("lossctl squared 0.5,1.2 0,1 -q",),
)


def terms(block: Block, settings: Settings, note: Note = silent) -> Terms:  # noqa: ARG001 - none concerns the terms
    """`l = w · (x − y)²`."""
    x, y = note("x", block.input), note("y", block.target)
    loss = (x - y) ** 2
    return Terms(note("l", loss if block.weight is None else loss * note("w", block.weight)))


def check(block: Block, prepared: Prepared) -> None:
    """Any numbers will do."""


def lesson(prepared: Prepared) -> Lesson:
    """One step."""
    arrays = prepared.problem.arrays
    columns = (Column("x", "x", brief=True), Column("y", "y", brief=True), Column("loss", "l", brief=True))
    step = Step("loss of an element", "l = (x − y)²", ("x", "y", "loss"), _work if "weight" not in arrays else None)
    shapes = (("x", arrays["input"].shape), ("y", arrays["target"].shape))
    return Lesson("F.mse_loss(x, y)", shapes, (step,), columns, sample="element", share="elements")


def _work(row: Row) -> tuple[Worked, ...]:
    off = float(row["x"]) - float(row["y"])
    return (Worked((off, "×", off), row["loss"]),)


SQUARED = Loss(CRITERION, elementwise.prepare, check, terms, lesson)
