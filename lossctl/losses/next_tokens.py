"""Sequences whose labels have a position more or less than the logits: which slices make each predict the next token.

A language model's logits at a position are for the token behind it. Labels that hold the whole text then have one
more than the logits of all tokens but the last; labels that were shifted already have one less than its logits.
"""

import numpy as np

from lossctl.losses.typed_call import Cut, Part, first_values, typed_call
from lossctl.problem import Problem
from lossctl.sums.arrays import Array

ALL = slice(None)
VOCABULARY = 25_000  # so many classes are tokens, where no axis of sequences says so


def next_tokens(problem: Problem) -> str:
    """The call with the slices that leave the positions that both have; '' where the arrays are no such sequences."""
    logits, labels = problem.arrays["input"], problem.arrays["target"]
    stated = problem.settings.class_axis
    axes = range(1, logits.ndim) if stated is None else (stated % logits.ndim,)
    calls = [
        call
        for classes in axes
        if (call := _call(problem, classes)) and _are_indices(first_values(labels), logits.shape[classes])
    ]
    return calls[0] if len(calls) == 1 else ""  # where two axes fit, neither is certain


def _call(problem: Problem, classes: int) -> str:
    """The call where this axis holds the classes, and the only other axis behind the batch's the positions."""
    logits, labels = problem.arrays["input"].shape, problem.arrays["target"].shape
    if classes == 0 or len(logits) not in (2, 3) or len(labels) != len(logits) - 1 or logits[:-2] != labels[:-1]:
        return ""
    if len(logits) == 2 and logits[1] < VOCABULARY:
        return ""
    time = 0 if len(logits) == 2 else 3 - classes
    more = labels[-1] - logits[time]
    if abs(more) != 1 or min(labels[-1], logits[time]) < 1:
        return ""
    options = "" if classes == 1 else " --class-axis -1"
    if more == 1:
        call = typed_call(problem, "ce", options, target=Part("target", _along(len(labels) - 1, slice(1, None))))
        return call and f"the labels have one position more; for logits that predict the next token: {call}"
    call = typed_call(problem, "ce", options, input=Part("input", _along(time, slice(None, -1))))
    return call and f"the labels have one position less; if they are the next tokens: {call}"


def _along(axis: int, positions: slice) -> Cut:
    return (*[ALL] * axis, positions)


def _are_indices(values: Array, classes: int) -> bool:
    """Whether all are whole numbers below the number of classes; negative ones may be marks."""
    return bool(((np.floor(values) == values) & (values < classes)).all())
