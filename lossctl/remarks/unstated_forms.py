"""What the input, or kl's target, holds where nobody said so: rows that look like another form than the default.

They are `suggestions` like those beside them.
"""

import numpy as np

from lossctl.engine.scan import ask
from lossctl.losses.checks import OUTSIDE
from lossctl.remarks import guesses
from lossctl.remarks.asked import Asked, Suggestion
from lossctl.remarks.exchanged import looks_exchanged


def probabilities_as_logits(asked: Asked) -> Suggestion | None:
    problem, settings = asked.problem, asked.problem.settings
    if "from_" not in problem.loss.criterion.options or settings.from_ != "logits" or "from_" in asked.stated:
        return None
    if (asked.samples.classes or 0) < 2 or settings.temperature != 1:
        return None
    if not guesses.rows_look_like_probabilities(asked.samples) or looks_exchanged(asked.samples):
        return None
    from lossctl.remarks.diagnosis.input_form import probabilities_as_given

    sentence = "the input, rows of 0 to 1 that sum to 1, looks like probabilities; --from probs gives {}"
    given = asked.instead(probabilities_as_given)
    if given is not None and np.isnan(given) and not asked.samples.indexed:
        sentence += ", as 0 · ln 0 is in PyTorch"
        if problem.loss.name == "ce" and guesses.target_looks_one_hot(asked.samples):
            sentence += _with_indices(asked)
    return Suggestion(given, sentence, is_told_if_infinite=True)


def _with_indices(asked: Asked) -> str:
    """What probabilities give beside class indices in place of the one-hot target; '' where that is NaN, too."""
    from lossctl.remarks.diagnosis.target_slips import one_hot_for_indices

    others = one_hot_for_indices(asked.problem.but(from_="probs"))
    value = next((ask(variant.problem, asked.map) for variant in others), np.nan)
    given = "infinity" if np.isinf(value) else f"{value:.6g}"
    return "" if np.isnan(value) else f"; with class indices for the one-hot target, it gives {given}"


def target_no_probabilities(asked: Asked) -> Suggestion | None:
    """The target of kl holds numbers outside [0, 1] whose rows do not sum to 1, though nobody said what it holds."""
    problem, marks = asked.problem, asked.result.tally.marks
    if "target_from" not in problem.loss.criterion.options or "target_from" in asked.stated:
        return None
    if problem.settings.target_from != "probs" or OUTSIDE not in marks or "target off 1" not in marks:
        return None
    if (asked.samples.classes or 0) < 2 or "target" in guesses.sides_in_percent(problem, asked.samples):
        return None
    form = "log-probs" if guesses.target_looks_like_log_probabilities(asked.samples) else "logits"
    sentence = f"if the target holds {form.replace('-probs', '-probabilities')}, --target-from {form} gives {{}}"
    return Suggestion(ask(problem.but(target_from=form), asked.map), sentence)
