"""A loss and all that belongs to it."""

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lossctl.engine.scan import divisor, reduced
from lossctl.problem import Prepared
from lossctl.settings import Settings, options
from lossctl.sums.arrays import Array
from lossctl.sums.digest import of_array, tagged
from lossctl.sums.tally import Tally

if TYPE_CHECKING:
    from lossctl.remarks.verdict import Verdict


STATE = 1  # the version of a result's state: higher where an older lossctl would merge it wrongly


@dataclass(frozen=True)
class Result:
    """A loss and all that belongs to it; its attributes are the keys of the JSON form.

    `float(result)` is the reduced loss. `losses` has the weighed loss of each element in the shape that PyTorch's
    `reduction='none'` returns, where it was kept. `worst` are the samples of the greatest loss, the greatest first.
    `verdict` says whether it is what was expected, if anything was.
    """

    prepared: Prepared = field(repr=False)
    tally: Tally = field(repr=False)
    losses: Array | None = field(default=None, repr=False)
    worst: tuple[int, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()
    verdict: "Verdict | None" = None

    def __float__(self) -> float:
        if self.reduction == "none":
            raise TypeError("with reduction 'none' the loss is an array: see .loss")
        return self._reduced

    @cached_property
    def _reduced(self) -> float:
        return reduced(self.prepared, self.tally)

    @property
    def loss(self) -> float | Array:
        """The reduced number, or for `none` the loss of each element."""
        if self.reduction == "none":
            assert self.losses is not None
            return self.losses
        return float(self)

    @property
    def criterion(self) -> str:
        """`ce`, `bce`, `bce-logits` or `kl`."""
        return self.prepared.problem.loss.name

    @property
    def reduction(self) -> str:
        """The one applied."""
        return self.prepared.problem.settings.reduction

    @property
    def shape(self) -> tuple[int, ...]:
        """The input's shape."""
        return self.prepared.problem.arrays["input"].shape

    @property
    def count(self) -> int:
        """Loss elements counted."""
        return self.tally.count

    @property
    def ignored(self) -> int:
        """Loss elements left out."""
        return self.tally.ignored

    @property
    def sum(self) -> float:
        """The weighted sum of the losses."""
        return float(self.tally.sum)

    @property
    def denominator(self) -> float:
        """What the reduction divides the sum by: 1 for `sum` and `none`."""
        return float(divisor(self.prepared, self.tally))

    @property
    def perplexity(self) -> float | None:
        """Exp of an unweighted mean of ce with indices; None for other losses."""
        if not self._is_likelihood:
            return None
        try:
            return math.exp(float(self))
        except OverflowError:
            return math.inf

    @property
    def bits(self) -> float | None:
        """log2 of the perplexity."""
        return float(self) / math.log(2) if self._is_likelihood else None

    @property
    def stderr(self) -> float | None:
        """The standard error of the mean, with n − 1; NaN for one sample."""
        if not self._is_likelihood:
            return None
        variance = self.tally.variance_of_mean
        return math.nan if variance is None else math.sqrt(variance)

    @property
    def state(self) -> dict[str, Any]:
        """What a merge of results needs to be exact, and to see that they answer one question.

        `inputs` are the digests of what went in, if they were taken (`--json`, `batch`): one here, one each of a merge.
        """
        return {
            "version": STATE,
            "options": options_of(self.prepared),
            "class_axis": self.prepared.samples.class_axis,
            "likelihood": self.prepared.samples.likelihood,
            **self.tally.state,
            "inputs": [] if self.tally.digest is None else [tagged(self.shape, self.tally.digest)],
        }

    @property
    def _is_likelihood(self) -> bool:
        return self.prepared.samples.likelihood and self.reduction == "mean"


def options_of(prepared: Prepared) -> dict[str, Any]:
    """The options that change the number, in plain words: results that differ in one are not to be merged.

    Not among them are the reduction, which a merge may choose, and the class axis: it says where the classes are. An
    option's array is known by its digest; where it goes along the input's first axis, it is data: "per sample". Of one
    row nobody can tell which it is: "per sample or …".
    """
    names, settings, samples = prepared.problem.loss.criterion.options, prepared.problem.settings, prepared.samples
    told = {name: getattr(settings, name) for name in options(Settings) if name in names}
    told = {name: value for name, value in told.items() if name not in ("reduction", "class_axis")}
    if "ignore_index" in told:
        told["ignore_index"] = samples.ignore_index
    told |= {name: _known(prepared, name) for name in prepared.problem.arrays if name in names}
    return {**told, "target": "indices" if samples.indexed else "probabilities"}


def _known(prepared: Prepared, name: str) -> str:
    arrays = prepared.problem.arrays
    shape, whole = arrays[name].shape, arrays["input"].shape
    along = name in prepared.samples.by_sample and len(shape) == len(whole) and shape[:1] == whole[:1]
    if name == "sample_weight" or (along and whole[:1] != (1,)):
        return "per sample"
    return ("per sample or " if along else "") + of_array(np.asarray(arrays[name]))
