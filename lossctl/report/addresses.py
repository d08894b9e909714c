"""Where samples stand in the user's arrays, as a table writes it: `0`, or `1,2` where they have several axes."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from lossctl.solve import PIECE
from lossctl.sums.arrays import Array
from lossctl.sums.block import Samples

Chosen = tuple[int, ...] | range

_TENS = 10 ** np.arange(1, 19)


def addresses(samples: Samples, chosen: Chosen) -> Sequence[str]:
    """The address of each of these samples; the only sample has none."""
    if len(samples.shape) < 2:
        return list(map(str, chosen)) if samples.shape else [""] * len(chosen)
    return list(map(",".join, zip(*(map(str, axis.tolist()) for axis in axes(samples, chosen)), strict=True)))


def in_pieces(chosen: Chosen, noted: Mapping[str, Array]) -> Iterator[tuple[Chosen, Mapping[str, Array]]]:
    """The chosen samples with their noted numbers, PIECE of them at a time; at least one piece, which may be empty."""
    for start in range(0, max(len(chosen), 1), PIECE):
        here = slice(start, min(start + PIECE, len(chosen)))
        yield chosen[here], {symbol: values[here] for symbol, values in noted.items()}


def longest_address(samples: Samples, chosen: Chosen) -> int:
    """How many letters the longest of these addresses has."""
    if not (len(chosen) and samples.shape):
        return 0
    digits = sum(np.searchsorted(_TENS, axis, side="right") + 1 for axis in axes(samples, chosen))
    return int(np.max(digits)) + len(samples.shape) - 1


def axes(samples: Samples, chosen: Chosen) -> tuple[Array, ...]:
    """The index of each sample along each of the axes."""
    return np.unravel_index(np.array(chosen, np.intp), samples.shape)
