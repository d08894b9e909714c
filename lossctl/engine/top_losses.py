"""The samples of greatest loss, found while the parts go by."""

import numpy as np

from lossctl.engine.row_sums import row_sums
from lossctl.engine.scan import Part
from lossctl.sums.arrays import Array
from lossctl.sums.block import BLOCK


class TopLosses:
    """Keeps the samples of greatest loss: NaN before infinity before numbers, the earlier before the later."""

    def __init__(self, count: int) -> None:
        self.count, self.size = count, 0
        self.found: list[Array] = []

    def see(self, part: Part) -> None:
        if not self.count:
            return
        loss = part.loss if part.loss.ndim == 1 else row_sums(part.loss)
        self.found.append(np.stack([loss.astype(np.float64), np.arange(part.start, part.start + len(loss))]))
        self.size += len(loss)
        if self.size > 2 * self.count + BLOCK:
            self.sort()

    def sort(self) -> None:
        loss, number = np.concatenate(self.found, axis=1)
        order = np.lexsort((number, np.where(np.isnan(loss), -np.inf, -loss), ~np.isnan(loss)))[: self.count]
        self.found, self.size = [np.stack([loss[order], number[order]])], len(order)

    def samples(self) -> tuple[int, ...]:
        if not self.found:
            return ()
        self.sort()
        return tuple(int(number) for number in self.found[0][1])
