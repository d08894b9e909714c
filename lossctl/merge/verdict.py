"""Whether a merged result is what was expected, and where it is not, which other number of its sums is."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lossctl.errors import InputError
from lossctl.losses import LOSSES
from lossctl.merge.merged import Merged, merge
from lossctl.remarks.cause import Cause
from lossctl.remarks.expected import Expected
from lossctl.remarks.verdict import Verdict


def judged(whole: Merged, expected: Expected) -> Merged:
    """The result with its verdict; InputError where an array is expected."""
    if np.ndim(expected.value):
        raise InputError("an array is expected, and a merged loss is one number", "--expect")
    loss = float(whole)
    matches = expected.matches(loss)
    causes = () if matches else tuple(cause for cause in _causes(whole) if expected.matches(cause.value))
    off = expected.off(loss)
    return replace(
        whole, verdict=Verdict(expected.value, off, expected.allowed, matches, expected.written, diagnosis=causes)
    )


def _causes(whole: Merged) -> Iterator[Cause]:
    if (mean := whole.mean_of_means) is not None:
        sentence = f"the mean of the {len(whole.shards)} results' losses = {mean:.6g}: small shards count like large"
        yield Cause("mean of the results' means", sentence, mean, None)
    for reduction in LOSSES[whole.criterion].reductions:
        if reduction not in ("none", whole.reduction):
            value = float(merge(whole.shards, reduction, repeats=True))
            sentence = f"the {reduction} = {value:.6g} was taken, not the {whole.reduction}"
            yield Cause(reduction, sentence, value, f"--reduction {reduction}")
