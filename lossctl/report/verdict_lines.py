"""The verdict in words: how far off, how far is allowed, and why it differs."""

from collections.abc import Iterator

import numpy as np

from lossctl.result import Cause, Verdict

NOTHING = "no convention or slip that lossctl knows gives this number"
REDUCTIONS_ONLY = "no other reduction gives this number; of an input so large nothing else was tried"


def lines(verdict: Verdict) -> Iterator[str]:
    """The comparison in one line, then a line or two for each cause."""
    yield _compared(verdict)
    if verdict.matches:
        return
    if not verdict.diagnosis:
        yield f"  {REDUCTIONS_ONLY if verdict.reductions_only else NOTHING}"
    for number, cause in enumerate(verdict.diagnosis):
        yield f"  {'or' if number else _lead(verdict)}: {cause.sentence}"
        if way := _way(cause):
            yield f"    {way}"


def _lead(verdict: Verdict) -> str:
    """What stands before the first cause: of few digits, no cause is a finding."""
    if not verdict.few_digits:
        return "most likely"
    return "with so few digits these fit" if len(verdict.diagnosis) > 1 else "with so few digits this fits"


def _way(cause: Cause) -> str:
    """The options to type for the number, and those to leave out."""
    out = " and ".join(cause.leave_out)
    if cause.options:
        return f"with {cause.options}" + (f" in place of {out}" if out else "")
    return f"without {out}" if out else ""


def _compared(verdict: Verdict) -> str:
    difference, allowed = np.asarray(verdict.difference), np.asarray(verdict.allowed)
    if not difference.ndim:
        found = "matches" if verdict.matches else "no match"
        call = "" if verdict.of_call is None else f" (its call gives {verdict.of_call:.6f})"
        return f"expected {verdict.written or float(verdict.expected)}{call}: {found}, {_off(difference, allowed)}"
    if verdict.matches:
        worst = np.unravel_index(np.argmax(difference), difference.shape) if difference.size else ()
        at_most = f", {_off(difference[worst], allowed[worst])} at most" if difference.size else ""
        return f"expected {_counted(difference.size)}: matches{at_most}"
    first, off = verdict.first, _off(difference[verdict.first], allowed[verdict.first])
    return f"expected {_counted(difference.size)}: no match at {[*first]}, {float(verdict.expected[first])!r}: {off}"


def _off(difference: np.ndarray, allowed: np.ndarray) -> str:
    return f"off {_short(float(difference))}, allowed {_short(float(allowed))}"


def _short(value: float) -> str:
    return f"{value:.1e}" if 0 < abs(value) < 1e-3 else f"{value:.4g}"


def _counted(size: int) -> str:
    return "1 loss" if size == 1 else f"{size} losses"
