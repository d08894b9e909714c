"""How a calculation is listened to, and what a lesson is made of.

A loss hands each number worth showing to `note(symbol, values)`, which gives the values back. `silent` does only that;
a `Sheet` keeps them. A `Lesson` names, formulates and arranges what was noted and computes no loss of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

Row = Mapping[str, Any]  # the noted numbers of one sample, by symbol


class Note(Protocol):
    """`note(symbol, values)` gives the values back; `listens` says if anybody hears any."""

    listens: bool

    def __call__(self, symbol: str, values: Any) -> Any: ...

    def asked(self, symbol: str, values: Callable[[], Any]) -> None:
        """Note what is only calculated if it is asked for."""


class _Silent:
    listens = False

    def __call__(self, symbol: str, values: Any) -> Any:  # noqa: ARG002 - nobody listens
        return values

    def asked(self, symbol: str, values: Callable[[], Any]) -> None:
        pass


silent: Note = _Silent()


@dataclass
class Sheet:
    """Keeps what a calculation notes, by symbol, an entry per sample; with `only`, those symbols and no others."""

    values: dict[str, Any] = field(default_factory=dict)
    only: frozenset[str] | None = None
    listens: bool = True

    def __call__(self, symbol: str, values: Any) -> Any:
        """Keep the values and give them back."""
        if self.only is None or symbol in self.only:
            self.values[symbol] = values
        return values

    def asked(self, symbol: str, values: Callable[[], Any]) -> None:
        """Keep what it gives, if it is one of those to keep."""
        if self.only is None or symbol in self.only:
            self(symbol, values())

    def row(self, index: int) -> Row:
        """The numbers of one sample."""
        return {symbol: values[index] for symbol, values in self.values.items()}


class Worked(NamedTuple):
    """A line worked as on paper, `left = right`: numbers and the signs between them, and what they come to.

    The right side is shown with `digits` decimals, the numbers on the left with `factor_digits` or as many more as
    the right side needs to come out. `label` names the line, where it is not the sample's.
    """

    left: tuple[str | float, ...]
    right: float
    digits: int = 4
    factor_digits: int = 6
    label: str = ""


class Step(NamedTuple):
    """A step of the manual calculation: its formula, the symbols it adds, and how a sample is worked.

    `hint` is a plain sentence under the formula.
    """

    name: str
    formula: str
    symbols: tuple[str, ...] = ()
    work: Callable[[Row], tuple[Worked, ...]] | None = None
    hint: str = ""


class Column(NamedTuple):
    """A column of a table: a noted symbol under its heading.

    `kind` is a `number`, a `share` (in %), a `factor` (as short as it can be) or a `class`; with `text`, whatever that
    makes of the row. `share`: it is what mean divides by, so its sum stands in the last line. `brief` columns stand in
    the table without an explanation too.
    """

    symbol: str
    heading: str
    kind: str = "number"
    share: bool = False
    brief: bool = False
    text: Callable[[Row], str] | None = None


class Lesson(NamedTuple):
    """How a loss is told: the exact PyTorch call, the shapes, the steps before the reduction, the columns of its table.

    `loss` is the symbol of one loss, `sample` what has one, `share` what mean divides by. `by_class`: a line per class
    within each sample, from (n, C) symbols, that add up to the sample's loss. The worked sample is the first, or the
    first whose `example` symbol is not 0.
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
