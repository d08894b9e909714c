"""What all of lossctl must know of a loss before its maths is loaded: the entry of the table of losses."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple

from lossctl.errors import InputError

if TYPE_CHECKING:
    from lossctl.problem import Loss

IGNORE_INDEX = -100  # PyTorch's default for class indices
OF_EVERY_LOSS = ("sample_weight", "reduction", "dtype")  # the options that all losses have


class Criterion(NamedTuple):
    """A loss as the command line knows it, read without NumPy.

    `name` is its command. Its help begins with `title`, `equals` (PyTorch's functions) and `examples`. `family`
    says whether it compares rows of `classes` or single `elements`. `own_options` are its options beside
    `OF_EVERY_LOSS`; `own_help` says of `input`, `target` and options, by name, what is true for this loss alone, with
    its default. `record` is where its maths is: `lossctl.losses.ce:CE`.
    """

    name: str
    title: str
    equals: str
    family: Literal["classes", "elements"]
    own_options: tuple[str, ...]
    record: str
    examples: tuple[str, ...]
    reductions: tuple[str, ...] = ("mean", "sum", "none")
    form: Literal["logits", "probs"] = "logits"  # what INPUT holds unless --from says something else
    ignore_index: int | None = None  # the targets that count for nothing by default
    own_help: Mapping[str, str] = {}

    @property
    def options(self) -> tuple[str, ...]:
        """The names of all options that it has."""
        return (*self.own_options, *OF_EVERY_LOSS)

    def check_reduction(self, reduction: str) -> None:
        """InputError for a reduction that this loss does not have."""
        if reduction not in self.reductions:
            raise InputError(f"--reduction {reduction} is none of {', '.join(self.reductions)}")

    def load(self) -> "Loss":
        """The loss itself."""
        module, name = self.record.split(":")
        loss: Loss = getattr(import_module(module), name)
        return loss
