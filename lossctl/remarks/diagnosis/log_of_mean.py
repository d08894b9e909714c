"""The log taken after the mean: −ln of the mean probability, in place of the mean of −ln p."""

from collections.abc import Iterator

import numpy as np

from lossctl.losses import LOSSES
from lossctl.remarks.diagnosis.problem_kind import has_hard_targets, is_ce
from lossctl.remarks.diagnosis.totals import Solved, Total


def log_of_mean(solved: Solved) -> Iterator[Total]:
    """−ln of the targets' mean probability, of losses that each are −ln of one probability."""
    losses, shares, problem = solved.losses, solved.shares, solved.problem
    if losses is None or shares is None or losses.ndim == 2 or not solved.weights or solved.tally.count < 2:
        return
    if problem.loss.terms is not LOSSES[problem.loss.name].load().terms:  # another measure of the samples
        return
    if not {"weight", "pos_weight", "sample_weight"}.isdisjoint(problem.arrays):
        return
    if solved.prepared.samples.likelihood if is_ce(problem) else has_hard_targets(problem):
        mean = float((np.exp(-losses) * shares).sum() / solved.weights)
        clause = "−ln of the mean of the targets' probabilities; the loss is the mean of each −ln p, which is greater"
        yield Total(float(-np.log(mean)), f"−ln({mean:.6g})", clause)
