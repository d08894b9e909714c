"""A call of a loss in the code of a paste, with all that the paste tells of it."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lossctl.inputs.readers.pasted.evaluated import Computed
from lossctl.inputs.readers.pasted.loss_functions import LossFunction


@dataclass(frozen=True, eq=False)
class LossCall:
    """A call of a loss, or the object that will be called: `nn.CrossEntropyLoss(weight=w)`.

    `first` and `second` are its two arrays in the order of the call, `named` those that keywords name, by role.
    `settings` are keywords with constants; `arrays` keywords with arrays, None for one that the paste does not show.
    """

    name: str
    function: LossFunction
    arguments: tuple[Computed | None, ...] = ()
    nodes: tuple[ast.expr, ...] = ()
    named: Mapping[str, Computed | None] = field(default_factory=dict)
    named_nodes: Mapping[str, ast.expr] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, Computed | None] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    reduced: str = ""  # by a method or a function around the call
    scale: float = 1.0  # what the loss is multiplied by

    @property
    def is_called(self) -> bool:
        return len(self.arguments) + len(self.named) > 1
