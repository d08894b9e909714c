"""How a loss of the paste's own function may be meant: by its code, by its arrays, or by trial."""

import math
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

from lossctl.inputs.array_names import form_of
from lossctl.inputs.printed_loss import PrintedLoss
from lossctl.inputs.readers.pasted.losses.call_order import Pair, form_by_changes
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall

_WEIGHTS = ("weight", "pos_weight", "sample_weight")
_LARGEST_EPSILON = 1e-7  # that code adds within its logarithm and nobody sees in its result


class _Choice(NamedTuple):
    """Settings that may be those of the call, in words, what the loss is multiplied by, and whether it is `weighted`.

    A function of the paste's own that is given no weights may still use those of the paste.
    """

    settings: dict[str, Any]
    words: str = ""
    scale: float = 1.0
    weighted: bool = False


def with_own_readings(loss: PrintedLoss, call: LossCall, pair: Pair | None) -> PrintedLoss:
    """The loss as the function calculates it, with the other readings where the paste does not tell which it is.

    What it takes for its input shows in what the arrays were made of, its code, and the arrays' names, in this order.
    """
    settings, unless_stated = dict(loss.settings), dict(loss.unless_stated)
    form = settings.pop("from_", None)
    made = form_by_changes(pair.input) if pair else None
    if made and not (form == "logits" and call.function.is_defined):
        settings["from_"] = made
    elif said := form or (form_of(pair.input.name) if pair else None):
        unless_stated["from_"] = said
    unweighted = {} if pair is None or any(call.arrays.values()) else dict.fromkeys(_WEIGHTS)
    loss = loss._replace(settings=settings, unless_stated=unless_stated, arrays={**unweighted, **loss.arrays})
    known = {*settings, *unless_stated}
    forms = [_Choice({}), *([] if "from_" in known else _forms(pair))]
    if made == "probs" and not call.function.is_defined:
        forms.append(_Choice({"from_": "logits"}, "--from logits"))
    reductions = [_Choice({}), *([] if loss.array is not None else _reductions(call, pair, known))]
    smoothings = [_Choice({}), *([] if "label_smoothing" in known else _smoothings(call))]
    weights = [_Choice({}), *([_Choice({}, "the weights", weighted=True)] if unweighted else [])]
    units = [_Choice({}), _Choice({}, "the logarithm to base 2", 1 / math.log(2))]
    also = [
        _read_as(loss, choices, epsilon)
        for epsilon in ((0.0,) if call.function.is_defined else (0.0, _LARGEST_EPSILON))
        for choices in product(units, smoothings, weights, forms, reductions)
    ]
    return loss._replace(also=tuple(also[1:]))


def _forms(pair: Pair | None) -> Iterator[_Choice]:
    if pair and pair.input.array.size and ((pair.input.array >= 0) & (pair.input.array <= 1)).all():
        yield _Choice({"from_": "probs"}, "--from probs")


def _smoothings(call: LossCall) -> Iterator[_Choice]:
    """How much a function smooths the labels that does so by its name: what it is given, or its default."""
    if "smooth" in call.name.lower():
        given = [each for each in call.settings.values() if isinstance(each, float) and 0 < each < 1]
        for share in given or call.function.shares:
            yield _Choice({"label_smoothing": share}, f"--label-smoothing {share:g}")


def _reductions(call: LossCall, pair: Pair | None, known: set[str]) -> Iterator[_Choice]:
    """The other ways to make one number of the losses: a function's mean may be over other numbers than PyTorch's."""
    if "reduction" not in known:
        yield _Choice({"reduction": "mean"}, "--reduction mean")
        yield _Choice({"reduction": "sum"}, "--reduction sum")
    if pair and pair.input.array.ndim and pair.input.array.shape == pair.target.array.shape:
        size, rows = pair.input.array.size, pair.input.array.shape[0]
        if call.function.reduction in ("mean", None):
            yield _Choice({"reduction": "sum"}, f"the sum of the losses divided by all {size} numbers", 1 / size)
            yield _Choice({"reduction": "sum"}, f"the sum of the losses divided by the {rows} rows", 1 / rows)


def _read_as(loss: PrintedLoss, choices: tuple[_Choice, ...], epsilon: float) -> PrintedLoss:
    """The loss with these settings, and a note that tells them."""
    changes = {name: value for each in choices for name, value in each.settings.items()}
    scale = loss.scale
    for each in choices:
        scale *= each.scale
    settings = {name: value for name, value in loss.settings.items() if name not in changes}
    words = [each.words for each in choices if each.words]
    if epsilon:
        words.append(f"up to {epsilon:g} within the log")
    note = ", ".join([*([loss.note] if loss.note else []), *([f"judged with {' and '.join(words)}"] if words else [])])
    is_weighted = any(each.weighted for each in choices)
    return loss._replace(
        settings=settings,
        arrays={name: each for name, each in loss.arrays.items() if not (is_weighted and name in _WEIGHTS)},
        unless_stated={**loss.unless_stated, **changes},
        note=note,
        epsilon=max(epsilon, loss.epsilon),
        scale=scale,
    )
