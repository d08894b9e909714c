"""Input and target that were exchanged, or several labels in a row of classes: no errors, but plausible wrong numbers.

Keras, scikit-learn and Theano take the target first. They are `suggestions` like those beside them.
"""

import numpy as np

from lossctl.engine.scan import ask
from lossctl.remarks import guesses
from lossctl.remarks.asked import Asked, Suggestion
from lossctl.sums.arrays import Array
from lossctl.sums.block import Samples

SUM_TOLERANCE = 1e-3  # rows printed with four digits still sum to 1 within this
FORMS = ("probs", "log-probs", "logits")


def exchanged(asked: Asked) -> Suggestion | None:
    problem = asked.problem
    if problem.settings.target_from != "probs" or problem.settings.from_ == "log-probs":
        return None
    if asked.criterion.name == "bce" and "clamped" not in asked.result.tally.marks:  # as a hard input must be
        return None
    if not looks_exchanged(asked.samples):
        return None
    from lossctl.losses.typed_call import INPUT, TARGET, is_pattern, typed_call

    other = problem.given(input=problem.arrays["target"], target=problem.arrays["input"])
    option = ""
    if "from_" in asked.criterion.options:
        form = _form_of_target(asked.samples)
        other = other.but(from_=form)
        option = "" if form == "logits" == problem.settings.from_ else f" --from {form}"
    call = typed_call(problem, asked.criterion.name, option, input=TARGET, target=INPUT)
    order = ", as the input comes first," if is_pattern(call) else ""
    sentence = f"the two look swapped, as only the target has fractions: {_plain(call)}{order} gives {{}}"
    return Suggestion(ask(other, asked.map), sentence)


def several_labels(asked: Asked) -> Suggestion | None:
    problem, samples = asked.problem, asked.samples
    if asked.criterion.name != "ce" or samples.indexed or samples.count < 2 or problem.settings.from_ == "log-probs":
        return None
    if "target off 1" not in asked.result.tally.marks or not guesses.target_has_several_ones(samples):
        return None
    from lossctl.losses.typed_call import typed_call
    from lossctl.remarks.diagnosis.variant import with_loss

    name = "bce" if problem.settings.from_ == "probs" else "bce-logits"
    call = _plain(typed_call(problem, name))
    sentence = f"some rows of the target hold several ones; for several labels a sample, {call} gives {{}}"
    return Suggestion(ask(with_loss(problem.without("weight"), name), asked.map), sentence)


def looks_exchanged(samples: Samples) -> bool:
    """Whether the input holds hard targets, and most of the target, sample by sample, holds fractions.

    Hard are rows with a single 1 among zeros, or elements that are 0 or 1, both of which occur.
    """
    if samples.indexed or (samples.classes is not None and (samples.class_axis is None or samples.classes < 2)):
        return False
    count = fractions = 0
    seen: set[float] = set()
    for block in guesses.counted(samples):
        hard = (block.input == 0) | (block.input == 1)
        if not hard.all() or (samples.classes and not (block.input.sum(axis=-1) == 1).all()):
            return False
        odd = np.isfinite(block.target) & (np.floor(block.target) != block.target)
        count += len(block.target)
        fractions += int((odd.any(axis=-1) if samples.classes else odd).sum())
        seen |= {0.0, 1.0} if samples.classes and len(block.input) else {*np.unique(block.input).tolist()}
    return len(seen) == 2 and fractions * 2 >= count


def _form_of_target(samples: Samples) -> str:
    """What the rows of the target hold, if they are the predictions."""
    fits = {*FORMS}
    for block in guesses.counted(samples):
        y = block.target
        if not ((y >= 0) & (y <= 1)).all() or not _sum_to_1(y):
            fits.discard("probs")
        with np.errstate(over="ignore"):
            if not (y <= 0).all() or not _sum_to_1(np.exp(y)):
                fits.discard("log-probs")
    return next(form for form in FORMS if form in fits)


def _sum_to_1(rows: Array) -> bool:
    return bool((np.abs(rows.sum(axis=-1) - 1) <= SUM_TOLERANCE).all())


def _plain(call: str) -> str:
    """A call in a sentence that is formatted with its number."""
    return call.replace("{", "{{").replace("}", "}}")
