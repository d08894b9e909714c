"""What a loss does that the paste itself defines: its form, its reduction, and which argument is the input."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from lossctl.inputs.readers.pasted.code.function_body import FunctionBody
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall
from lossctl.inputs.readers.pasted.losses.loss_functions import LossFunction

_EPSILON = re.compile(r"\b1e-\d+\b|\bepsilon\(\)")  # what keeps the logarithm from 0
_KERAS_EPSILON = 1e-7
_LARGEST_EPSILON = 1e-4


class OwnLoss(NamedTuple):
    """A function whose body calculates a loss; what its code does not tell is empty or None.

    `form` and `reduction` are in the words of the options; `order` is "it" where its first argument is the input.
    `criteria` are the commands that calculate it. `epsilon` is what it adds inside of the logarithm, and `shares` are
    its parameters' defaults between 0 and 1: one of them may be how much it smooths the labels.
    """

    criteria: tuple[str, ...] = ()
    order: str = ""
    form: str | None = None
    reduction: str | None = None
    epsilon: float = 0.0
    shares: tuple[float, ...] = ()


def with_code(call: LossCall, own_losses: Mapping[str, OwnLoss]) -> LossCall:
    """The call with what the code of its function tells, if the paste shows it.

    '' is the name of a function whose head was cut off: it may be any that the paste calls but does not define.
    """
    found = own_losses.get(call.name.rpartition(".")[2]) or own_losses.get("")
    if found is None or not call.function.own:
        return call
    return replace(call, function=LossFunction(**found._asdict(), own=True, is_defined=True))


def own_loss(lines: Sequence[str]) -> OwnLoss | None:
    """The loss that these lines define, the first of them the head; None where they calculate no logarithm."""
    code = FunctionBody(lines)
    inner = code.library_loss()
    if inner is None and not code.takes_log:
        return None
    written = [found for line in lines for found in _EPSILON.findall(line)]
    epsilons = [_KERAS_EPSILON if each.endswith(")") else float(each) for each in written]
    epsilon = max((each for each in epsilons if each <= _LARGEST_EPSILON), default=0.0)
    reductions = {found for each in code.returned if (found := code.reduction(each))}
    reduction = code.default_reduction or (reductions.pop() if len(reductions) == 1 else None)
    shares = tuple(each for each in code.defaults.values() if isinstance(each, float) and 1e-3 < each < 1)
    form = "logits" if code.exponentials else "probs" if code.logs else None
    criteria: tuple[str, ...] = ()
    order = code.order()
    if inner:
        reduction = reduction or (None if reductions else inner.reduction)
        form = form if inner.form == "log-probs" and form else inner.form
        criteria = inner.criteria
    elif code.quotient:
        form, criteria, order = "probs", ("kl",), code.quotient
    elif code.has_complement:
        criteria = ("bce-logits",) if code.exponentials else ("bce",)
    elif code.logs and not code.exponentials:  # −Σ y · ln p, without the other class of a binary loss
        criteria = ("ce",)
    return OwnLoss(criteria, order, form, reduction, epsilon, shares)
