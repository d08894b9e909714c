"""What a paste has been found to hold: arrays with their names, and losses with the calls that gave them."""

from typing import NamedTuple

import numpy as np

from lossctl.inputs.readers.pasted.code.evaluated import Computed
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall
from lossctl.inputs.readers.pasted.prints.values import Value


class Named(NamedTuple):
    """An array with the name that the paste gives it, and where it stands, if that is known."""

    label: str
    computed: Computed
    value: Value | None = None

    @property
    def array(self) -> np.ndarray:
        return self.computed.array

    @property
    def where(self) -> tuple[str, ...]:
        return (self.value.where,) if self.value else ()

    @property
    def is_shape(self) -> bool:
        return self.value is not None and self.value.is_tuple_of_lengths


class Printed(NamedTuple):
    """A number or an array that is a loss, and the call that gave it, if one did; `fault`: why it cannot be judged.

    `formula` is what the formula before it comes to, in a calculation by hand.
    """

    label: str
    value: Value
    call: LossCall | None = None
    fault: str = ""
    assigned: bool = False  # by the code itself, as a number to start from may be
    above: tuple[Named, ...] = ()  # the arrays that the paste shows between the last call of a loss and this one
    calls_above: int = 0
    formula: float | None = None
    is_sample: bool = False  # its call has the arrays of one line, not those of the paste
