"""Binary cross entropy of probabilities: F.binary_cross_entropy."""

from functools import partial

import numpy as np

from lossctl import numerics
from lossctl.lesson.arithmetic import factor
from lossctl.lesson.sheet import Column, Lesson, Note, Row, silent
from lossctl.losses import LOSSES, elementwise
from lossctl.losses.checks import CODES, check_range, check_sample_weight, recoded, shown
from lossctl.losses.target_codes import codes_of_targets, mark_among_targets
from lossctl.problem import Loss, Prepared
from lossctl.settings import Settings
from lossctl.sums.arrays import Array
from lossctl.sums.block import Block
from lossctl.sums.tally import Terms

LEAST_PERCENT = 10.0  # numbers of 0 or more that go beyond it may be percentages; logits seldom do
CLAMP = -100.0  # PyTorch's: no log is below it, so that no loss is infinite


def terms(block: Block, settings: Settings, note: Note = silent) -> Terms:  # noqa: ARG001 - none concerns the terms
    """`l = −w · [ y · ln p + (1 − y) · ln(1 − p) ]`, each ln at least −100.

    Shapes: input p, target y and weight w are (n,), so is the loss. A clamp is marked where it changed the loss.
    """
    p, y = note("p", block.input), note("y", block.target)
    log_p, log_q = np.log(p), numerics.log1p(-p)
    marks = {}
    if p.size and not (log_p.min() >= CLAMP and log_q.min() >= CLAMP):  # neither holds where there is a NaN
        marks["clamped"] = ((log_p < CLAMP) & (y != 0)) | ((log_q < CLAMP) & (y != 1))
        log_p, log_q = np.maximum(log_p, CLAMP), np.maximum(log_q, CLAMP)
    loss = 0.0 - (y * log_p + (1 - y) * log_q)  # subtracted, as the negative of 0 would be -0
    if block.weight is not None:
        loss = note("w", block.weight) * loss + 0.0
    return Terms(note("l", loss), marks=marks)


def check(block: Block, prepared: Prepared) -> None:
    """Input and targets are probabilities (NaN is carried through), sample weights 0 or more."""
    check_sample_weight(block, prepared)
    check_range(block.target, "target", block, prepared, partial(_target_remedy, block, prepared))
    check_range(block.input, "input", block, prepared, partial(_input_remedy, block, prepared))


def _target_remedy(block: Block, prepared: Prepared, value: float) -> str:
    """What a target outside [0, 1] probably is: a code of two, a mark, or the input, where that holds 0 and 1."""
    from lossctl.losses.other_calls import swapped
    from lossctl.losses.typed_call import with_target

    samples = prepared.samples
    if codes := codes_of_targets(samples):
        low, high = codes
        call = with_target(prepared.problem, lambda y: np.where(y == low, 0, np.where(y == high, 1, y)))
        return (
            f"are the targets {shown(low)} and {shown(high)}? PyTorch's are 0 and 1: write {recoded(low, high)}{call}"
        )
    if value == mark_among_targets(samples):
        if samples.ignore_index is None:
            return f"does it mark targets to leave out? --ignore-index {shown(value)}"
        return f"does it mark targets to leave out? only one value can: write {samples.ignore_index} for it"
    are_codes = ((block.input == 0) | (block.input == 1)).all()
    if are_codes and not (np.floor(block.target) == block.target).all():
        return swapped(prepared.problem, "bce-logits")
    return "pixels of 0 to 255? divide them by 255" if _are_pixels(block.target) else ""


def _are_pixels(targets: Array) -> bool:
    """Whether targets are many whole numbers up to 255, as an image has that an autoencoder was to give back."""
    values = np.unique(targets)
    return len(values) > 3 and 100 < values[-1] <= 255 and values[0] >= 0 and bool((np.floor(values) == values).all())


def _input_remedy(block: Block, prepared: Prepared, value: float) -> str:  # noqa: ARG001 - whatever the first is
    from lossctl.losses.typed_call import typed_call

    inputs = block.input
    if any(set(np.unique(inputs).tolist()) == {*codes} for codes in CODES):
        return "are these the targets? the input comes first, then the target"
    logits = f"logits? {typed_call(prepared.problem, 'bce-logits')}"
    in_percent = inputs.min() >= 0 and LEAST_PERCENT < inputs.max() <= 100
    return f"percentages? divide them by 100; {logits}" if in_percent else logits


def lesson(prepared: Prepared) -> Lesson:
    """One step: which of the two logs counts is the target's to say."""
    return elementwise.lesson(
        prepared,
        call=elementwise.torch_call(prepared, "binary_cross_entropy", ("p", "y")),
        shapes=(("p", prepared.problem.arrays["input"].shape),),
        before=(),
        columns=(
            Column("p", "p", "factor", brief=True),
            Column("target", "y", "factor", brief=True),
            Column("p", "", text=_log_that_counts),
        ),
        formula="[ y · ln p + (1 − y) · ln(1 − p) ]",
        hint="y is 1: −ln p.   y is 0: −ln(1 − p).",
        work=_work,
    )


def _log_that_counts(row: Row) -> str:
    """`−ln 0.2`, where the target is 0 or 1 and so only one of the two logs counts."""
    p, y = float(row["p"]), float(row["y"])
    if abs(p - y) == 1:
        return "clamped"
    return f"−ln {factor(p if y else 1 - p, 4)}" if y in (0.0, 1.0) else ""


def _work(row: Row) -> tuple[str | float, ...]:
    """The sum in brackets, as far as the target lets it count."""
    p, y = float(row["p"]), float(row["y"])
    if p in (0.0, 1.0) and y != p:
        return (CLAMP,) if y in (0.0, 1.0) else (abs(p - y), "×", CLAMP)
    if y in (0.0, 1.0):
        return ("ln", p if y else 1 - p)
    return ("(", y, "× ln", p, "+", 1 - y, "× ln", 1 - p, ")") if 0 < p < 1 else ("0",)


BCE = Loss(LOSSES["bce"], elementwise.prepare, check, terms, lesson)
