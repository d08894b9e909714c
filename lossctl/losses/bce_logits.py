"""Binary cross entropy of logits: F.binary_cross_entropy_with_logits."""

import numpy as np

from lossctl import numerics
from lossctl.lesson.arithmetic import factor
from lossctl.lesson.sheet import Column, Lesson, Note, Row, Step, Worked, silent
from lossctl.losses import LOSSES, elementwise
from lossctl.losses.checks import check_sample_weight, outside
from lossctl.problem import Loss, Prepared
from lossctl.settings import Settings
from lossctl.sums.block import Block
from lossctl.sums.tally import Terms


def terms(block: Block, settings: Settings, note: Note = silent) -> Terms:  # noqa: ARG001 - none concerns the terms
    """`l = −w · [ c · y · ln p + (1 − y) · ln(1 − p) ]` with `p = 1 / (1 + exp(−x))`.

    As −ln p = ln(1 + exp(−x)) and −ln(1 − p) = ln(1 + exp(x)), both 0 or more, nothing cancels and nothing overflows.
    Shapes: input x, target y, pos_weight c and weight w are (n,), so is the loss. At x = ±inf it is the limit: 0 where
    the target agrees, else infinite (PyTorch: NaN); such elements are marked.
    """
    x, y = note("x", block.input), note("y", block.target)
    note.asked("p", lambda: numerics.sigmoid(x))
    note.asked("1 − p", lambda: numerics.sigmoid(-x))
    infinite = np.isinf(x)
    times = numerics.times if infinite.any() else np.multiply
    off, on = numerics.softplus_pair(x)
    positive = times(y, on)
    if block.pos_weight is not None:
        positive *= note("c", block.pos_weight)
    loss = positive + times(1 - y, off)
    if block.weight is not None:
        loss *= note("w", block.weight)
    marks = {"infinite logit": infinite} if infinite.any() else {}
    return Terms(note("l", loss), marks=marks | outside(y))


def check(block: Block, prepared: Prepared) -> None:
    """Sample weights are 0 or more. Any target is calculated, as PyTorch does."""
    check_sample_weight(block, prepared)


def lesson(prepared: Prepared) -> Lesson:
    """The probability, then the loss as bce has it."""
    arrays = prepared.problem.arrays
    positive = "pos_weight" in arrays
    return elementwise.lesson(
        prepared,
        call=elementwise.torch_call(prepared, "binary_cross_entropy_with_logits", ("x", "y")),
        shapes=(("x", arrays["input"].shape), *((("c", arrays["pos_weight"].shape),) if positive else ())),
        before=(Step("probability", "p = 1 / (1 + exp(−x))", ("x", "p"), _work_sigmoid),),
        columns=(
            Column("x", "x", "factor", brief=True),
            Column("target", "y", "factor", brief=True),
            *((Column("c", "c", brief=True, text=_pos_weight),) if positive else ()),
            Column("p", "p", brief=True),
        ),
        formula=f"[ {'c · ' if positive else ''}y · ln p + (1 − y) · ln(1 − p) ]",
        work=_work,
    )


def _pos_weight(row: Row) -> str:
    """pos_weight counts where there is a positive part."""
    return factor(float(row["c"]), 4) if row["y"] else "–"


def _work_sigmoid(row: Row) -> tuple[Worked, ...]:
    return (Worked((1.0, "/ ( 1 + exp(", -float(row["x"]), ") )"), row["p"], 6),)


def _work(row: Row) -> tuple[str | float, ...]:
    """The sum in brackets, as far as the target lets it count."""
    p, q, y = float(row["p"]), float(row["1 − p"]), float(row["y"])
    weight = (float(row["c"]), "×") if "c" in row else ()
    if y == 1.0:
        return (*weight, "ln", p)
    return ("ln", q) if y == 0.0 else ("(", *weight, y, "× ln", p, "+", 1 - y, "× ln", q, ")")


BCE_LOGITS = Loss(LOSSES["bce-logits"], elementwise.prepare, check, terms, lesson)
