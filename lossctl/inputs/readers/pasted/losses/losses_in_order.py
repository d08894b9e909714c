"""To which call or arrays each printed loss of a paste belongs: it may show several examples."""

from collections.abc import Sequence

import numpy as np

from lossctl.inputs.document import Array
from lossctl.inputs.hints import NO_HINTS
from lossctl.inputs.members.fitting_shapes import index_of_ones
from lossctl.inputs.printed_loss import PrintedLoss
from lossctl.inputs.readers.pasted import roles
from lossctl.inputs.readers.pasted.code.named import Named, Printed
from lossctl.inputs.readers.pasted.losses.call_order import pair_of
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall
from lossctl.inputs.readers.pasted.losses.printed_losses import printed_loss


def losses_in_order(
    losses: Sequence[Printed], calls: Sequence[LossCall], named: Sequence[Named]
) -> tuple[PrintedLoss, ...]:
    """Each loss with the call that printed it, with the only call of the paste, or with the arrays above it."""
    only = calls[0] if len(calls) == 1 else None
    if _shows_several_examples(calls, named):
        found = [printed_loss(each, only) if each.call else _in_its_example(each, only) for each in losses]
    else:
        found = [printed_loss(each, only) for each in losses]
    if not roles.has_both_names(named):
        found = [_without_arrays(each, loss) for each, loss in zip(losses, found, strict=True)]
    return tuple(found)


def _shows_several_examples(calls: Sequence[LossCall], named: Sequence[Named]) -> bool:
    """Whether there is more than one target, by the calls and the names."""
    pairs = (pair_of(call) for call in calls)
    targets = [pair.target.unchanged.array for pair in pairs if pair]
    targets += [each.array for each in roles.choose_by_names(named, NO_HINTS)[1]]
    indices = [_as_indices(each) for each in targets]
    return any(not roles.same_numbers(each, indices[0]) for each in indices)


def _as_indices(target: Array) -> Array:
    """One-hot rows as the indices that they stand for: both are one target."""
    found = index_of_ones(np.asarray(target))
    return np.asarray(target if found is None else found)


def _in_its_example(printed: Printed, only: LossCall | None) -> PrintedLoss:
    """A loss that no call explains, in one of several examples: the arrays above it are its own."""
    loss = printed_loss(printed, None)
    pairs = roles.nearest_pairs(printed.above)
    if loss.fault or len(pairs) == 1:
        return loss._replace(arrays={"input": pairs[0][0].array, "target": pairs[0][1].array} if pairs else {})
    if only and printed.calls_above and not pairs:
        return printed_loss(printed, only)
    return loss._replace(fault="nothing tells to which of the arrays it belongs")


def _without_arrays(printed: Printed, loss: PrintedLoss) -> PrintedLoss:
    """A loss whose call names arrays that the paste does not show, where no others are called input and target."""
    if printed.call is None or not printed.call.arguments or loss.arrays or loss.fault:
        return loss
    return loss._replace(fault="the paste does not show the arrays of its call")
