"""A call of a loss in the code of a paste, with all that the paste says about it."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lossctl.inputs.readers.pasted.code.evaluated import Computed
from lossctl.inputs.readers.pasted.losses.loss_functions import LossFunction

_TARGETS = ("target", "targets", "labels", "label", "y_true", "true", "truth", "actual", "y", "gt")
_INPUTS = ("input", "inputs", "logits", "y_pred", "pred", "preds", "prediction", "predictions", "output", "predicted")


@dataclass(frozen=True, eq=False)
class LossCall:
    """A call of a loss, or the object that will be called: `nn.CrossEntropyLoss(weight=w)`.

    `first` and `second` are its two arrays in the order of the call, `named` those that keywords name, by role.
    `labels` are the classes, in scikit-learn's keyword. `settings` are keywords with constants; `arrays` keywords with
    arrays, None for one that the paste does not show.
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
    labels: Computed | None = None
    reduced: str = ""  # by a method or a function around the call
    scale: float = 1.0  # what the loss is multiplied by

    @property
    def form(self) -> str | None:
        """What it takes its input for, in the words of --from; None where neither its name nor its code tells."""
        return "logits" if self.function.form and self.settings.get("from_logits") is True else self.function.form

    @property
    def is_called(self) -> bool:
        return len(self.arguments) + len(self.named) > 1


def named_arguments(
    node: ast.Call, function: LossFunction | None = None
) -> tuple[dict[str, ast.expr], ast.expr | None]:
    """The arrays that keywords name, by role, and scikit-learn's `labels=`, which are the classes."""
    keywords = {each.arg: each.value for each in node.keywords if each.arg}
    labels = keywords.pop("labels", None) if function and function.criteria == ("bce", "ce") else None
    roles = (("target", _TARGETS), ("input", _INPUTS))
    return {role: value for name, value in keywords.items() for role, names in roles if name in names}, labels
