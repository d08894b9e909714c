"""What the names in the code of a paste stand for."""

from lossctl.inputs.readers.pasted.code.evaluated import Computed
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall
from lossctl.inputs.readers.pasted.losses.own_losses import OwnLoss


class Names:
    """By name: `arrays`, `criteria`, which are loss objects, `results`, which are losses, numbers and words.

    `own` are the functions that the paste defines, `own_losses` those of them that calculate a logarithm.
    `imported` has the full names of what it imports.
    """

    def __init__(self) -> None:
        self.arrays: dict[str, Computed] = {}
        self.criteria: dict[str, LossCall] = {}
        self.results: dict[str, LossCall] = {}
        self.constants: dict[str, object] = {}
        self.own: set[str] = set()
        self.own_losses: dict[str, OwnLoss] = {}
        self.imported: dict[str, str] = {}
