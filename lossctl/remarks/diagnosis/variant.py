"""What a slip makes of a problem: the same question with other arrays, other settings or another loss."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace

import numpy as np

from lossctl.lesson.sheet import Note, silent
from lossctl.losses import LOSSES
from lossctl.problem import Prepared, Problem
from lossctl.settings import Settings
from lossctl.sums.arrays import Array
from lossctl.sums.block import Block
from lossctl.sums.tally import Terms


@dataclass(frozen=True)
class Variant:
    """The problem that was solved elsewhere in place of the one asked, and a clause that says what was done.

    `formula` writes its loss, as `ce(softmax(x))`; `{}` in it stands for the loss's name. `factor` multiplies the
    frequency of the slip: it says how common this variant is among those of the slip. `goes_with` names the causes
    (slips, reductions and units) that often go with it, so that they do not count as a second slip. `cause` is its
    name, where it has another than the slip. `of_logs`: it is made of logs of probabilities, so that bits or a
    perplexity can be made of it. `before_loss` is the clause where another loss was used, too, of which `clause` would
    not be true.
    """

    problem: Problem
    clause: str
    _: KW_ONLY
    formula: str = ""
    factor: float = 1.0
    goes_with: tuple[str, ...] = ()
    cause: str = ""
    of_logs: bool = True
    before_loss: str = ""


def with_loss(problem: Problem, name: str, **arrays: Array) -> Problem:
    """Another loss of the same data. Of the settings it keeps the reduction and the precision."""
    kept = problem.settings
    settings = Settings(reduction=kept.reduction, dtype=kept.dtype, stated=kept.stated)
    return Problem(LOSSES[name].load(), {**problem.arrays, **arrays}, settings, problem.class_names)


def unchecked(problem: Problem) -> Problem:
    """The same problem, whose values are not checked: a slip may feed a loss with values that it would refuse."""
    return replace(problem, loss=problem.loss._replace(check=_accept))


def with_terms(problem: Problem, of: Callable[[Array, Array, Settings], Array]) -> Problem:
    """The same samples with another loss of each, (n,) or (n, C), reduced as the problem says.

    `of` is given the input and the target of a block, (n, C) or (n,), of class indices as integers, and the settings.
    """

    def terms(block: Block, settings: Settings, note: Note = silent) -> Terms:  # noqa: ARG001 - nothing is explained
        target = block.target.astype(np.intp) if block.input.ndim > block.target.ndim else block.target
        return Terms(of(np.asarray(block.input, dtype=np.float64), target, settings))

    return replace(problem, loss=problem.loss._replace(terms=terms, check=_accept))


def _accept(block: Block, prepared: Prepared) -> None:
    """Accepts every block."""
