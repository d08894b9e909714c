"""Which of several arrays of a container is the input and which the target: by name, shape and values.

Pure functions over candidates: a container of any format describes its members, and is told the names to take.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.array_names import listed
from lossctl.inputs.hints import Hints
from lossctl.inputs.members.candidate import Candidate, has_fractions, same_classes, without_repeats
from lossctl.inputs.members.fitting_shapes import fits
from lossctl.inputs.members.member_names import is_teacher

Pair = tuple[Candidate, Candidate]


class Choice(NamedTuple):
    """The input and the target, and the names of other arrays that could be the input as well."""

    input: Candidate | None
    target: Candidate | None
    others: tuple[str, ...] = ()


def choose(inputs: Sequence[Candidate], targets: Sequence[Candidate], hints: Hints) -> Choice:
    """The one pair that names, shapes and values allow; raises where several remain.

    Where no pair fits, one candidate for a role is taken all the same: the loss says what is wrong with its shape.
    """
    fitting = _pairs(inputs, targets, hints)
    pairs = _of_one_part(fitting)
    if not pairs:
        chosen, others = _one_input(_of_wanted_form(inputs, hints), None)
        return Choice(chosen, _one_target(targets, None), others)
    chosen, others = _one_input(_unique([i for i, _ in pairs]), pairs[0][1])
    left_out = _unique([i for i, _ in fitting if all(i is not one for one, _ in pairs)])
    others = (*others, *(each.name for each in left_out))
    return Choice(chosen, _one_target([t for i, t in pairs if i is chosen], chosen), others)


def choose_one(role: str, inputs: Sequence[Candidate], targets: Sequence[Candidate], hints: Hints) -> Choice:
    """As `choose`, where only the array of this role is wanted: the others only help to find it."""
    pairs = _pairs(inputs, targets, hints)
    if role == "input":
        chosen, others = _one_input(_unique([i for i, _ in pairs]) or _of_wanted_form(inputs, hints), None)
        return Choice(chosen, None, others)
    return Choice(None, _one_target(_unique([t for _, t in pairs]) or targets, pairs[0][0] if pairs else None))


def fits_in_order(first: Candidate, second: Candidate, hints: Hints) -> bool:
    """Whether the first is the input and the second the target, or only the other way round; raises if neither is."""
    straight, turned = (fits(*pair, hints.compares) for pair in ((first, second), (second, first)))
    if not straight and not turned:
        shown = f"{first.name} {first.shape} and {second.name} {second.shape}"
        raise InputError(f"{shown} do not fit as input and target", remedy=_pick(first, second))
    return straight and not (turned and has_fractions(second) and not has_fractions(first))


def _pairs(inputs: Sequence[Candidate], targets: Sequence[Candidate], hints: Hints) -> list[Pair]:
    """All pairs that fit, with the inputs of the wanted form; all that there are if none fits or there is only one."""
    pairs = [(i, t) for i in inputs for t in _of_wanted_kind(targets, hints)]
    if len(pairs) > 1:
        pairs = [(i, t) for i, t in pairs if fits(i, t, hints.compares)] or pairs
    wanted = _of_wanted_form(_unique([i for i, _ in pairs]), hints)
    return [(i, t) for i, t in pairs if any(i is each for each in wanted)]


def _of_wanted_form(inputs: Sequence[Candidate], hints: Hints) -> Sequence[Candidate]:
    """Those whose name says what --from says, or else does not say something else."""
    wanted = hints.form
    if wanted is None:
        return inputs
    said = [each for each in inputs if each.known.form == wanted]
    return said or [each for each in inputs if each.known.form is None] or inputs


def _of_wanted_kind(targets: Sequence[Candidate], hints: Hints) -> Sequence[Candidate]:
    """For kl a teacher's numbers, if there are any; for the other losses those of no teacher."""
    teachers = [each for each in targets if is_teacher(each.name)]
    others = [each for each in targets if not is_teacher(each.name)]
    return (teachers or others) if hints.compares == "distributions" else (others or teachers)


def _of_one_part(pairs: list[Pair]) -> list[Pair]:
    """The pairs of one part of the data: `val_logits` with `val_labels`. A name without a part fits every part."""
    if not pairs:
        return pairs
    alike = [(i, t) for i, t in pairs if i.known.part == t.known.part]
    alike = alike or [(i, t) for i, t in pairs if _may_belong(i.known.part, t.known.part)]
    if not alike:
        names = listed(list(dict.fromkeys(each.name for pair in pairs for each in pair)))
        raise InputError(f"{names} are of different parts of the data", remedy=_pick(*pairs[0]))
    whole = [(i, t) for i, t in alike if not any((*i.known.part, *t.known.part))]
    return whole or alike


def _may_belong(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return all(a == b or not a or not b for a, b in zip(one, other, strict=True))


def _one_input(inputs: Sequence[Candidate], target: Candidate | None) -> tuple[Candidate | None, tuple[str, ...]]:
    """The input, and what else could be it: a name that says its form stands for those that hold the same in another.

    Whole numbers under a name like `pred` are predicted classes where another candidate has fractions.
    """
    if len(inputs) > 1 and any(has_fractions(each) for each in inputs):
        inputs = [each for each in inputs if each.known.form or has_fractions(each)]
    inputs = without_repeats(inputs)
    if len(inputs) < 2:
        return (inputs[0] if inputs else None), ()
    first, *others = sorted(inputs, key=_preference)
    doubted = any(each.known.listed and not first.known.listed for each in others)
    if doubted or first.known.form is None or any(_says_the_same(each, first) for each in others):
        raise _several(inputs, "input", first, target)
    return first, tuple(each.name for each in others)


def _preference(each: Candidate) -> tuple[object, ...]:
    """A name that says its form comes before one that does not; of two that say the same, one of the common list."""
    return (each.known.form is None, not each.known.listed, each.known.rank)


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    return one.known.form == other.known.form and one.known.listed == other.known.listed


def _one_target(targets: Sequence[Candidate], chosen: Candidate | None) -> Candidate | None:
    """The target. Class indices stand for the ones and zeros, and for the words, of the same classes."""
    targets = without_repeats(targets)
    if len(targets) > 1 and not all(each.words for each in targets):
        targets = [each for each in targets if not each.words]
    if len(targets) > 1 and chosen is not None:
        indices = [each for each in targets if each.shape != chosen.shape]
        ones = [each for each in targets if each.shape == chosen.shape]
        if len(indices) == 1 and all(same_classes(indices[0], each) for each in ones):
            return indices[0]
    if len(targets) > 1:
        raise _several(targets, "target", chosen, targets[0])
    return targets[0] if targets else None


def _unique(candidates: Sequence[Candidate]) -> list[Candidate]:
    return list({each.name: each for each in candidates}.values())


def _several(candidates: Sequence[Candidate], role: str, *pair: Candidate | None) -> InputError:
    shown = listed([f"{each.name} {each.shape}" for each in candidates])
    return InputError(f"{shown} could each be the {role}", remedy=_pick(*pair))


def _pick(*pair: Candidate | None) -> str:
    return "say which: " + " ".join(f"FILE:{each.name}" for each in pair if each)
