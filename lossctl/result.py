"""The nouns of what comes out: a Result, and the Verdict on it with its Causes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lossctl.sums.arrays import Array
from lossctl.sums.distribution import Distribution
from lossctl.sums.layout import index_in
from lossctl.sums.tally import Tally

STATE = 3  # the version of a result's state: higher where an older lossctl would merge it wrongly


class Cause(NamedTuple):
    """What gives the number: an id, the sentence, the number that it gives, the options that reproduce it.

    `leave_out` are options of the command to be left out for it.
    """

    cause: str
    sentence: str
    value: Any
    options: str | None
    leave_out: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """The comparison of a loss with a number from elsewhere; its attributes are the keys of the JSON form.

    For an array `expected`, `difference` and `allowed` are arrays, and `first` is the address of the first difference;
    for a number `written` is how it was written. `reductions_only`: the input is too large to try other readings of it.
    `few_digits`: the number has three digits or fewer, which many things give, so that no cause is a finding.
    `of_call` is the number that was compared, where the call of a paste gives another than the result's loss.
    """

    expected: Any
    difference: Any
    allowed: Any
    matches: bool
    written: str = ""
    first: tuple[int, ...] = ()
    diagnosis: tuple[Cause, ...] = ()
    reductions_only: bool = False
    few_digits: bool = False
    of_call: float | None = None


class Judged(NamedTuple):
    """A loss that a paste shows under this label, how its call differs from the command's, and the verdict on it."""

    label: str
    note: str
    verdict: Verdict


@dataclass(frozen=True)
class Result:
    """A loss and all that belongs to it: a plain value, calculated, merged, or read back from its JSON form.

    Its attributes are the keys of the JSON form, and `float(result)` is the reduced loss. `losses` has the weighted
    loss of each element in the shape that PyTorch's `reduction='none'` returns, where it was kept. `worst` are the
    samples of the greatest loss, the greatest first. `verdict` says whether it is what was expected, if anything was;
    `judged` are the losses of a paste, each with its own verdict.

    `options` are those that change the number, by which `merge` sees that results answer one question, and `inputs`
    the digests of what went in, where they were taken. `classes` are the classes' names, where a table has them.
    `likelihood`: each loss is −log of a target's probability.
    """

    criterion: str
    reduction: str
    shape: tuple[int, ...]  # of the input
    tally: Tally = field(repr=False)
    dtype: str = field(default="float64", repr=False)
    class_axis: int | None = field(default=None, repr=False)
    likelihood: bool = field(default=False, repr=False)
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    inputs: tuple[str, ...] = field(default=(), repr=False)
    losses: Array | None = field(default=None, repr=False)
    worst: tuple[int, ...] = field(default=(), repr=False)
    classes: tuple[str, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()
    verdict: Verdict | None = None
    judged: tuple[Judged, ...] = field(default=(), repr=False)

    def __float__(self) -> float:
        if self.reduction == "none":
            raise TypeError("with reduction 'none' the loss is an array: see .loss")
        return self.reduced

    @property
    def loss(self) -> float | Array:
        """The reduced number, or for `none` the loss of each element."""
        if self.reduction == "none":
            assert self.losses is not None
            return self.losses
        return self.reduced

    @property
    def reduced(self) -> float:
        """The loss as one number; for `none` the sum."""
        return self.tally.reduced(self.reduction, self.shape, self.dtype)

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
        return float(self.tally.divisor(self.reduction, self.shape))

    @property
    def perplexity(self) -> float | None:
        """Exp of an unweighted mean of ce with indices; None for other losses."""
        if not self._is_mean_likelihood:
            return None
        try:
            return math.exp(float(self))
        except OverflowError:
            return math.inf

    @property
    def bits(self) -> float | None:
        """log2 of the perplexity."""
        return float(self) / math.log(2) if self._is_mean_likelihood else None

    @property
    def stderr(self) -> float | None:
        """The standard error of a mean of samples, `s / √n` with `s² = Σ (l − mean)² / (n − 1)`; kl's samples are rows.

        None where the loss is no such mean (kl: batchmean is), with weights, for fewer than two; NaN for such losses.
        """
        return self.tally.stderr(self.reduction, self.shape)

    @property
    def accuracy(self) -> float | None:
        """The share of counted samples with `argmax(input) = target`, of equal ones the first; of ce with indices."""
        return self._hit_rate(of_indices=True)

    @property
    def same_top(self) -> float | None:
        """The share of counted rows with `argmax(input) = argmax(target)`, of equal ones the first; of kl."""
        return self._hit_rate(of_indices=False)

    @property
    def distribution(self) -> Distribution | None:
        """The counted losses as `none` shows them (kl: the sums of rows), each once whatever its weight; None for none.

        `min` and `max` are exact, `quantiles` within 0.8 %; `worst` are up to three samples, with `index` and `loss`.
        """
        spread = self.tally.spread
        return spread.distribution if spread and spread.count else None

    @property
    def state(self) -> dict[str, Any]:
        """What a merge of results needs to be exact, and to see that they answer one question."""
        known = {"options": dict(self.options), "class_axis": self.class_axis, "likelihood": self.likelihood}
        return {"version": STATE, **known, **self.tally.state, "inputs": list(self.inputs)}

    @property
    def samples(self) -> tuple[int, ...]:
        """The shape of the samples: the input's without its class axis."""
        axis = self.class_axis
        return self.shape if axis is None else self.shape[:axis] + self.shape[axis + 1 :]

    @property
    def class_count(self) -> int | None:
        """How many classes there are, if the input has a class axis."""
        return None if self.class_axis is None else self.shape[self.class_axis]

    def address(self, sample: int) -> str:
        """Where a sample stands in the input without its class axis: `[2, 0]`; '' for the only sample."""
        return str(index_in(self.samples, sample) or "")

    @property
    def _is_mean_likelihood(self) -> bool:
        return self.likelihood and self.reduction == "mean"

    def _hit_rate(self, *, of_indices: bool) -> float | None:
        spread, has_indices = self.tally.spread, self.options.get("target") == "indices"
        return spread.hit_rate if spread and has_indices is of_indices else None
