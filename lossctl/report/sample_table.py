"""The table of the samples: a line for each, or a line for each class of each, and under them their sum."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from rich.cells import cell_len

from lossctl.lesson.arithmetic import factor, fixed
from lossctl.lesson.sheet import Column, Lesson
from lossctl.problem import Prepared
from lossctl.report.addresses import Chosen, addresses, longest_address
from lossctl.report.cells import Noted, longest, texts
from lossctl.report.class_names import in_one_line
from lossctl.report.grid import Line
from lossctl.result import Result
from lossctl.sums.block import Samples

MOST_CLASSES = 8  # a line per class, as many as a page can bear
TOTAL = Column("loss", "l")


@dataclass(frozen=True)
class BySample:
    """A line for each sample. `brief`: the columns of a table that explains nothing, whose numbers can be copied."""

    lesson: Lesson
    samples: Samples
    names: tuple[str, ...]
    digits: int
    brief: bool

    @property
    def columns(self) -> tuple[Column, ...]:
        """Those behind the address. Of a lesson with a line per class, those that are of whole samples."""
        columns = tuple(column for column in self.lesson.columns if column.brief or not self.brief)
        return (*columns, Column("loss", self.lesson.loss)) if self.lesson.by_class else columns

    @property
    def headings(self) -> tuple[str, ...]:
        """Those of all columns; a table that explains nothing has words for symbols."""
        words = {"l": "loss", "t": "target"} if self.brief else {}
        return (self.lesson.sample, *(words.get(column.heading, column.heading) for column in self.columns))

    @property
    def symbols(self) -> frozenset[str]:
        """What has to be noted for it."""
        texts = any(column.text for column in self.columns)
        of_steps = chain.from_iterable(step.symbols for step in self.lesson.steps if texts)
        return frozenset(("counts", "target", *(column.symbol for column in self.columns), *of_steps))

    @property
    def spare(self) -> tuple[int, ...]:
        """The columns that a narrow page does without, the first to go first; the loss is never one."""
        numbered = [(number, column) for number, column in enumerate(self.columns, 1) if column.symbol != "loss"]
        return tuple(number for number, _ in sorted(numbered, key=_worth))

    def lines(self, chosen: Chosen, noted: Noted) -> list[Line]:
        """The lines of some samples; those of ignored ones are dim."""
        columns = (self._to_copy(texts(column, noted, self.names, self.digits)) for column in self.columns)
        cells = zip(addresses(self.samples, chosen), *columns, strict=True)
        return [
            Line(each, "" if counted else "dim") for each, counted in zip(cells, noted["counts"].tolist(), strict=True)
        ]

    def longest(self, chosen: Chosen, noted: Noted) -> list[int]:
        """The longest cell of each column in these lines."""
        cells = (longest(column, noted, self.names, self.digits) for column in self.columns)
        return [longest_address(self.samples, chosen), *cells]

    def last(self, result: Result) -> list[Line]:
        """The sum of all losses, shown or not, and of what mean divides by."""
        cells = []
        for column in self.columns:
            if column.symbol == "loss":
                cells.append(fixed(result.sum, self.digits))
            else:
                divides = column.share and result.reduction == "mean"
                cells.append(factor(result.denominator, self.digits) if divides else "")
        return [Line(("Σ", *self._to_copy(cells)), "bold")]

    def _to_copy(self, cells: list[str]) -> list[str]:
        return [cell.replace("−", "-") for cell in cells] if self.brief else cells


@dataclass(frozen=True)
class ByClass:
    """A line for each class of each sample, the first of them, and a line for their sum."""

    lesson: Lesson
    samples: Samples
    names: tuple[str, ...]
    digits: int

    @property
    def columns(self) -> tuple[Column, ...]:
        """Those behind the address and the class."""
        return tuple(column for column in self.lesson.columns if not column.brief)

    @property
    def headings(self) -> tuple[str, ...]:
        """Those of all columns."""
        return (self.lesson.sample, "class", *(column.heading for column in self.columns))

    @property
    def symbols(self) -> frozenset[str]:
        """What has to be noted for it."""
        return frozenset(("counts", "loss", *(column.symbol for column in self.columns)))

    @property
    def spare(self) -> tuple[int, ...]:
        """The columns that a narrow page does without, the first to go first; the sums stand in the last two."""
        numbered = list(enumerate(self.columns[:-2], 2))
        return tuple(number for number, _ in sorted(numbered, key=_worth))

    def lines(self, chosen: Chosen, noted: Noted) -> list[Line]:
        """The lines of some samples; those of ignored ones are dim."""
        shown, more, flat = self._flat(noted)
        cells = list(zip(*(texts(column, flat, (), self.digits) for column in self.columns), strict=True))
        labels, counts = [self._label(class_) for class_ in range(shown)], noted["counts"].tolist()
        found: list[Line] = []
        for at, (address, total) in enumerate(zip(addresses(self.samples, chosen), self._totals(noted), strict=True)):
            style = "" if counts[at] else "dim"
            for label, each in zip(labels, cells[at * shown :], strict=False):
                found.append(Line((address, label, *each), style))
                address = ""
            found += [Line(("", "…", *more), style)] if more else []
            found.append(
                Line((*[""] * len(self.columns), f"{self.lesson.loss} =", total), "bold" if counts[at] else "dim")
            )
        return found

    def longest(self, chosen: Chosen, noted: Noted) -> list[int]:
        """The longest cell of each column in these lines."""
        shown, more, flat = self._flat(noted)
        cells = [longest(column, flat, (), self.digits) for column in self.columns]
        cells = [max(*each) for each in zip(cells, map(len, more), strict=True)] if more else cells
        cells[-2] = max(cells[-2], len(f"{self.lesson.loss} ="))
        cells[-1] = max(cells[-1], longest(TOTAL, noted, (), self.digits))
        labels = (self._label(class_) for class_ in range(shown))
        return [longest_address(self.samples, chosen), max(map(cell_len, labels), default=1), *cells]

    def last(self, result: Result) -> list[Line]:  # noqa: ARG002 - both tables are asked alike
        """No line for the sum of all, as each sample has a sum of its own."""
        return []

    def _flat(self, noted: Noted) -> tuple[int, tuple[str, ...], Noted]:
        """How many classes are shown, the cells that count the others, and the numbers of all lines in a row."""
        count = noted[self.columns[-1].symbol].shape[1]
        shown = min(count, MOST_CLASSES)
        more = (f"{count - shown} more", *[""] * (len(self.columns) - 1)) if count > shown else ()
        flat = {column.symbol: noted[column.symbol][:, :shown].reshape(-1) for column in self.columns}
        return shown, more, {**flat, "counts": np.repeat(noted["counts"], shown)}

    def _label(self, class_: int) -> str:
        return self.names[class_] if self.names else str(class_)

    def _totals(self, noted: Noted) -> list[str]:
        return texts(TOTAL, noted, (), self.digits)


def layout_of(prepared: Prepared, digits: int, *, brief: bool) -> BySample | ByClass:
    """The layout that the lesson of a loss asks for."""
    lesson, names = prepared.problem.loss.lesson(prepared), tuple(map(in_one_line, prepared.class_names))
    if lesson.by_class and not brief:
        return ByClass(lesson, prepared.samples, names, digits)
    return BySample(lesson, prepared.samples, names, digits, brief)


def _worth(numbered: tuple[int, Column]) -> int:
    """What a narrow page gives up first: what an explanation alone shows, then shares, then all else."""
    _, column = numbered
    return 0 if column.spare else 1 if not column.brief else 2 if column.kind == "share" else 3
