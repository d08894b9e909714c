"""Binary cross entropy of probabilities: F.binary_cross_entropy."""

import numpy as np

from lossctl.losses import elementwise
from lossctl.losses.elementwise import check_range
from lossctl.problem import Loss, Prepared
from lossctl.remarks.sheet import Column, Lesson, Note, Row, Step, Worked, silent
from lossctl.settings import Settings
from lossctl.sums.block import Block
from lossctl.sums.tally import Terms

CLAMP = -100.0  # PyTorch's: no log is below it, so that no loss is infinite


def terms(block: Block, settings: Settings, note: Note = silent) -> Terms:  # noqa: ARG001 - none concerns the terms
    """`l = −w · [ y · ln p + (1 − y) · ln(1 − p) ]`, each ln at least −100.

    Shapes: input p, target y and weight w are (n,), so is the loss. A clamp is marked where it changed the loss.
    """
    p, y = note("p", block.input), note("y", block.target)
    log_p, log_q = np.log(p), np.log1p(-p)
    clamped = ((log_p < CLAMP) & (y != 0)) | ((log_q < CLAMP) & (y != 1))
    loss = -(y * np.maximum(log_p, CLAMP)) - (1 - y) * np.maximum(log_q, CLAMP)
    if block.weight is not None:
        loss = note("w", block.weight) * loss
    return Terms(note("l", loss + 0.0), marks={"clamped": clamped} if clamped.any() else {})


def check(block: Block, prepared: Prepared) -> None:
    """Input and targets are probabilities."""
    elementwise.check(block, prepared)
    check_range(block.input, "input", block, prepared, lambda value: "logits? lossctl bce-logits takes them")


def lesson(prepared: Prepared) -> Lesson:
    raise NotImplementedError


BCE = Loss("bce", elementwise.prepare, check, terms, lesson)
