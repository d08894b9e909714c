"""An explanation: the lesson of a loss, filled with the numbers of the samples that are shown."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from lossctl.engine.details import details
from lossctl.engine.row_sums import row_sum
from lossctl.lesson.sheet import Lesson, Row, Sheet, Step, Worked
from lossctl.problem import Prepared
from lossctl.result import Result

SHOWN_LOSSES = 4  # as many losses fit into `(a + b) / 2`


class Shown(NamedTuple):
    """A sample that is shown: its index as people write it, `0` or `1,2`, and its noted numbers."""

    address: str
    row: Row


@dataclass(frozen=True)
class Explained:
    """What a printer needs: the lesson, the samples shown, and all their numbers on a sheet."""

    prepared: Prepared
    result: Result
    lesson: Lesson
    samples: tuple[Shown, ...]
    sheet: Sheet

    def worked(self, step: Step) -> tuple[str, tuple[Worked, ...]]:
        """The first sample that counts, worked, and its name; in tables by class, its first class."""
        if not step.work:
            return "", ()
        counted = [sample for sample in self.samples if sample.row["counts"]]
        telling = [sample for sample in counted if sample.row.get(self.lesson.example)]
        for address, row in telling or counted:
            if worked := step.work(row):
                class_ = ", class 0" if self.lesson.by_class else ""
                return f"{self.lesson.sample} {address}".rstrip() + class_, worked
        return "", ()

    @property
    def hidden(self) -> int:
        """How many samples are not shown."""
        return self.prepared.samples.count - len(self.samples)

    def loss_of(self, row: Row) -> float:
        """The loss of a sample; of a row of classes, their sum."""
        loss = row["loss"]
        return row_sum(loss) if np.ndim(loss) else float(loss)


def explained(prepared: Prepared, result: Result, rows: int | None) -> Explained:
    """The first samples, or the worst where they were looked for; `rows` None: all of them."""
    chosen = (result.worst or range(prepared.samples.count))[:rows]
    sheet = details(prepared, chosen)
    addresses = (prepared.samples.address(sample).strip("[]").replace(" ", "") for sample in chosen)
    shown = tuple(map(Shown, addresses, sheet.rows(len(chosen))))
    return Explained(prepared, result, prepared.problem.loss.lesson(prepared), shown, sheet)


def reduction_step(told: Explained) -> Step:
    """The last step, alike for all losses: what the sum is divided by."""
    result, lesson = told.result, told.lesson
    share = {"mean": lesson.share, "batchmean": "batch", "sum": "", "none": ""}[result.reduction]
    weighted = "weighted " if result.reduction == "mean" and share.startswith("Σ") else ""
    if result.reduction == "none":
        return Step("none", "the losses as they are, not reduced")
    return Step(f"{weighted}{result.reduction}", f"L = Σ {lesson.loss}" + (f" / {share}" if share else ""))


def reduction_worked(result: Result, digits: int = 4) -> Worked | None:
    """`sum / denominator = loss`."""
    return None if result.reduction == "none" else _quotient(result, (result.sum,), digits)


def reduction_by_class(told: Explained) -> Worked | None:
    """The same for a table that has no line for the sum: few losses are written out, `(a + b) / 2`."""
    losses = [told.loss_of(row) for _, row in told.samples]
    if told.result.reduction == "none" or told.hidden or not 1 < len(losses) <= SHOWN_LOSSES:
        return reduction_worked(told.result)
    terms = tuple(word for loss in losses for word in (loss, "+"))[:-1]
    return _quotient(told.result, ("(", *terms, ")"), 4)


def _quotient(result: Result, sum_: tuple[str | float, ...], digits: int) -> Worked:
    return Worked((*sum_, "/", result.denominator), float(result), digits, digits)


def steps(prepared: Prepared, result: Result, rows: int | None) -> list[dict[str, Any]]:
    """The steps in the JSON form: `{name, formula, values}`, with the values of the samples shown."""
    told = explained(prepared, result, rows)
    listed = [
        {"name": step.name, "formula": step.formula, "values": _values(told.sheet, step.symbols)}
        for step in told.lesson.steps
    ]
    last = reduction_step(told)
    values = {"sum": result.sum, "denominator": result.denominator}
    if result.reduction != "none":
        values["loss"] = float(result)
    return [*listed, {"name": last.name, "formula": last.formula, "values": values}]


def _values(sheet: Sheet, symbols: tuple[str, ...]) -> dict[str, Any]:
    return {symbol: sheet.values[symbol].tolist() for symbol in symbols if symbol in sheet.values}
