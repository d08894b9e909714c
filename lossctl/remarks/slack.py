"""How far a loss in a paste may be off beside the rules of --expect: by the digits of its arrays, or an epsilon."""

import re
from dataclasses import replace
from typing import Any

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
    digits = len(re.sub(r"e.*|\D", "", loss.written).lstrip("0")) if loss.array is None else 9
    if digits > 9 and _has_digits_of_numpy(input_):
        allowed = np.maximum(allowed, _open_by_digits(input_, problem))
    if loss.epsilon:
        rows = input_.shape[0] if problem.settings.reduction == "sum" else 1
        slack = rows * loss.epsilon / input_[input_ > 0].min(initial=1.0)
        if slack > _MOST_SLACK * np.abs(value).max(initial=1.0):
            raise InputError(f"{loss.epsilon:g} within its logarithm may change it by up to {slack:.2g}")
        allowed = allowed + slack
    return replace(expected, allowed=allowed if np.ndim(value) else float(allowed))


def _has_digits_of_numpy(input: Any) -> bool:
    """Whether its numbers have 8 decimals, to which NumPy's print rounds those of a float64."""
    return bool(np.isfinite(input).all() and input.size and _is_whole(input * 1e8) and not _is_whole(input * 1e7))


def _is_whole(array: Any) -> bool:
    return bool((np.abs(array - np.round(array)) <= 1e-6 * np.maximum(1.0, np.abs(array) * 1e-8)).all())


def _open_by_digits(input: Any, problem: Problem) -> float:
    """How far half a unit of the eighth decimal of each number of the input can move the loss."""
    count = input.size if problem.settings.reduction == "sum" else 1
    inside = input[(input > 0) & (input < 1)]
    is_log_taken = problem.loss.name == "bce" or problem.settings.from_ == "probs"
    steepest = 0.5 / min(inside.min(initial=1.0), 1 - inside.max(initial=0.0)) if is_log_taken else 1.0
    return float(count * min(1e-8 * steepest, 1e-6))
