"""A result in one line, for `repr`: pytest shows 240 letters of it, without its line breaks."""

import numpy as np

from lossctl.report.verdict_lines import lines
from lossctl.result import Result

MOST = 200  # letters


def one_line(result: Result) -> str:
    """`Result(ce, mean, loss=0.33439461…, count=2)`, with the verdict and its first cause if there are any."""
    none = result.reduction == "none"
    loss = f"array of shape {np.shape(result.loss)}" if none else repr(result.reduced)
    text = f"Result({result.criterion}, {result.reduction}, loss={loss}, count={result.count}"
    if result.notes:  # which print(result) shows
        text += f"; {len(result.notes)} note{'s' * (len(result.notes) > 1)}"
    if result.verdict is not None:
        text = "; ".join((text, *_told(*lines(result.verdict))))
    return f"{text if len(text) < MOST else text[: MOST - 2] + '…'})"


def _told(compared: str, *causes: str) -> tuple[str, ...]:
    """The comparison, and the first cause: what to write comes before the sentence, which may be cut."""
    if not causes:
        return (compared,)
    lead, found, sentence = causes[0].strip().partition(": ")
    way = causes[1].strip() if len(causes) > 1 and causes[1].startswith("    ") else ""
    return compared.partition(", allowed")[0], f"{' '.join((lead, way)).strip()}{found}{sentence}"
