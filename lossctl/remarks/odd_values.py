"""Other readings of values that are written otherwise than PyTorch expects: percentages, −1 for 0, marks, one column.

They are `suggestions` like those beside them.
"""

from lossctl.losses.checks import OUTSIDE, recoded, shown
from lossctl.losses.target_codes import codes_of_targets
from lossctl.remarks import guesses
from lossctl.remarks.asked import Asked, Suggestion


def percentages(asked: Asked) -> Suggestion | None:
    sides = guesses.sides_in_percent(asked.problem, asked.samples)
    if not sides:
        return None
    from lossctl.remarks.diagnosis.other_codes import percentages as by_100

    rows = " and the ".join(f"{side}'s rows" for side in sides)
    from_ = ", with --from probs," if "input" in sides else ""
    sentence = f"the {rows} sum to 100, like percentages; divided by 100{from_} they give {{}}"
    return Suggestion(asked.instead(by_100), sentence)


def two_codes(asked: Asked) -> Suggestion | None:
    if OUTSIDE not in asked.result.tally.marks or not (codes := codes_of_targets(asked.samples)):
        return None
    from lossctl.remarks.diagnosis.other_codes import two_codes as as_0_and_1

    low, high = codes
    codes_are = f"all targets are {shown(low)} or {shown(high)}"
    sentence = f"{codes_are}; with {recoded(low, high)}, as PyTorch expects, the loss is {{}}"
    return Suggestion(asked.instead(as_0_and_1), sentence)


def labels_from_one(asked: Asked) -> Suggestion | None:
    if asked.problem.class_names or not guesses.targets_are_one_class_high(asked.samples):
        return None
    from lossctl.remarks.diagnosis.target_slips import labels_from_one as less_1

    sentence = "no target is 0, and most inputs are largest one class before their target's: labels counted from 1?"
    return Suggestion(asked.instead(less_1), f"{sentence} With 1 subtracted from each the loss is {{}}")


def mark_for_nothing(asked: Asked) -> Suggestion | None:
    problem = asked.problem
    if OUTSIDE not in asked.result.tally.marks or "ignore_index" not in problem.loss.criterion.options:
        return None
    if asked.samples.classes is not None or codes_of_targets(asked.samples):
        return None
    from lossctl.remarks.diagnosis.other_codes import mark_ignored

    mark = guesses.mark_among_unstated(problem, asked.samples)
    sentence = f"if {mark} marks targets to leave out, --ignore-index {mark} gives {{}}"
    return Suggestion(asked.instead(mark_ignored), sentence)


def samples_as_classes(asked: Asked) -> Suggestion | None:
    if "class_axis" in asked.stated or not guesses.classes_may_be_samples(asked.problem, asked.samples):
        return None
    from lossctl.remarks.diagnosis.other_codes import samples_for_classes

    count, other = asked.samples.classes, guesses.loss_of_elements(asked.samples)
    one = f"the input is read as one sample of {count} classes, with probabilities as its target"
    return Suggestion(asked.instead(samples_for_classes), f"{one}; for {count} samples, lossctl {other} gives {{}}")
