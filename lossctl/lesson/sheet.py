"""How the numbers of a calculation are noted, and the parts of a lesson, which shows them.

A loss passes each number worth showing to `note(symbol, values)`, which returns the values. The note `silent` does
nothing else; a `Sheet` keeps them. A `Lesson` says how the noted numbers are named, explained and arranged. It
calculates no loss of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

Row = Mapping[str, Any]  # the noted numbers of one sample, by symbol


class Note(Protocol):
    """`note(symbol, values)` returns the values; `listens` is false if nothing is kept."""

    listens: bool

    def __call__(self, symbol: str, values: Any) -> Any: ...

    def asked(self, symbol: str, values: Callable[[], Any]) -> None:
        """Note values that are calculated only if they are kept."""


class _Silent:
    listens = False

    def __call__(self, symbol: str, values: Any) -> Any:  # noqa: ARG002 - nothing is kept
        return values

    def asked(self, symbol: str, values: Callable[[], Any]) -> None:
        pass


silent: Note = _Silent()


@dataclass
class Sheet:
    """Keeps the values noted, by symbol, with an entry per sample; with `only`, just those of these symbols."""

    values: dict[str, Any] = field(default_factory=dict)
    only: frozenset[str] | None = None
    listens: bool = True

    def __call__(self, symbol: str, values: Any) -> Any:
        """Keep the values and return them."""
        if self.only is None or symbol in self.only:
            self.values[symbol] = values
        return values

    def asked(self, symbol: str, values: Callable[[], Any]) -> None:
        """Calculate the values and keep them, if those of this symbol are kept."""
        if self.only is None or symbol in self.only:
            self(symbol, values())

    def rows(self, count: int) -> list[Row]:
        """The numbers of each of so many samples."""
        return [{symbol: values[index] for symbol, values in self.values.items()} for index in range(count)]


class Worked(NamedTuple):
    """A line as worked on paper, `left = right`: numbers with the signs between them, and their result.

    The right side is shown with `digits` decimals, the numbers on the left with `factor_digits`, or with more if it
    takes more to get the right side. `label` names a line that does not belong to the sample.
    """

    left: tuple[str | float, ...]
    right: float
    digits: int = 4
    factor_digits: int = 6
    label: str = ""


class Step(NamedTuple):
    """A step of the calculation by hand: its formula, the symbols that it adds, and how it is done for one sample.

    `hint` is a plain sentence under the formula.
    """

    name: str
    formula: str
    symbols: tuple[str, ...] = ()
    work: Callable[[Row], tuple[Worked, ...]] | None = None
    hint: str = ""


class Column(NamedTuple):
    """A column of a table: a noted symbol under its heading.

    `kind` is a `number`, a `share` (in %), a `factor` (written as short as possible) or a `class`; `text` makes the
    entry from the row instead. `share` marks the column that mean divides by, whose sum stands in the last line.
    `brief` columns are shown even without --explain; of a lesson by class, they are of whole samples. `spare` ones are
    the first that a narrow page does without.
    """

    symbol: str
    heading: str
    kind: str = "number"
    share: bool = False
    brief: bool = False
    text: Callable[[Row], str] | None = None
    spare: bool = False


class Lesson(NamedTuple):
    """How a loss is explained: the PyTorch call, the shapes, the steps before the reduction, the columns of its table.

    `loss` is the symbol of one loss, `sample` the word for what has one, `share` for what mean divides by. With
    `by_class` the table has a line per class of each sample, from (n, C) symbols; they add up to the sample's loss.
    The sample that is worked is the first, or the first whose `example` symbol is not 0.
    """

    call: str
    shapes: tuple[tuple[str, tuple[int, ...]], ...]
    steps: tuple[Step, ...]
    columns: tuple[Column, ...]
    sample: str = "sample"
    share: str = "samples"
    loss: str = "l"
    by_class: bool = False
    example: str = ""
