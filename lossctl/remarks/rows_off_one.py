"""Rows of probabilities that do not sum to 1, and rows of log-probabilities whose exponentials do not."""

import math
from collections.abc import Iterator

import numpy as np

from lossctl.engine.row_sums import row_sum
from lossctl.engine.scan import ask
from lossctl.errors import InputError
from lossctl.option import flag_of
from lossctl.remarks.asked import Asked

FORM_OF = {"input": "from_", "target": "target_from"}  # the setting that says what each side holds


def off_one(asked: Asked) -> Iterator[str]:
    """Probabilities and log-probabilities are taken as given; single numbers of kl are no rows."""
    for name, setting in FORM_OF.items():
        mark = asked.result.tally.marks.get(f"{name} off 1")
        if not mark or asked.samples.class_axis is None:
            continue
        row = getattr(asked.samples.cut(mark.first, mark.first + 1), name)
        address = asked.result.address(mark.first)
        at = f", the first at {address}" if address else ""
        if getattr(asked.problem.settings, setting) == "log-probs":
            with np.errstate(over="ignore"):
                total = float(np.exp(row).sum())
            rows = "the exp of 1 row does" if mark.count == 1 else f"the exp of {mark.count} rows does"
            told = f"{rows} not sum to 1 in the {name}{at}, with a sum of {total:g}; taken as given"
            yield told + _as_logits(asked, name)
        else:
            rows = "1 row does" if mark.count == 1 else f"{mark.count} rows do"
            total = row_sum(row.ravel().tolist())
            yield f"{rows} not sum to 1 in the {name}{at}, with a sum of {total:g}; taken as given"


def _as_logits(asked: Asked, name: str) -> str:
    """`; --from logits gives 1.97988`, once for both sides if neither holds log-probabilities."""
    settings, marks = asked.problem.settings, asked.result.tally.marks
    sides = [side for side in FORM_OF if f"{side} off 1" in marks and getattr(settings, FORM_OF[side]) == "log-probs"]
    if name != sides[0]:
        return ""
    try:
        other = ask(asked.problem.but(**dict.fromkeys((FORM_OF[side] for side in sides), "logits")), asked.map)
    except InputError:
        return ""
    if not math.isfinite(other):
        return ""
    flags = " ".join(f"{flag_of(FORM_OF[side])} logits" for side in sides)
    kind = "a sum of " if asked.result.reduction == "none" else ""
    return f"; {flags} gives {kind}{other:.6g}"
