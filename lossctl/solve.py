"""Problem in, Result out: the number, and what a report needs of it."""

import math
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lossctl.engine.scan import Map, Part, result_of, scan, terms_of
from lossctl.engine.top_losses import TopLosses
from lossctl.errors import InputError
from lossctl.inputs.printed_loss import BlockReading
from lossctl.option import options
from lossctl.problem import Prepared, Problem
from lossctl.remarks.notes import notes_on
from lossctl.result import Judged, Result, Verdict
from lossctl.settings import Settings
from lossctl.sums.arrays import Array
from lossctl.sums.digest import of_array, tagged
from lossctl.sums.layout import in_layers
from lossctl.sums.tally import Tally

if TYPE_CHECKING:
    from lossctl.remarks.expected import Expected

PIECE = 16_384  # losses that are handed out at a time: as text they take twenty times the room


class Calculation:
    """A problem on its way to its result: one pass over the blocks, whose numbers can be had as they come.

    Go through `parts` or `losses` to see each number, then `run` gives the result without another pass.
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
        block: BlockReading | None = None,
        near: dict[str, float] | None = None,
        digested: bool = False,
        spread: bool = True,
    ) -> None:
        """`worst`: find that many samples of greatest loss; `notes` come before those on the result.

        `expected`: compare the result with it; the losses of `none` are kept for that. `block`: a paste, whose losses
        are judged if nothing is expected, as near as `near` says. `digested`: the
        result's state tells by a digest what went in. `spread`: the result tells of single samples: the distribution
        of their losses, the standard error, how many hit.
        """
        self.prepared = problem.prepared()
        self._expected, self._block, self._near = expected, block, near or {}
        self._map, self._worst, self._notes = map, worst, notes
        self._digested, self._spread = digested, spread
        self._kept: list[Array] | None = [] if expected and problem.settings.reduction == "none" else None
        self._seen: tuple[Tally, tuple[int, ...]] | None = None
        self._result: Result | None = None

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """The shape of the losses, as PyTorch's `reduction='none'` returns them."""
        rows, axis = self.prepared.samples.shape, self.prepared.samples.class_axis
        _, none = terms_of(self.prepared, (0, 0))  # no samples show too whether there is a loss for each class
        return rows if axis is None or none.loss.ndim == 1 else (*rows[:axis], none.loss.shape[1], *rows[axis:])

    def parts(self, symbols: frozenset[str] = frozenset(), *, losses: bool = True) -> Iterator[Part]:
        """The parts of all blocks in order, with what is noted under these symbols, and with or without the losses."""
        sums, worst = Tally(), TopLosses(self._worst)
        losses = losses or self._worst > 0 or self._kept is not None
        asked = {"digested": self._digested, "losses": losses, "spread": self._spread}
        for part in scan(self.prepared, self._map, symbols=symbols, **asked):
            sums += part.tally
            worst.see(part)
            if self._kept is not None:
                self._kept.append(part.loss)
            yield part
        self._seen = sums, worst.samples()

    def losses(self) -> Iterator[Array]:
        """The weighted loss of each element, in pieces, in the C order of `shape`."""
        pieces: Iterator[Array] = (part.loss.reshape(-1) for part in self.parts())
        axis = self.prepared.samples.class_axis
        if axis is not None and len(self.shape) > len(self.prepared.samples.shape):
            pieces = in_layers(pieces, self.shape[axis], math.prod(self.shape[axis + 1 :]))
        for piece in pieces:
            yield from (piece[start : start + PIECE] for start in range(0, len(piece), PIECE))

    def run(self) -> Result:
        """The result, but for the loss of each element: of the pass that was made, or of one that is made now."""
        if self._result is None:
            if self._seen is None:
                for _ in self.parts(losses=False):
                    pass
            assert self._seen
            self._result = self._with_remarks(*self._seen)
        return self._result

    def whole(self) -> Result:
        """The result with the loss of each element."""
        losses = np.concatenate([np.empty(0, self.prepared.problem.settings.dtype), *self.losses()])
        return replace(self.run(), losses=losses.reshape(self.shape))

    def again(self, result: Result, *, digested: bool = False) -> "Calculation":
        """The same calculation once more, to show `result`, which it gave: with other words for its remarks perhaps.

        InputError where the numbers have changed since then: an array in memory may be written to, a file replaced.
        """
        again = copy(self)
        again._digested, again._kept, again._result = digested, None, result
        for _ in again.parts(losses=False):
            pass
        assert again._seen
        sums = again._seen[0]
        known = ((each.sum, each.denominator, each.count, each.ignored) for each in (sums, result.tally))
        if len(set(map(repr, known))) > 1:  # by repr a NaN is equal to itself
            raise InputError("the arrays have changed since the loss was calculated", remedy="calculate it again")
        if sums.digest is not None:
            again._result = replace(result, inputs=(tagged(result.shape, sums.digest),))
        return again

    def _with_remarks(self, sums: Tally, worst: tuple[int, ...]) -> Result:
        prepared = self.prepared
        result = result_of(prepared, sums)
        inputs = () if sums.digest is None else (tagged(result.shape, sums.digest),)
        result = replace(result, options=_options_of(prepared), inputs=inputs, worst=worst)
        verdict, judged, told = self._judgement(result)
        notes = (*told, *self._notes, *notes_on(result, prepared, self._map))
        return replace(result, notes=notes, verdict=verdict, judged=judged)

    def _judgement(self, result: Result) -> "tuple[Verdict | None, tuple[Judged, ...], tuple[str, ...]]":
        if self._block is None or self._expected is not None:
            told = (f"{self._block.source}: {self._block.taken}",) if self._block else ()
            return self._verdict(result), (), told
        from lossctl.remarks.printed_losses import judgement_on

        return judgement_on(self.prepared.problem, self._block, self._map, self._near, result.reduced)

    def _verdict(self, result: Result) -> Verdict | None:
        if self._expected is None:
            return None
        from lossctl.remarks.verdict import verdict_on

        loss: Any = result.reduced
        if self._kept is not None:
            loss = self.prepared.samples.arranged(np.concatenate(self._kept))
        return verdict_on(self.prepared, loss, self._expected, self._map)


def solve(
    problem: Problem,
    *,
    keep: bool = False,
    worst: int = 0,
    map: Map = map,
    expected: "Expected | None" = None,
    notes: tuple[str, ...] = (),
) -> Result:
    """Calculate the loss: one pass over the blocks.

    `keep`: with the loss of each element, which `none` has anyway; `worst`: find that many samples of greatest loss.
    InputError where the arrays or their values do not fit.
    """
    calculation = Calculation(problem, worst=worst, map=map, expected=expected, notes=notes)
    if not keep and problem.settings.reduction != "none":
        return calculation.run()
    return calculation.whole()


def _options_of(prepared: Prepared) -> dict[str, Any]:
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
    told |= {name: _identity(prepared, name) for name in prepared.problem.arrays if name in names}
    return {**told, "target": "indices" if samples.indexed else "probabilities"}


def _identity(prepared: Prepared, name: str) -> str:
    """What an option's array is known by."""
    arrays = prepared.problem.arrays
    shape, whole = arrays[name].shape, arrays["input"].shape
    along = name in prepared.samples.by_sample and len(shape) == len(whole) and shape[:1] == whole[:1]
    if name == "sample_weight" or (along and whole[:1] != (1,)):
        return "per sample"
    return ("per sample or " if along else "") + of_array(np.asarray(arrays[name]))
