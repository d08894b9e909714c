"""Data that can be read in two ways: which was taken, and what the other gives."""

from collections.abc import Mapping
from typing import NamedTuple

from lossctl.inputs.lazy_array import Array, LazyArray


class Doubt(NamedTuple):
    """A column of the input that may be none: its place, and what is odd about it."""

    place: int
    reason: str


class Reading(NamedTuple):
    """The reading that was not taken. `note` says how the data were read instead.

    `otherwise` is a clause with {} for the loss that these arrays give in the place of the others, by their roles.
    """

    note: str
    otherwise: str
    arrays: Mapping[str, Array | LazyArray]
