"""A histogram of losses in one line of block signs: over a logarithmic scale, as losses lie powers of ten apart."""

from typing import NamedTuple

import numpy as np

from lossctl.sums.arrays import Array
from lossctl.sums.distribution import Distribution

SIGNS, EMPTY = "▁▂▃▄▅▆▇█", "."
LOWEST = 0.001  # the share of losses that may lie below a logarithmic scale: a few tiny ones would stretch it
WIDEST = 1e9  # and it spans no more than this factor


class Histogram(NamedTuple):
    """How many losses there are in each of equal steps of a scale, and what is written at its ends.

    Infinite losses and NaN are in no bar. `is_log`: the steps are equal on a logarithmic scale.
    """

    counts: Array
    left: str
    right: str
    is_log: bool

    @property
    def scale(self) -> str:
        """What its steps are, in words."""
        return "log scale" if self.is_log else "linear scale"

    @property
    def line(self) -> str:
        """The bars side by side, a sign each: a dot where there is no loss, the lowest where there is one."""
        heights = np.ceil(self.counts * (len(SIGNS) / self.counts.max())).astype(int).tolist()
        return "".join(SIGNS[height - 1] if height else EMPTY for height in heights)


def histogram(found: Distribution, bars: int) -> Histogram | None:
    """The histogram of a distribution; None if it would have a single bar.

    The first bar of a logarithmic scale has all losses below it, also those of 0 or less. If no loss is above 0, the
    scale is linear.
    """
    known = np.isfinite(found.middles)
    middles, counts = found.middles[known], found.counts[known]
    if len(middles) < 2 or middles[0] == middles[-1]:  # 0 and −0 have a bucket each
        return None
    low, high = float(middles[0]), found.max if np.isfinite(found.max) else float(middles[-1])
    is_log = bool(middles[-1] > 0)  # of a tiny max, below 2^-1022, the bucket is that of 0
    if is_log:
        begins = float(middles[np.searchsorted(np.cumsum(counts), LOWEST * counts.sum())])
        low = max(begins, float(middles[middles > 0][0]), high / WIDEST)
        places = np.log(np.maximum(middles, low) / low) / np.log(high / low) if high > low else np.zeros(len(middles))
        left = f"<= {low:.3g}" if middles[0] < low else f"{found.min:.3g}"
    else:
        places, left = (middles - low) / (high - low), f"{low:.3g}"
    heights = np.bincount(np.clip(places * bars, 0, bars - 1).astype(int), counts, bars)
    if np.count_nonzero(heights) < 2:
        return None
    return Histogram(heights, left, f"{high:.4g}", is_log)
