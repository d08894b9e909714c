"""Problem in, Result out: the number, and what a report needs of it."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lossctl.engine.scan import Map, Part, reduced, scan, terms_of
from lossctl.engine.top_losses import Worst
from lossctl.lesson.sheet import Sheet
from lossctl.problem import Prepared, Problem
from lossctl.remarks.notes import notes_on
from lossctl.result import Result
from lossctl.sums.arrays import Array
from lossctl.sums.layout import in_layers
from lossctl.sums.tally import Tally

if TYPE_CHECKING:
    from lossctl.remarks.expected import Expected
    from lossctl.remarks.verdict import Verdict

PIECE = 16_384  # losses that are handed out at a time: as text they take twenty times the room


class Calculation:
    """A problem on its way to its result: one pass over the blocks, whose numbers can be had as they come.

    Go through `parts` or `losses` to see each number, and the result is there without another pass.
    InputError where the arrays do not fit; where their values do not, as soon as the pass comes to them.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        worst: int = 0,
        map: Map = map,
        notes: tuple[str, ...] = (),
        expected: "Expected | None" = None,
        digested: bool = False,
    ) -> None:
        """`worst`: find that many samples of greatest loss; `notes` come before those on the result.

        `expected`: compare the result with it; the losses of `none` are kept for that. `digested`: the result's state
        tells by a digest what went in.
        """
        self.prepared = problem.prepared()
        self.expected = expected
        self._map, self._worst, self._notes, self._digested = map, worst, notes, digested
        self._kept: list[Array] | None = [] if expected and problem.settings.reduction == "none" else None
        self._seen: tuple[Tally, tuple[int, ...]] | None = None

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """The shape of the losses, as PyTorch's `reduction='none'` returns them."""
        rows, axis = self.prepared.samples.shape, self.prepared.samples.class_axis
        _, none = terms_of(self.prepared, (0, 0))  # no samples show too whether there is a loss for each class
        return rows if axis is None or none.loss.ndim == 1 else (*rows[:axis], none.loss.shape[1], *rows[axis:])

    def parts(self, symbols: frozenset[str] = frozenset(), *, losses: bool = True) -> Iterator[Part]:
        """The parts of all blocks in order, with what is noted under these symbols, and with or without the losses."""
        sums, worst = Tally(), Worst(self._worst)
        losses = losses or self._worst > 0 or self._kept is not None
        for part in scan(self.prepared, self._map, symbols=symbols, digested=self._digested, losses=losses):
            sums += part.tally
            worst.see(part)
            if self._kept is not None:
                self._kept.append(part.loss)
            yield part
        self._seen = sums, worst.samples()

    def losses(self) -> Iterator[Array]:
        """The weighed loss of each element, in pieces, in the C order of `shape`."""
        pieces: Iterator[Array] = (part.loss.reshape(-1) for part in self.parts())
        axis = self.prepared.samples.class_axis
        if axis is not None and len(self.shape) > len(self.prepared.samples.shape):
            pieces = in_layers(pieces, self.shape[axis], math.prod(self.shape[axis + 1 :]))
        for piece in pieces:
            yield from (piece[start : start + PIECE] for start in range(0, len(piece), PIECE))

    @cached_property
    def result(self) -> Result:
        """The result, but for the loss of each element."""
        if self._seen is None:
            for _ in self.parts(losses=False):
                pass
        assert self._seen
        sums, worst = self._seen
        notes = (*self._notes, *notes_on(self.prepared, sums, self._map))
        return Result(self.prepared, sums, worst=worst, notes=notes, verdict=self._verdict(sums))

    def _verdict(self, sums: Tally) -> "Verdict | None":
        if self.expected is None:
            return None
        from lossctl.remarks.verdict import verdict_on

        loss: Any = reduced(self.prepared, sums)
        if self._kept is not None:
            loss = self.prepared.samples.arranged(np.concatenate(self._kept))
        return verdict_on(self.prepared, loss, self.expected, self._map)


def finished(result: Result) -> Calculation:
    """A calculation that has been done, for those who write results."""
    calculation = Calculation.__new__(Calculation)
    calculation.prepared = result.prepared
    calculation.__dict__["result"] = result
    return calculation


def solve(
    problem: Problem, *, keep: bool = False, worst: int = 0, map: Map = map, expected: "Expected | None" = None
) -> Result:
    """Calculate the loss: one pass over the blocks.

    `keep`: with the loss of each element, which `none` has anyway; `worst`: find that many samples of greatest loss.
    InputError where the arrays or their values do not fit.
    """
    calculation = Calculation(problem, worst=worst, map=map, expected=expected)
    if not keep and problem.settings.reduction != "none":
        return calculation.result
    losses = np.concatenate([np.empty(0, problem.settings.dtype), *calculation.losses()])
    return replace(calculation.result, losses=losses.reshape(calculation.shape))


def details(result: Result, samples: tuple[int, ...] | range, symbols: frozenset[str] | None = None) -> Sheet:
    """What the loss notes of these samples, an entry per sample: the same functions, listened to.

    Samples of one block are looked up together, so that those of all blocks cost no more than a pass.
    """
    chosen = np.array(samples, np.intp)
    order = np.argsort(chosen, kind="stable")
    block = np.searchsorted([start for start, _ in result.prepared.samples.blocks()], chosen[order], side="right")
    groups = np.split(chosen[order], np.flatnonzero(np.diff(block)) + 1)
    sheets = [_listened(result.prepared, group, symbols) for group in groups]
    return Sheet({name: np.concatenate([sheet[name] for sheet in sheets])[np.argsort(order)] for name in sheets[0]})


def _listened(prepared: Prepared, samples: Array, symbols: frozenset[str] | None) -> dict[str, Array]:
    """What is noted of samples that lie in one block."""
    run = (int(samples[0]), int(samples[-1]) + 1) if len(samples) else (0, 0)
    sheet = Sheet(only=symbols)
    terms_of(prepared, run, sheet)
    return {symbol: values[samples - run[0]] for symbol, values in sheet.values.items()}
