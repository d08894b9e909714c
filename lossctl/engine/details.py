"""The noted numbers of some samples: what explanations and records show beside the loss."""

import numpy as np

from lossctl.engine.scan import terms_of
from lossctl.lesson.sheet import Sheet
from lossctl.problem import Prepared
from lossctl.sums.arrays import Array


def details(prepared: Prepared, samples: tuple[int, ...] | range, symbols: frozenset[str] | None = None) -> Sheet:
    """What the loss notes of these samples, an entry per sample: the same functions as calculate it, listened to.

    Samples of one block are looked up together, so that those of all blocks cost no more than a pass.
    """
    chosen = np.array(samples, np.intp)
    order = np.argsort(chosen, kind="stable")
    block = np.searchsorted([start for start, _ in prepared.samples.blocks()], chosen[order], side="right")
    groups = np.split(chosen[order], np.flatnonzero(np.diff(block)) + 1)
    sheets = [_noted(prepared, group, symbols) for group in groups]
    return Sheet({name: np.concatenate([sheet[name] for sheet in sheets])[np.argsort(order)] for name in sheets[0]})


def _noted(prepared: Prepared, samples: Array, symbols: frozenset[str] | None) -> dict[str, Array]:
    """What is noted of samples that lie in one block."""
    run = (int(samples[0]), int(samples[-1]) + 1) if len(samples) else (0, 0)
    sheet = Sheet(only=symbols)
    terms_of(prepared, run, sheet)
    return {symbol: values[samples - run[0]] for symbol, values in sheet.values.items()}
