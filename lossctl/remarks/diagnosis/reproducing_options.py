"""The options that, added to a command, make it ask another problem."""

import re
import shlex

import numpy as np

from lossctl.option import flag_of, options
from lossctl.problem import Problem

LITERAL = 20  # the most numbers that are written out as the value of an option


def reproducing(asked: Problem, changed: Problem) -> str | None:
    """The options to type after the command that asked, so that it answers the changed problem; None if none do."""
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
    """An array as it is typed; None if it is too long or not finite."""
    if values.size > LITERAL or not np.isfinite(values).all():
        return None
    text = re.sub(r"\.0\b| ", "", str(values.tolist()))
    return text.strip("[]") if values.ndim < 2 else text
