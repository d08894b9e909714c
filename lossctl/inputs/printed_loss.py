"""What a paste shows beside its arrays: losses, and by what each is to be judged."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lossctl.inputs.lazy_array import Array

_LONGEST = 60  # characters of a label: that of a call with its numbers has many


class PrintedLoss(NamedTuple):
    """A printed loss: its label, and the number as written, or an array of losses.

    `units` are those of the last digits of an array.
    `criteria` are the commands that calculate it, none where that is not known. `settings` and `arrays` are those of
    the call that printed it, beside those of the command; an array that is None was not given to that call. `note` says
    what the call does that the command does not. `epsilon` is what it adds within the logarithm, and `scale` what the
    loss is multiplied by. `tolerance` is what a test of the code allows, and `formula` what a calculation by hand comes
    to. `fault` says why it cannot be judged, where it cannot. `unless_stated` are settings that the paste tells of,
    which yield to those that the user states. `also` are other readings of the same call, where the paste does not tell
    which of them it is: one that gives the number will do.
    """

    label: str
    written: str
    array: Array | None = None
    units: Array | None = None
    criteria: tuple[str, ...] = ()
    settings: Mapping[str, Any] = {}
    arrays: Mapping[str, Array | None] = {}
    note: str = ""
    epsilon: float = 0.0
    scale: float = 1.0
    fault: str = ""
    tolerance: float | None = None
    formula: float | None = None
    unless_stated: Mapping[str, Any] = {}
    also: "tuple[PrintedLoss, ...]" = ()

    @property
    def shown(self) -> str:
        label = self.label if len(self.label) <= _LONGEST else f"{self.label[:_LONGEST]}…"
        return f"{label} {self.written}".strip()


class BlockReading(NamedTuple):
    """What a paste was taken for: the name of its source, its arrays by role in words, and its losses."""

    source: str
    taken: str
    losses: tuple[PrintedLoss, ...]
