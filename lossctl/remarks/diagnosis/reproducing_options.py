"""The options that, added to a command, make it ask another problem, and those to leave out of it."""

import re
import shlex
from typing import NamedTuple

import numpy as np

from lossctl.option import flag_of, options
from lossctl.problem import Problem
from lossctl.remarks.diagnosis.problem_kind import is_of_elements
from lossctl.sums.arrays import Array

LITERAL = 20  # the most numbers that are written out as the value of an option
DIGITS = 13  # of a number in an option: what float64 calculated is off in the last of its 17


class Reproduced(NamedTuple):
    """The options to type after the command that asked, and those of it to leave out."""

    options: str | None
    leave_out: tuple[str, ...] = ()


NOT_BY_OPTIONS = Reproduced(None)


def reproducing(asked: Problem, changed: Problem) -> Reproduced:
    """What to type so that the command answers the changed problem; NOT_BY_OPTIONS if none do, or nothing changed."""
    if changed.loss is not asked.loss:
        return NOT_BY_OPTIONS
    typed: list[str] = []
    left_out: list[str] = []
    for name in ("input", "target", *sorted(set(asked.arrays) | set(changed.arrays) - {"input", "target"})):
        one, other = asked.arrays.get(name), changed.arrays.get(name)
        if one is other or (one is not None and other is not None and np.array_equal(one, other, equal_nan=True)):
            continue
        weights = None if other is None else np.asarray(other)
        if name in ("input", "target"):
            return NOT_BY_OPTIONS
        if weights is None or (name != "sample_weight" and is_of_elements(asked) and (weights == 1).all()):
            left_out += [flag_of(name)] if one is not None else []
            continue
        literal = _literal(_fewest(weights) if name != "sample_weight" and is_of_elements(asked) else weights)
        if literal is None:
            return NOT_BY_OPTIONS
        typed += [flag_of(name), literal]
    for name in options(type(asked.settings)):
        value = getattr(changed.settings, name)
        if value != getattr(asked.settings, name):
            if value is None:
                return NOT_BY_OPTIONS
            typed += [flag_of(name), str(value).removesuffix(".0")]
    return Reproduced(shlex.join(typed) if typed else None, tuple(left_out))


def _fewest(weights: Array) -> Array:
    """The same weights without axes along which they are all alike: they are broadcast over the input."""
    while weights.ndim and (weights == weights[:1]).all() and weights.size:
        weights = weights[0]
    for axis in range(1, weights.ndim):
        first = np.take(weights, [0], axis)
        weights = first if (weights == first).all() else weights
    return weights


def _literal(values: Array) -> str | None:
    """An array as it is typed; None if it is too long or not finite."""
    if values.size > LITERAL or not np.isfinite(values).all():
        return None
    if not values.ndim:
        return _written(values)
    text = re.sub(r"'| ", "", str(np.vectorize(_written, otypes=[object])(values).tolist()))
    return text.strip("[]") if values.ndim < 2 else text


def _written(value: Array) -> str:
    return f"{float(value):.{DIGITS}g}"
