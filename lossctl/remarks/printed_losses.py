"""The losses that a paste shows: each is judged by the call that printed it, and the last of them decides."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from lossctl.engine.scan import Map, result_of, scan, total
from lossctl.errors import InputError
from lossctl.inputs.printed_loss import BlockReading, PrintedLoss
from lossctl.problem import Prepared, Problem
from lossctl.remarks.as_called import as_called
from lossctl.remarks.expected import Expected, expectation
from lossctl.remarks.slack import with_slack
from lossctl.remarks.verdict import verdict_on
from lossctl.result import Judged, Verdict

_MOST_OPEN = 0.01  # of the loss: digits that leave more of it open say too little
_OF_A_FORMULA = 0.01  # of the loss: so far may rounded steps lead


class Judgement(NamedTuple):
    """The verdict that decides, if a loss could be judged; all verdicts; and the notes on them."""

    verdict: Verdict | None
    judged: tuple[Judged, ...]
    notes: tuple[str, ...]


def judgement_on(
    problem: Problem, block: BlockReading, map: Map, near: dict[str, float], reduced: float | None
) -> Judgement:
    """Judge each printed loss. `near` are --rtol and --atol, where stated, `reduced` the command's own loss."""
    judged: list[tuple[PrintedLoss, Verdict]] = []
    notes: list[str] = []
    for loss in block.losses:
        try:
            fault = loss.fault or _other_command(problem, loss)
            if not fault:
                judged.append(_of_readings(problem, loss, map, near, reduced))
        except InputError as error:
            fault = error.problem
        if fault:
            notes.append(f"{loss.shown} is not judged: {fault}")
    if judged and not judged[-1][1].matches:  # the others are only told of
        judged[-1] = judged[-1][0], _verdict(problem, judged[-1][0], map, near, reduced, explain=True)
    counted = "1 loss judged" if len(judged) == 1 else f"{len(judged)} losses judged" if judged else "no loss judged"
    notes = [f"{block.taken}, {counted}", *_on_each(judged), *notes]
    verdicts = tuple(Judged(loss.label, loss.note, verdict) for loss, verdict in judged)
    return Judgement(judged[-1][1] if judged else None, verdicts, tuple(f"{block.source}: {note}" for note in notes))


def _of_readings(
    problem: Problem, loss: PrintedLoss, map: Map, near: dict[str, float], reduced: float | None
) -> tuple[PrintedLoss, Verdict]:
    """The first reading of the loss that gives its number, with the verdict on it; of none, the first that there is.

    InputError where no reading can be calculated.
    """
    found: tuple[PrintedLoss, Verdict] | None = None
    fault: InputError | None = None
    for reading in (loss, *loss.also):
        try:
            verdict = _verdict(problem, reading, map, near, reduced)
        except InputError as error:
            fault = fault or error
            continue
        if verdict.matches:
            return reading, verdict
        found = found or (reading, verdict)
    if found is None:
        assert fault
        raise fault
    return found if near else _as_far_as_printed(problem, *found, map)


def _as_far_as_printed(problem: Problem, loss: PrintedLoss, verdict: Verdict, map: Map) -> tuple[PrintedLoss, Verdict]:
    """The loss matches, too, if the digits that the paste prints of its input leave it open by as much as it is off."""
    if loss.array is not None or loss.tolerance is not None or loss.formula is not None:
        return loss, verdict
    from lossctl.remarks.diagnosis.tolerance import open_by_print

    decimals, room = open_by_print(as_called(problem, loss), map)
    room *= abs(loss.scale)
    if not verdict.difference <= room <= _MOST_OPEN * abs(verdict.expected):
        return loss, verdict
    said = f"as far as the {decimals} decimals of the input tell"
    told = loss._replace(note=", ".join(filter(None, (loss.note, said))))
    return told, verdict._replace(matches=True, allowed=max(room, verdict.allowed))


def _on_each(judged: list[tuple[PrintedLoss, Verdict]]) -> Iterator[str]:
    """A note on each loss but the last, whose verdict is shown, and on calls that the command would do otherwise."""
    for loss, verdict in judged:
        by = f" ({loss.note})" if loss.note else ""
        found = "matches" if verdict.matches else "no match"
        decides = ", which decides" if len(judged) > 1 and verdict is judged[-1][1] else ""
        if len(judged) > 1 or by:
            yield f"{loss.shown}{by}: {found}{decides}"


def _other_command(problem: Problem, loss: PrintedLoss) -> str:
    """Why this command cannot calculate it, or ''."""
    name = problem.loss.name
    if not loss.criteria or name in loss.criteria or (name == "bce-logits" and "bce" in loss.criteria):
        return ""
    return f"lossctl {loss.criteria[0]} calculates it"


def _verdict(
    problem: Problem,
    loss: PrintedLoss,
    map: Map,
    near: dict[str, float],
    reduced: float | None,
    explain: bool = False,
) -> Verdict:
    """The verdict on the loss as its call gives it, with the numbers as they are printed."""
    asked = as_called(problem, loss)
    expected = expectation(loss.written if loss.array is None else loss.array, **near)
    if loss.tolerance is not None and not near:
        expected = replace(expected, allowed=loss.tolerance + 0 * expected.allowed)
    if not near:
        expected = with_slack(expected, loss, asked)
    scaled = replace(expected, value=expected.value / loss.scale, allowed=expected.allowed / abs(loss.scale))
    if loss.scale == 1:
        scaled = expected
    prepared, found = _calculated(asked, loss, map)
    verdict = verdict_on(prepared, found, _in_shape(scaled, found), map, explain)
    _check_formula(loss, verdict, found)
    difference, allowed = (each * abs(loss.scale) for each in (verdict.difference, verdict.allowed))
    of_call = found * loss.scale if np.ndim(found) == 0 and found * loss.scale != reduced else None
    return verdict._replace(expected=expected.value, difference=difference, allowed=allowed, of_call=of_call)


def _calculated(asked: Problem, loss: PrintedLoss, map: Map) -> tuple[Prepared, Any]:
    """The number, or the losses, that this loss is to be compared with."""
    if loss.array is None and asked.settings.reduction == "none":
        asked = asked.but(reduction="mean")
    prepared = asked.prepared()
    if asked.settings.reduction != "none":
        return prepared, result_of(prepared, total(prepared, map)).reduced
    return prepared, prepared.samples.arranged(np.concatenate([part.loss for part in scan(prepared, map)]))


def _check_formula(loss: PrintedLoss, verdict: Verdict, found: Any) -> None:
    """InputError for a calculation by hand that is of other numbers than the arrays: a step of it, another example."""
    if loss.formula is None or verdict.matches or abs(loss.formula - found) <= _OF_A_FORMULA * abs(found):
        return
    if np.isnan(loss.formula):
        raise InputError("it differs from the arrays' loss, and its formula is no arithmetic that tells of which it is")
    raise InputError(f"its formula comes to {loss.formula:.6g}, which is of other numbers than the arrays")


def _in_shape(expected: Expected, found: Any) -> Expected:
    """The same losses, printed in another shape: (3, 1) for (3,)."""
    if np.size(expected.value) != np.size(found):
        return expected
    value, allowed = (np.reshape(each, np.shape(found)) for each in (expected.value, expected.allowed))
    return replace(expected, value=value, allowed=allowed)
