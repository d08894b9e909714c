"""Which argument of a loss is the input and which the target: by keywords, names, kind and shape, and the function."""

import re
from typing import NamedTuple

import numpy as np

from lossctl.inputs.array_names import form_of
from lossctl.inputs.document import Array
from lossctl.inputs.hints import Hints
from lossctl.inputs.members.fitting_shapes import fits
from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.code.evaluated import Computed
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall


class Pair(NamedTuple):
    input: Computed
    target: Computed


class Shaped(NamedTuple):
    """An array as `fits` looks at it."""

    values: Array
    words: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape


_CHANGED_TO = (("log-probs", re.compile(r"log_softmax|\blog\b|logsigmoid")), ("probs", re.compile(r"softmax|sigmoid")))


def form_by_changes(computed: Computed) -> str | None:
    """What the last operation made of the numbers, in the words of --from; None of what nothing changed."""
    last = computed.changes[-1] if computed.changes else ""
    return next((form for form, words in _CHANGED_TO if words.search(last)), None)


def form_by_call(call: LossCall, input: Computed, hints: Hints) -> str | None:
    """What the call takes its input for, if the user does not say it and its name says something else, or nothing.

    A library's function rules over a name; a name tells as much as a function of the paste's own without its code. What
    cannot be so, positive scores for `nll_loss`, is a slip, and no form.
    """
    if hints.form or hints.compares == "elements" or call.form in (None, form_of(input.name) or "logits"):
        return None
    if call.function.own and not call.function.is_defined:
        return None
    lowest, highest = {"probs": (0, 1), "log-probs": (-np.inf, 0)}.get(call.form or "", (-np.inf, np.inf))
    return call.form if ((input.array >= lowest) & (input.array <= highest)).all() else None


def command_of(hints: Hints) -> str | None:
    """The command that asks, None where any may."""
    if hints.compares == "elements":
        return "bce" if hints.form == "probs" else "bce-logits"
    return {"classes": "ce", "distributions": "kl"}.get(hints.compares or "")


def suits(call: LossCall, command: str | None) -> bool:
    """Whether the command can calculate what was called; a function that is not known may calculate anything."""
    criteria = call.function.criteria
    if command is None or not criteria or command in criteria:
        return True
    return (
        command == "bce-logits"
        and "bce" in criteria
        and any(each is not None and each.changes for each in (*call.arguments, *call.named.values()))
    )


def pair_of(call: LossCall) -> Pair | None:
    """The input and the target of a call; None where the paste does not show both, or nothing tells which is which."""
    pair = _pair_of(call)
    return pair._replace(target=with_classes(pair.target, call.labels)) if pair and call.labels else pair


def with_classes(target: Computed, labels: Computed) -> Computed:
    """The target as indices of scikit-learn's `labels=`, in the order in which they are written."""
    if not target.words and not labels.words:
        classes = labels.array.reshape(-1)
        is_index = target.array.ndim == 1 and classes.size > 1 and np.isin(target.array, classes).all()
        found = [classes.tolist().index(each) for each in target.array.tolist()] if is_index else target.array
        return target._replace(array=np.asarray(found))
    order = tuple(labels.words[at] for at in labels.array.tolist()) if labels.array.ndim else ()
    words = [target.words[at] for at in target.array.tolist()] if target.words and target.array.ndim else []
    if not words or not {*words} <= {*order}:
        return target
    return target._replace(array=np.array([order.index(word) for word in words]), words=order)


def _pair_of(call: LossCall) -> Pair | None:
    arguments = [*call.arguments]
    if call.named:
        found = dict(call.named)
        for role in ("input", "target"):
            if role not in found and arguments:
                found[role] = arguments.pop(0)
        given = found.get("input"), found.get("target")
        return Pair(*given) if given[0] and given[1] else None  # type: ignore[arg-type]
    if len(arguments) < 2:
        return None
    first, second = arguments[:2]
    if first is None or second is None:
        return None
    straight = _order(first, second, call)
    return None if straight is None else Pair(first, second) if straight else Pair(second, first)


def _order(first: Computed, second: Computed, call: LossCall) -> bool | None:
    """Whether the input comes first: by the names, by kind and shape, by what is known of the function."""
    said = [_said_role(each) for each in (first, second)]
    if "input" in said and said[0] != said[1]:
        return said[0] == "input"
    if "target" in said and said[0] != said[1]:
        return said[1] == "target"
    if (kind := order_by_kind(first.array, second.array)) is not None:
        return kind
    function = call.function
    if function.order and (function.is_defined or not function.own):
        return function.order == "it"
    names = (first.unchanged.name.casefold(), second.unchanged.name.casefold())
    if names in (("p", "q"), ("q", "p")):  # H(p, q) and KL(p || q): q is measured against p
        return names[0] == "q"
    if names in (("y", "t"), ("x", "y"), ("z", "y"), ("a", "y")):
        return True
    return function.order == "it" if function.order else None


def _said_role(each: Computed) -> str | None:
    name = each.unchanged.name or each.name
    return None if name.casefold() in ("", "y") else pasted_labels.role(name, 1)


def order_by_kind(first: Array, second: Array) -> bool | None:
    """Whether the first can only be the input of the second; None where neither or both can be."""
    straight, turned = is_target_of(second, first), is_target_of(first, second)
    return None if straight == turned else straight


def is_target_of(target: Array, input: Array) -> bool:
    """Whether it holds class indices of the input, or zeros and ones beside fractions."""
    if not input.ndim or not target.size or not np.isfinite(target).all():
        return False
    whole = bool((np.floor(target) == target).all())
    if target.shape == input.shape:
        return bool(np.isin(target, (0, 1)).all()) and not bool(np.isin(input, (0, 1)).all())
    return whole and fits(Shaped(input), Shaped(target), "classes")


def has_classes_first(input: Array, target: Array) -> bool:
    """Whether the columns of the target each name one class, and its rows do not: MATLAB and Julia print so."""
    if input.ndim != 2 or input.shape != target.shape or not np.isin(target, (0, 1)).all():
        return False
    return bool((target.sum(0) == 1).all() and not (target.sum(1) == 1).all())


def why_classes_first(call: LossCall, pair: Pair, compares: str | None) -> str:
    """Why the classes of the call's arrays are along their first axis, or '' where they are not.

    A library's functions say it; to those of posts the numbers may say it, where `compares` is classes.
    """
    function, input_, target = call.function, pair.input.array, pair.target.array
    if input_.ndim != 2:
        return ""
    if function.classes_first:
        return f"{call.name} has the classes along the first axis"
    is_known = bool(function.criteria) and not function.own
    if is_known or compares not in (None, "classes") or not has_classes_first(input_, target):
        return ""
    return f"the columns of {pair.target.name or 'the target'} sum to 1, its rows do not"
