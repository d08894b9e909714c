"""The losses of the samples of a block, and their spread."""

from dataclasses import replace

import numpy as np

from lossctl.engine.row_sums import row_sums
from lossctl.problem import Prepared
from lossctl.sums.arrays import Mask
from lossctl.sums.block import Block
from lossctl.sums.distribution import Worst, distribution_of, greatest
from lossctl.sums.exact import Exact, exact_sum
from lossctl.sums.spread import Spread
from lossctl.sums.tally import Terms

WEIGHTS = {"weight", "pos_weight", "sample_weight"}


def spread_of(prepared: Prepared, block: Block, terms: Terms, total: Exact) -> Spread:
    """The spread of the samples that count; a row of classes is one sample, whose loss is the sum of its row.

    `terms` are weighted and `total` is their sum. There are squares only where nothing has a weight: only then is the
    mean one of equal samples.
    """
    by_class = terms.loss.ndim == 2
    losses = row_sums(terms.loss) if by_class else terms.loss
    hits = None if terms.hits is None else terms.hits()
    losses = np.ascontiguousarray(losses, np.float64)
    numbers = None
    counted = _counted(prepared, block, terms)
    if counted is not None and not counted.all():
        numbers = np.flatnonzero(counted)
        losses, hits = losses[numbers], None if hits is None else hits[numbers]
    places = greatest(losses)
    chosen = block.start + (places if numbers is None else numbers[places])
    indices = (tuple(prepared.samples.index(number)) for number in chosen.tolist())
    worst = tuple(map(Worst, losses[places].tolist(), indices))
    return Spread(
        len(losses),
        exact_sum(losses) if by_class else total,
        None if WEIGHTS & prepared.problem.arrays.keys() else exact_sum(losses * losses),
        None if hits is None else int(np.count_nonzero(hits)),
        replace(distribution_of(losses), worst=worst),
    )


def _counted(prepared: Prepared, block: Block, terms: Terms) -> Mask | None:
    """Which samples are neither ignored nor of weight 0; None for all."""
    elements = prepared.samples.classes is None  # whose weights are one for each, and no part of mean's denominator
    known = [block.present, None if terms.share is None else terms.share != 0]
    known.append(block.weight != 0 if elements and block.weight is not None else None)
    masks = [each for each in known if each is not None]
    return np.logical_and.reduce(masks) if masks else None
