"""How far a loss that was calculated in float32 may be from the truth, by the numbers that it is calculated from.

`x − ln Σ exp(x)` of logits in float32 errs by some units in the last place of the largest logit and of the target's,
however small the loss is, and the sum over C classes adds its own rounding. The constants are read off the errors that
PyTorch 2.13 makes (tests/remarks/test_float32_error.py). What casting a probability near 1 to float32 does to ln(1 − p)
is no part of it: that is a cause of its own, told by the diagnosis.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lossctl.engine.scan import Map, result_of, scan, total
from lossctl.lesson.sheet import Note, silent
from lossctl.losses import class_axis
from lossctl.problem import Loss, Prepared
from lossctl.settings import Settings
from lossctl.sums.arrays import Array
from lossctl.sums.block import Block
from lossctl.sums.tally import Terms

EPSILON = 2.0**-23  # float32's: the distance from 1 to the next number
CLASSES = 128  # so many more classes in a sum add one EPSILON
LARGEST = 2.0**13  # what is larger is a mask or not scaled; of a loss as large, `expected.FLOAT32` allows as much


def float32_error(prepared: Prepared, map: Map) -> Any:
    """The error to allow, reduced as the loss is: a number, or for `none` an array of the losses' shape."""
    problem = prepared.problem
    bounds = problem.loss._replace(terms=_Bounds(problem.loss))
    bounded = Prepared(replace(problem, loss=bounds), prepared.samples)
    if problem.settings.reduction != "none":
        return abs(result_of(bounded, total(bounded, map)).reduced)
    return np.abs(prepared.samples.arranged(np.concatenate([part.loss for part in scan(bounded, map)])))


@dataclass(frozen=True)
class _Bounds:
    """In place of the terms of a loss, the error of each, weighed and shared as they are; workers can be sent it."""

    loss: Loss

    def __call__(self, block: Block, settings: Settings, note: Note = silent) -> Terms:
        terms = self.loss.terms(block, settings, note)
        bounds = self._of_elements if block.input.ndim == 1 else self._of_classes
        return Terms(EPSILON * bounds(block, settings, terms), terms.share)

    def _of_elements(self, block: Block, settings: Settings, terms: Terms) -> Array:  # noqa: ARG002 - as the other
        if self.loss.criterion.form == "probs":
            return np.maximum(1, _finite(np.abs(terms.loss)))
        factor = np.ones(()) if block.weight is None else np.abs(block.weight)
        if block.pos_weight is not None:
            factor = factor * (1 + np.abs(block.target * block.pos_weight))
        return factor * np.maximum(1, _finite(np.abs(block.input)))

    def _of_classes(self, block: Block, settings: Settings, terms: Terms) -> Array:
        x = class_axis.tempered(block.input, settings.from_, settings.temperature)
        if block.target.ndim == 1:
            at = block.target.astype(np.intp)[:, None]
            size = _sizes(x, settings.from_, np.take_along_axis(x, at, axis=1))[:, 0]
            return size if terms.share is None else size * np.abs(terms.share)
        if terms.loss.ndim == 2:
            y = class_axis.tempered(block.target, settings.target_from, settings.temperature)
            p = class_axis.probs_and_logs(y, settings.target_from)[0]
            return np.abs(p) * (_sizes(x, settings.from_) + _sizes(y, settings.target_from))
        t = np.abs(block.target)
        return (_sizes(x, settings.from_) * (t if block.weight is None else t * np.abs(block.weight))).sum(axis=1)


def _sizes(rows: Array, form: str, of: Array | None = None) -> Array:
    """In units of EPSILON, the error of the log-probabilities of rows (n, C), or of some of their numbers, `of`."""
    numbers = np.asarray(rows if of is None else of, dtype=np.float64)
    if form == "logits":
        largest = np.abs(np.asarray(rows.max(axis=1, keepdims=True), dtype=np.float64))
        return rows.shape[1] / CLASSES + np.maximum(1, np.maximum(_finite(largest), _finite(np.abs(numbers))))
    return np.maximum(1, _finite(np.abs(np.log(numbers) if form == "probs" else numbers)))


def _finite(sizes: Array) -> Array:
    """At most LARGEST; 0 for infinities and NaN: a loss of such is not calculated, or infinite."""
    return np.where(np.isfinite(sizes), np.minimum(sizes, LARGEST), 0.0)
