"""Losses that stand in a table beside what they were calculated from: a column of one loss a sample."""

from collections.abc import Iterator, Sequence

import numpy as np

from lossctl.inputs.hints import NO_HINTS
from lossctl.inputs.printed_loss import PrintedLoss
from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.losses.printed_losses import shown_numbers
from lossctl.inputs.readers.pasted.tables.pasted_table import PastedTable


def losses_in_tables(tables: Sequence[PastedTable]) -> Iterator[PrintedLoss]:
    """The columns of losses in the only table that holds an input and a target."""
    pairs = [each for each in tables if len(each.pair(NO_HINTS)) == 2]
    for table in pairs if len(pairs) == 1 else ():
        for name, column in table.columns.items():
            array = np.asarray(column.array, dtype=np.float64)
            if not column.words and len(array) > 1 and pasted_labels.role(name, 1) == "loss":
                units = np.array([10.0 ** -_decimals(float(each)) for each in array])
                settings = {"reduction": "none"}
                yield PrintedLoss(name, shown_numbers(array), array, units, settings=settings)


def _decimals(number: float) -> int:
    """How many decimals it was printed with, at least."""
    return len(np.format_float_positional(number, trim="-").partition(".")[2]) if np.isfinite(number) else 0
