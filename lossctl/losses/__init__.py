"""The losses, a line each. The table is read without NumPy: a loss's file is imported when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from lossctl.errors import InputError

if TYPE_CHECKING:
    from lossctl.problem import Loss


class Entry(NamedTuple):
    """A loss as the command line knows it: what it is, its options (beside those of all losses), and its record."""

    title: str
    equals: str
    options: tuple[str, ...]
    record: str
    reductions: tuple[str, ...] = ("mean", "sum", "none")

    def check_reduction(self, reduction: str) -> None:
        """InputError for a reduction that this loss does not have."""
        if reduction not in self.reductions:
            raise InputError(f"--reduction {reduction} is none of {', '.join(self.reductions)}")

    def load(self) -> "Loss":
        """The loss itself."""
        module, name = self.record.split(":")
        loss: Loss = getattr(import_module(f"lossctl.losses.{module}"), name)
        return loss


LOSSES = {
    "ce": Entry(
        "cross entropy",
        "F.cross_entropy, F.nll_loss",
        ("weight", "ignore_index", "label_smoothing", "class_axis", "from_", "temperature"),
        "ce:CE",
    ),
    "bce": Entry("binary cross entropy", "F.binary_cross_entropy", ("weight", "ignore_index"), "bce:BCE"),
    "bce-logits": Entry(
        "binary cross entropy, from logits",
        "F.binary_cross_entropy_with_logits",
        ("weight", "pos_weight", "ignore_index"),
        "bce_logits:BCE_LOGITS",
    ),
    "kl": Entry(
        "KL(target ‖ input)",
        "F.kl_div",
        ("class_axis", "from_", "target_from", "temperature"),
        "kl:KL",
        ("mean", "sum", "none", "batchmean"),
    ),
}
EVERY_LOSS = ("sample_weight", "reduction", "dtype")  # the options that all losses have
