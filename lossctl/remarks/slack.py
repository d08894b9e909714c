"""How far a loss in a paste may be off beside the rules of --expect: by the digits of its arrays, or an epsilon."""

from dataclasses import replace

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.printed_loss import PrintedLoss
from lossctl.problem import Problem
from lossctl.remarks.expected import Expected

_MOST_SLACK = 1e-3  # of the loss: an epsilon that can change more says too little


def with_slack(expected: Expected, loss: PrintedLoss, problem: Problem) -> Expected:
    """Room for the digits of each number of an array, for those of the input, and for an epsilon in the logarithm."""
    allowed = expected.allowed if loss.units is None else np.maximum(expected.allowed, loss.units)
    value, input_ = np.asarray(expected.value), np.asarray(problem.arrays["input"], dtype=np.float64)
    if loss.epsilon:
        rows = input_.shape[0] if problem.settings.reduction == "sum" else 1
        slack = rows * loss.epsilon / input_[input_ > 0].min(initial=1.0)
        if slack > _MOST_SLACK * np.abs(value).max(initial=1.0):
            raise InputError(f"{loss.epsilon:g} within its logarithm may change it by up to {slack:.2g}")
        allowed = allowed + slack
    return replace(expected, allowed=allowed if np.ndim(value) else float(allowed))
