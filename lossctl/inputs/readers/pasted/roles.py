"""Which array of a paste is the input and which the target where no call tells: by names, by kind and shape."""

import shlex
from collections.abc import Iterable, Sequence

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.array_names import form_of, listed
from lossctl.inputs.document import Array
from lossctl.inputs.hints import NO_HINTS, Hints
from lossctl.inputs.members.fitting_shapes import fits
from lossctl.inputs.readers.pasted import pasted_labels
from lossctl.inputs.readers.pasted.code.derived_arrays import without_derived
from lossctl.inputs.readers.pasted.code.named import Named
from lossctl.inputs.readers.pasted.losses.call_order import Shaped, is_target_of, order_by_kind, pair_of
from lossctl.inputs.readers.pasted.losses.loss_call import LossCall

_MOST = 100  # arrays without a name: of more than these nobody means two


def choose_by_names(named: Sequence[Named], hints: Hints) -> tuple[list[Named], list[Named]]:
    """The arrays that could be the input, and those that could be the target, without what does not fit."""
    nameless = [each for each in named if not each.label]
    named = named if len(nameless) < _MOST else _without(list(named)[:_MOST], nameless)
    arrays = without_derived(_without_repeats([each for each in named if each.array.size or each.array.ndim]), hints)
    rest = [each for each in _of_role(arrays, None) if each.array.ndim and not each.is_shape]
    inputs, targets = _with_y(_of_role(arrays, "input"), _of_role(arrays, "target"), rest)
    inputs = [each for each in inputs if not each.is_shape] or inputs
    if not targets:
        targets = [each for each in inputs if any(is_target_of(each.array, other.array) for other in inputs)]
        inputs = _without(inputs, targets)
    inputs = _of_wanted_form(inputs, hints)
    if not inputs and targets:
        inputs = [each for each in rest if any(_fit(each, target, hints) for target in targets)]
    if not targets and inputs:
        targets = [each for each in rest if any(_fit(each_input, each, hints) for each_input in inputs)]
    if not inputs and not targets:
        return _by_kind(rest)
    return _that_fit(inputs, targets, hints)


def _of_role(arrays: Sequence[Named], role: str | None) -> list[Named]:
    return [each for each in arrays if pasted_labels.role(each.label, each.array.ndim) == role]


def _with_y(inputs: list[Named], targets: list[Named], rest: list[Named]) -> tuple[list[Named], list[Named]]:
    """`y` is a target; but beside another target or `t` it is the input, where no other array is called one."""
    called_y = [each for each in targets if each.label.casefold() == "y"]
    others = _without(targets, called_y)
    if called_y and others:
        return inputs or called_y, others
    called_t = [each for each in rest if each.label.casefold() == "t"]
    return (called_y, called_t[-1:]) if called_y and called_t and not inputs else (inputs, targets)


def has_both_names(named: Sequence[Named]) -> bool:
    """Whether one of these is called an input and one a target."""
    return {"input", "target"} <= {pasted_labels.role(each.label, each.array.ndim) for each in named}


def has_pair(calls: Iterable[LossCall], named: Sequence[Named]) -> bool:
    """Whether a call or the names tell an input and a target."""
    return any(map(pair_of, calls)) or all(choose_by_names(named, NO_HINTS))


def nearest_pairs(above: Sequence[Named]) -> list[tuple[Named, Named]]:
    """The last target of these arrays with each input that fits it, by their names."""
    inputs, targets = choose_by_names(above, NO_HINTS)
    return [(each, targets[-1]) for each in inputs if targets and _fit(each, targets[-1], NO_HINTS)]


def _of_wanted_form(inputs: list[Named], hints: Hints) -> list[Named]:
    """Of several, those that hold what the command takes, by their names and values; logits if it takes any."""
    if len(inputs) < 2:
        return inputs
    wanted = hints.form or ("logits" if hints.compares in ("classes", "distributions") else None)
    said = [each for each in inputs if wanted and form_of(each.label) == wanted]
    if wanted == "probs" and not said:
        said = [each for each in inputs if ((each.array >= 0) & (each.array <= 1)).all()]
    return said or [each for each in inputs if not wanted or form_of(each.label) in (None, wanted)] or inputs


def _without(named: list[Named], others: list[Named]) -> list[Named]:
    """Those that are none of the others: by identity, since arrays compare by element."""
    return [each for each in named if all(each is not other for other in others)]


def _by_kind(rest: list[Named]) -> tuple[list[Named], list[Named]]:
    """Two arrays without names of which only one can be the input of the other."""
    pairs = [(a, b) for a in rest for b in rest if a is not b and order_by_kind(a.array, b.array)]
    return ([pairs[0][0]], [pairs[0][1]]) if len(pairs) == 1 else ([], [])


def _that_fit(inputs: list[Named], targets: list[Named], hints: Hints) -> tuple[list[Named], list[Named]]:
    if len(inputs) + len(targets) < 3:
        return inputs, targets
    pairs = [(a, b) for a in inputs for b in targets if _fit(a, b, hints)]
    if not pairs:
        return inputs, targets
    fitting = {id(each) for pair in pairs for each in pair}
    return [a for a in inputs if id(a) in fitting], [b for b in targets if id(b) in fitting]


def _fit(input: Named, target: Named, hints: Hints) -> bool:
    return fits(Shaped(input.array), Shaped(target.array), hints.compares)


def _without_repeats(named: Sequence[Named]) -> list[Named]:
    """Each array once: a second print of the same numbers is left out."""
    kept: list[Named] = []
    for each in named:
        if each.is_shape and any(other.label == each.label for other in named if other is not each):
            continue
        if not any(other.label == each.label and same_numbers(other.array, each.array) for other in kept):
            kept.append(each)
    return kept


def same_numbers(one: Array, other: Array) -> bool:
    """Whether these are prints of the same numbers, or of a code's numbers with fewer digits; of one, in any shape."""
    if one.size == other.size == 1:
        one, other = np.reshape(one, ()), np.reshape(other, ())
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-4, atol=6e-5, equal_nan=True)


def only_one(fit: Sequence[Named], role: str, others: Sequence[Named]) -> Named:
    """The one array that fits; InputError where several do: it names them, and says how to pick."""
    first = fit[0]
    differing = [each for each in fit[1:] if not same_numbers(each.array, first.array)]
    again = next((each for each in differing if each.label == first.label), None)
    if again:
        raise InputError(f"a second {again.label}, and not the same numbers", *again.where, remedy="keep one of them")
    if differing:
        shown = listed([f"{each.label} {each.array.shape}" for each in fit])
        other = next((each.label for each in others), "")
        names = (first.label, other) if role == "input" else (other, first.label)
        raise InputError(f"{shown} could each be the {role}", remedy=f"say which: {how_to_pick(names)}")
    return first


def how_to_pick(names: Sequence[str]) -> str:
    """`FILE:a FILE:b (of standard input: -:a -:b)`."""
    of_file, piped = (" ".join(shlex.quote(f"{source}:{name}") for name in names if name) for source in ("FILE", "-"))
    return f"{of_file} (of standard input: {piped})"
