"""Whether a result is what was expected, and where it is not, why."""

from dataclasses import replace
from typing import Any

import numpy as np

from lossctl.engine.scan import Map
from lossctl.errors import InputError
from lossctl.option import with_point
from lossctl.problem import Prepared
from lossctl.remarks.expected import Expected
from lossctl.result import Verdict


def verdict_on(prepared: Prepared, loss: Any, expected: Expected, map: Map, explain: bool = True) -> Verdict:
    """Compare a loss, a number or for `none` an array, and where it differs, `explain` it.

    InputError where what is expected has another shape.
    """
    expected = _fitting(expected, np.shape(loss))
    if expected.in_float32 and not expected.matches(loss):
        from lossctl.remarks.float32_error import float32_error

        expected = expected.allowing(float32_error(prepared, map))
    off = expected.off(loss)
    if expected.matches(loss):
        return Verdict(expected.value, off, expected.allowed, True, expected.written)
    differs = ~np.asarray(expected.near(loss))
    first = tuple(int(each[0]) for each in np.nonzero(differs)) if differs.ndim else ()
    if not explain:
        return Verdict(expected.value, off, expected.allowed, False, expected.written, first)
    from lossctl.remarks.diagnosis.search import diagnose
    from lossctl.remarks.diagnosis.trials import too_large

    causes, large = diagnose(prepared.problem, expected, map), too_large(prepared.problem)
    few = expected.few_digits
    return Verdict(expected.value, off, expected.allowed, False, expected.written, first, causes, large, few)


def _fitting(expected: Expected, shape: tuple[int, ...]) -> Expected:
    """The same in the shape of the loss; one number stands for an array of one."""
    found = np.shape(expected.value)
    if found == shape:
        return expected
    if np.size(expected.value) == 1 and int(np.prod(shape)) == 1:
        value, allowed = (np.reshape(each, shape) for each in (expected.value, expected.allowed))
        return replace(expected, value=value if shape else float(value), allowed=allowed if shape else float(allowed))
    if not shape:
        remedy = "--reduction none compares each loss"
        if number := with_point(expected.word):
            remedy = f"a decimal comma? --expect {number}"
        raise InputError(
            f"an array of shape {found} is expected, and the loss is one number", "--expect", remedy=remedy
        )
    if not found:
        remedy = "leave out --reduction none, or give an array"
        raise InputError(f"one number is expected, and there are losses of shape {shape}", "--expect", remedy=remedy)
    raise InputError(f"an array of shape {found} is expected, and the losses have shape {shape}", "--expect")
