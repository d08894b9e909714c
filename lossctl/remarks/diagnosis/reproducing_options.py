"""The options that make of the problem asked another one."""

import re
import shlex

import numpy as np

from lossctl.problem import Problem
from lossctl.settings import flag_of, options

LITERAL = 20  # numbers of an array that an option can hold


def reproducing(asked: Problem, changed: Problem) -> str | None:
    """The options to type behind the command as it was, so that it answers the changed problem; None where none do."""
    if changed.loss is not asked.loss:
        return None
    typed: list[str] = []
    for name in ("input", "target", *sorted(set(asked.arrays) | set(changed.arrays) - {"input", "target"})):
        one, other = asked.arrays.get(name), changed.arrays.get(name)
        if one is other or (one is not None and other is not None and np.array_equal(one, other, equal_nan=True)):
            continue
        literal = _literal(np.ones(one.shape) if other is None and one is not None else np.asarray(other))
        if name in ("input", "target") or literal is None:
            return None
        typed += [flag_of(name), literal]
    for name in options(type(asked.settings)):
        value = getattr(changed.settings, name)
        if value != getattr(asked.settings, name):
            if value is None:
                return None
            typed += [flag_of(name), str(value).removesuffix(".0")]
    return shlex.join(typed) if typed else None


def _literal(values: np.ndarray) -> str | None:
    if values.size > LITERAL or not np.isfinite(values).all():
        return None
    text = re.sub(r"\.0\b| ", "", str(values.tolist()))
    return text.strip("[]") if values.ndim < 2 else text
