"""A loss and all that belongs to it."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lossctl.problem import Prepared
from lossctl.sums.arrays import Array
from lossctl.sums.engine import divisor, reduced
from lossctl.sums.tally import Tally

if TYPE_CHECKING:
    from lossctl.remarks.verdict import Verdict


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
        """What a merge of results needs to be exact."""
        return self.tally.state

    @property
    def _is_likelihood(self) -> bool:
        return self.prepared.samples.likelihood and self.reduction == "mean"
