"""How a table was read where it could be read in another way, and the number that the other way gives."""

import math
from collections.abc import Iterator

from lossctl.engine.scan import ask
from lossctl.errors import InputError
from lossctl.inputs.reading import Reading
from lossctl.remarks.asked import Asked


def table_readings(asked: Asked) -> Iterator[str]:
    """A note on each reading that was taken; without a number where the other does not even fit."""
    for reading in asked.problem.readings:
        other = _loss_of(reading, asked)
        differs = other is not None and math.isfinite(other) and other != asked.result.reduced
        kind = "a sum of " if asked.result.reduction == "none" else ""
        yield reading.note + ("; " + reading.otherwise.format(f"{kind}{other:.6g}") if differs else "")


def _loss_of(reading: Reading, asked: Asked) -> float | None:
    if not reading.arrays:
        return None
    try:
        return ask(asked.problem.given(**reading.arrays), asked.map)
    except InputError:
        return None
