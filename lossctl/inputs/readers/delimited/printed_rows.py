"""The rows of a printed table, and whether it was printed whole."""

from typing import NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.readers.delimited.separators import Row

Lines = list[tuple[int, str]]  # the lines that are not blank, with their numbers

_ELLIPSES = {"…", "...", "..", "·", "⋮", "⋯", "---"}


class PrintedRows(NamedTuple):
    """The rows of cells, the first of them the header if it has one; None where only the cells can tell.

    `whole` says how to print it whole or how to save it. `promised` is how many rows the print says that the table has.
    `faults` are lines that show that it is not printed whole, and what of them.
    """

    rows: list[Row]
    header: bool | None
    whole: str
    promised: int | None = None
    faults: tuple[tuple[int, str], ...] = ()

    def check(self) -> None:
        """Raise for a print that is abbreviated or cut off."""
        for line, fault in self.faults:
            raise InputError(fault, f"line {line}", remedy=self.whole)
        for line, cells in self.rows:
            if any(cell in _ELLIPSES for cell in cells):
                raise InputError("the print is abbreviated", f"line {line}", remedy=self.whole)
        count = len(self.rows) - bool(self.header)
        if self.promised is not None and self.promised != count:
            shown = "1 row" if count == 1 else f"{count} rows"
            raise InputError(f"the print has {shown} of a table of {self.promised}", remedy=self.whole)
