"""Binary cross entropy of logits: F.binary_cross_entropy_with_logits."""

import numpy as np

from lossctl.losses import elementwise, numerics
from lossctl.problem import Loss, Prepared
from lossctl.remarks.sheet import Column, Lesson, Note, Row, Step, Worked, silent
from lossctl.settings import Settings
from lossctl.sums.block import Block
from lossctl.sums.tally import Terms


def terms(block: Block, settings: Settings, note: Note = silent) -> Terms:  # noqa: ARG001 - none concerns the terms
    """`l = −w · [ c · y · ln p + (1 − y) · ln(1 − p) ]` with `p = 1 / (1 + exp(−x))`.

    As −ln p = softplus(−x) and −ln(1 − p) = softplus(x), both 0 or more, nothing cancels and nothing overflows.
    Shapes: input x, target y, pos_weight c and weight w are (n,), so is the loss. At x = ±inf it is the limit: 0 where
    the target agrees, else infinite (PyTorch: NaN); such elements are marked.
    """
    x, y = note("x", block.input), note("y", block.target)
    if note.listens:
        note("p", numerics.sigmoid(x))
    positive = numerics.times(y, numerics.softplus(-x))
    if block.pos_weight is not None:
        positive = note("c", block.pos_weight) * positive
    loss = positive + numerics.times(1 - y, numerics.softplus(x))
    if block.weight is not None:
        loss = note("w", block.weight) * loss
    infinite = np.isinf(x)
    return Terms(note("l", loss), marks={"infinite logit": infinite} if infinite.any() else {})


def lesson(prepared: Prepared) -> Lesson:
    raise NotImplementedError


BCE_LOGITS = Loss("bce-logits", elementwise.prepare, elementwise.check, terms, lesson)
