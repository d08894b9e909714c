"""How a calculation is listened to, and what a lesson is made of.

A loss hands each number worth showing to `note(symbol, values)`, which gives the values back. `silent` does only that;
a `Sheet` keeps them. A `Lesson` names, formulates and arranges what was noted and computes no loss of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Row = Mapping[str, Any]  # the noted numbers of one sample, by symbol


class Note(Protocol):
    """`note(symbol, values)` gives the values back; `listens` says if anybody hears them."""

    listens: bool

    def __call__(self, symbol: str, values: Any) -> Any: ...


class _Silent:
    listens = False

    def __call__(self, symbol: str, values: Any) -> Any:  # noqa: ARG002 - nobody listens
        return values


silent: Note = _Silent()


@dataclass
class Sheet:
    """Keeps what a calculation notes, by symbol, an entry per sample."""

    values: dict[str, Any] = field(default_factory=dict)
    listens: bool = True

    def __call__(self, symbol: str, values: Any) -> Any:
        """Keep the values and give them back."""
        self.values[symbol] = values
        return values

    def row(self, index: int) -> Row:
        """The numbers of one sample."""
        return {symbol: values[index] for symbol, values in self.values.items()}


@dataclass(frozen=True)
class Worked:
    """One sample worked as on paper, `left = right`: numbers and the signs between them, and what they come to."""

    left: tuple[str | float, ...]
    right: float


@dataclass(frozen=True)
class Step:
    """A step of the manual calculation: its formula, the symbols it adds, and how a sample is worked."""

    name: str
    formula: str
    symbols: tuple[str, ...] = ()
    work: Callable[[Row], Worked | None] | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table: a noted symbol under its heading. `kind` is a number, a `share` (in %) or a `class`.

    `brief` columns stand in the table without an explanation too.
    """

    symbol: str
    heading: str
    kind: str = "number"
    total: bool = False  # its sum stands in the last line
    brief: bool = False


@dataclass(frozen=True)
class Lesson:
    """How a loss is told: the exact PyTorch call, the shapes, the steps, and the columns of its table.

    `by_class`: a line per class within each sample; its columns then hold (n, C) arrays.
    """

    call: str
    shapes: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    columns: tuple[Column, ...]
    by_class: bool = False
