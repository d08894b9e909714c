"""The problem as a call in a paste asks it: with the arrays and the settings of that call."""

from dataclasses import replace
from typing import Any

import numpy as np

from lossctl.inputs.members.fitting_shapes import index_of_ones
from lossctl.inputs.printed_loss import PrintedLoss
from lossctl.problem import Problem

_ALWAYS_OF_THE_CALL = frozenset(("reduction", "from_", "target_from", "temperature"))


def as_called(problem: Problem, loss: PrintedLoss) -> Problem:
    """The problem with the arrays and the settings of the call, beside those that the user states."""
    settings, options = problem.settings, problem.loss.criterion.options
    changes: Any = {
        name: value
        for name, value in ({**loss.unless_stated, **loss.settings}).items()
        if name in options and (name not in settings.stated or (name in _ALWAYS_OF_THE_CALL and name in loss.settings))
    }
    arrays = {name: array for name, array in loss.arrays.items() if name in ("input", "target", *options)}
    for name, array in arrays.items():
        problem = problem.without(name) if array is None else problem.given(**{name: array})
    if problem.loss.name == "bce-logits" and "bce" in loss.criteria and "input" in arrays:
        values = np.asarray(arrays["input"], dtype=np.float64)
        if ((values >= 0) & (values <= 1)).all():
            problem = problem.given(input=_logits(values))
    asked = replace(problem, settings=replace(problem.settings, **changes))
    return _with_indices(asked) if problem.loss.name == "ce" and asked.settings.from_ == "probs" else asked


def _with_indices(problem: Problem) -> Problem:
    """A one-hot target as indices: what is NaN for PyTorch, 0 · log 0, is 0 for Keras and for a calculation by hand."""
    probabilities, target = (np.asarray(problem.arrays[name]) for name in ("input", "target"))
    has_zeros = probabilities.shape == target.shape and not (probabilities > 0).all()
    indices = index_of_ones(target) if has_zeros else None
    return problem if indices is None else problem.given(target=np.asarray(indices))


def _logits(probabilities: Any) -> Any:
    """What the sigmoid made these of."""
    with np.errstate(divide="ignore"):
        return np.log(probabilities) - np.log1p(-probabilities)
